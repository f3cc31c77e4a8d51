package org.intercore.properties.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icmsg.IcmsgConfig;
import org.intercore.icmsg.IcmsgLink;
import org.intercore.icmsg.LinkHandler;
import org.intercore.icmsg.LinkState;
import org.intercore.icmsg.buffer.Buffers;
import org.intercore.icmsg.fault.PeerFault;
import org.intercore.icmsg.status.Status;
import org.intercore.icmsg.status.UnboundReason;

/**
 * One side of a link and its user, who counts how often he has opened it: his lives. Each message says
 * in which lives of its sender and of its receiver it was sent; whoever gets it in another one has got
 * a message of an earlier session.
 *
 * <p>Without sessions, nobody can tell a message that was sent to his own last life and never read
 * from one that is meant for him; but what he gets in one life is the whole of what one life of the
 * other side has sent, from its beginning on.
 */
final class LinkSide implements LinkHandler {
  private static final int MESSAGE_LENGTH = 12;
  private static final int MAGIC_LENGTH = 13;
  private static final int NOBODY = -1;

  private final String name;
  private final IcmsgConfig config;
  private final boolean sessions;
  private IcmsgLink link;
  private final List<String> faults = new ArrayList<>();
  private LinkSide peer;
  private boolean reopenAtOnce;
  private UnboundReason lastReason;
  private int lives;
  private int peersLife = NOBODY;
  private int sent;
  private int received;

  LinkSide(final String name, final IcmsgConfig config, final boolean sessions) {
    this.name = name;
    this.config = config;
    this.sessions = sessions;
    this.link = IcmsgLink.create(config, this);
  }

  void meet(final LinkSide other) {
    peer = other;
  }

  boolean isBound() {
    return link.isBound() && !link.isReceiveFaulted();
  }

  LinkState state() {
    return link.state();
  }

  List<String> faults() {
    return faults;
  }

  int received() {
    return received;
  }

  void open() {
    final LinkState before = link.state();
    final boolean refused = before.isInitializing() || before.isConnected();
    assertThat(link.open()).as("%s opened", this).isEqualTo(refused ? Status.ALREADY : 0);
    if (!refused) {
      lives++;
    }
  }

  /** The process dies: nobody is told, and another one begins over the same memory. */
  void crash() {
    link = IcmsgLink.create(config, this);
    peersLife = NOBODY;
  }

  /** Opens the link if there is no bond and nobody waits for one, or if it has stopped reading. */
  void openIfNeeded() {
    if (link.isReceiveFaulted() && link.isBound()) {
      close();
    }
    if (link.state() == LinkState.OFF || link.state() == LinkState.DISCONNECTED) {
      open();
    }
  }

  void close() {
    link.close();
    peersLife = NOBODY;
    assertThat(link.state()).isEqualTo(LinkState.OFF);
  }

  int poll(final int limit, final boolean reopen) {
    reopenAtOnce = reopen;
    final int count = link.poll(limit);
    assertThat(count).isBetween(0, limit);
    return count;
  }

  void send() {
    final AtomicBuffer message = Buffers.allocate(MESSAGE_LENGTH);
    message.putInt(0, lives, ByteOrder.LITTLE_ENDIAN);
    message.putInt(4, peersLife, ByteOrder.LITTLE_ENDIAN);
    message.putInt(8, sent, ByteOrder.LITTLE_ENDIAN);
    final int status = link.send(message, 0, MESSAGE_LENGTH);
    switch (link.state()) {
      case OFF -> assertThat(status).isEqualTo(Status.CLOSED);
      case DISCONNECTED -> assertThat(status).isEqualTo(Status.NOT_CONNECTED);
      case CONNECTED_PLAIN, CONNECTED_SESSION ->
        assertThat(status).isIn(MESSAGE_LENGTH, Status.NO_BUFFERS);
      default -> assertThat(status).isEqualTo(Status.BUSY);
    }
    if (status > 0) {
      sent++;
    }
  }

  /** The peer has closed its end of the bond. */
  void checkHearsThatThePeerHasClosed() {
    poll(10, false);
    assertThat(link.state()).isEqualTo(LinkState.DISCONNECTED);
    assertThat(lastReason).isEqualTo(UnboundReason.PEER_CLOSED);
  }

  /** Both sides are bound: to each other, as they live now. */
  void checkBoundToPeersPresentLife() {
    assertThat(isBound()).as("%s is bound", this).isTrue();
    assertThat(peersLife).as("the peer's life that %s knows", this).isEqualTo(peer.lives);
  }

  @Override
  public void onBound() {
    assertThat(isBound()).isTrue();
    assertThat(peersLife).as("bound twice").isEqualTo(NOBODY);
    assertThat(peer.lives).as("bound to somebody who was never there").isPositive();
    peersLife = peer.lives;
    sent = 0;
    received = 0;
  }

  @Override
  public void onUnbound(final UnboundReason reason) {
    assertThat(peersLife).as("unbound without a bond").isNotEqualTo(NOBODY);
    assertThat(link.state()).isEqualTo(LinkState.DISCONNECTED);
    assertThat(reason).isIn(UnboundReason.PEER_CLOSED, UnboundReason.PEER_RESTARTED);
    peersLife = NOBODY;
    lastReason = reason;
    if (reopenAtOnce) {
      open();
    }
  }

  @Override
  public void onMessage(final DirectBuffer buffer, final int offset, final int length) {
    if (length == MAGIC_LENGTH && link.isReceiveFaulted()) {
      assertThat(sessions).as("a magic where there are sessions").isFalse();
      return; // A peer that has started anew just where the ring begins.
    }
    assertThat(length).isEqualTo(MESSAGE_LENGTH);
    if (!sessions && received == 0) {
      peersLife = buffer.getInt(offset, ByteOrder.LITTLE_ENDIAN);
      assertThat(peersLife).as("the peer's life that %s hears of", this).isBetween(1, peer.lives);
    }
    assertThat(buffer.getInt(offset, ByteOrder.LITTLE_ENDIAN))
        .as("the sender's life in a message to %s", this)
        .isEqualTo(peersLife);
    final int addressee = buffer.getInt(offset + 4, ByteOrder.LITTLE_ENDIAN);
    if (sessions) {
      assertThat(addressee).as("the receiver's life in a message to %s", this).isEqualTo(lives);
    } else {
      assertThat(addressee).as("the receiver's life in a message to %s", this).isBetween(0, lives);
    }
    assertThat(buffer.getInt(offset + 8, ByteOrder.LITTLE_ENDIAN))
        .as("the number of a message to %s", this)
        .isEqualTo(received);
    received++;
  }

  @Override
  public void onFault(final PeerFault fault, final long value) {
    faults.add(fault.describe(value));
  }

  @Override
  public String toString() {
    return name + " in life " + lives + " (" + link.state() + ")";
  }
}
