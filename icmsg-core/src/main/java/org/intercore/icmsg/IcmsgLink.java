package org.intercore.icmsg;

import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.NanoClock;
import org.intercore.icmsg.doorbell.Doorbell;
import org.intercore.icmsg.fault.LinkFault;
import org.intercore.icmsg.fault.PeerFault;
import org.intercore.icmsg.region.RegionPair;
import org.intercore.icmsg.region.SharedRegion;
import org.intercore.icmsg.ring.PacketRingReader;
import org.intercore.icmsg.ring.PacketRingWriter;
import org.intercore.icmsg.session.SessionBonding;
import org.intercore.icmsg.status.Status;
import org.intercore.icmsg.status.UnboundReason;
import org.intercore.icmsg.sync.SpinLock;
import org.intercore.icmsg.sync.Turn;
import org.intercore.icmsg.time.Timeout;

/**
 * A single-endpoint link over two shared regions: ordered small messages, nothing lost (Zephyr's
 * {@code icmsg_open}, {@code icmsg_send}, {@code icmsg_close}).
 *
 * <p>The link has no thread of its own. Everything it does by itself (bonding, repeating rings,
 * delivering, noticing that the peer has gone) happens in {@link #poll}. Any thread may send; one
 * thread at a time polls; opening and closing wait for a poll that is under way, unless they come
 * from its own callbacks.
 *
 * <p>Which lock guards what: {@code turn} the reader, the bonding and the state's changes; {@code
 * sending} the writer and what it found wrong. Senders read the state under {@code sending}, and it
 * leaves the connected states only under both, so no sender touches a ring that is being reset or
 * has been given back.
 */
public final class IcmsgLink implements AutoCloseable {
  private final UnboundMode unbound;
  private final long bondRepeatNs;
  private final RegionPair regions;
  private final LinkHandler handler;
  private final Doorbell doorbell;
  private final NanoClock clock;
  private final BooleanSupplier farewell;
  private final PacketRingWriter writer;
  private final PacketRingReader reader;
  private final MagicBonding magic;
  private final SessionBonding session;
  private final SpinLock sending;
  private final Turn turn;
  private final LongConsumer sentNotes;
  private final BooleanSupplier worthALook = this::isWorthALook;
  private final boolean fetchesAhead;
  private volatile LinkState state = LinkState.OFF;
  private volatile int bond;
  private volatile boolean receiveFaulted;
  private long lastRingNs;
  private int leasesThatEndWithTurn;
  private PeerFault sendFault;
  private long sendFaultValue;

  private IcmsgLink(final IcmsgConfig config, final LinkHandler handler) {
    this.unbound = config.unbound();
    this.bondRepeatNs = config.bondRepeatNs();
    this.regions = config.regions();
    this.handler = handler;
    this.doorbell = config.doorbell();
    this.fetchesAhead = config.fetchesAhead();
    this.sending = new SpinLock(config.confinement());
    this.turn = new Turn("link", config.confinement());
    this.clock = config.clock();
    this.farewell = config.farewell();
    this.sentNotes = config.sentNotes();
    final SharedRegion tx = regions.tx();
    final SharedRegion rx = regions.rx();
    this.writer = new PacketRingWriter(tx.buffer(), config.layout(tx, "tx"), this::keepSendFault);
    this.reader = new PacketRingReader(rx.buffer(), config.layout(rx, "rx"), handler::onFault);
    this.magic = new MagicBonding(writer, reader, sending, handler::onFault, clock, bondRepeatNs);
    this.session = new SessionBonding(new HandshakeWords(writer, reader));
  }

  /**
   * Makes a link that is not open yet. Shared memory is not touched.
   *
   * @param config how; regions that are too small or misaligned are refused with a sentence
   * @param handler told what happens
   * @return the link, {@link LinkState#OFF}
   */
  public static IcmsgLink create(final IcmsgConfig config, final LinkHandler handler) {
    return new IcmsgLink(config, handler);
  }

  /**
   * Opens the link, or opens it again after it was closed or the peer had gone. Does not wait for
   * the peer: {@link LinkHandler#onBound()} says when it is there.
   *
   * @return 0, or {@link Status#ALREADY}
   */
  public int open() {
    final boolean mine = turn.take();
    try {
      final LinkState before = state;
      if (before != LinkState.OFF && before != LinkState.DISCONNECTED) {
        return Status.ALREADY;
      }
      if (before == LinkState.OFF) {
        regions.lease();
      }
      begin();
    } finally {
      endTurn(mine);
    }
    // Whether that is of use cannot be asked here: the memory may be gone by now.
    doorbell.ring();
    return 0;
  }

  private void begin() {
    magic.begin(receiveFault() == LinkFault.STARTED_ANEW);
    reader.init();
    lastRingNs = clock.nanoTime();
    receiveFaulted = false;
    if (unbound == UnboundMode.DISABLE) {
      offerMagic();
    } else {
      session.request();
      state = unbound == UnboundMode.ENABLE
          ? LinkState.INITIALIZING_SESSION
          : LinkState.INITIALIZING_DETECT;
    }
  }

  private void offerMagic() {
    magic.offer();
    state = LinkState.INITIALIZING_PLAIN;
  }

  /**
   * Blocks until the link is bound. Polls by itself while no other thread does, and so may run the
   * handler's callbacks.
   *
   * @param timeout how long at most, counted from the call
   * @return 0 when bound; {@link Status#TIMED_OUT}; {@link Status#INTERRUPTED} (the flag is set
   *     again); {@link Status#CLOSED} if the link is not open; {@link Status#NOT_CONNECTED} if the
   *     peer has gone and the link was not opened again
   * @throws IllegalStateException if a callback of this link calls
   */
  public int awaitBound(final Timeout timeout) {
    final long startNs = clock.nanoTime();
    if (turn.isMine()) {
      throw new IllegalStateException("a callback of this link cannot wait for it to be bound");
    }
    if (state == LinkState.OFF || !leaseToLook()) {
      return Status.CLOSED;
    }
    try {
      int status = bondAttempt();
      while (status == Status.BUSY) {
        final long leftNs = timeout.remainingNs(startNs, clock.nanoTime());
        if (leftNs <= 0) {
          return Status.TIMED_OUT;
        }
        if (Thread.currentThread().isInterrupted()) {
          return Status.INTERRUPTED;
        }
        doorbell.await(worthALook, Math.min(leftNs, bondRepeatNs));
        status = bondAttempt();
      }
      return status;
    } finally {
      regions.release();
    }
  }

  /** Waiting looks at shared memory without having the turn, so a close must not take it away. */
  private boolean leaseToLook() {
    try {
      regions.lease();
      return true;
    } catch (final IllegalStateException closedMeanwhile) {
      return false;
    }
  }

  private int bondAttempt() {
    if (turn.tryTake()) {
      try {
        while (state.isInitializing() && work(1, true) > 0) {
          Thread.onSpinWait();
        }
      } finally {
        endTurn(true);
      }
    }
    return bondStatus();
  }

  private int bondStatus() {
    final LinkState now = state;
    if (now.isConnected()) {
      return 0;
    }
    if (now.isInitializing()) {
      return Status.BUSY;
    }
    return now == LinkState.OFF ? Status.CLOSED : Status.NOT_CONNECTED;
  }

  /**
   * Sends a message, with a copy. Never blocks; any thread. The peer gets the messages of one thread
   * in their order.
   *
   * @param source where the message is
   * @param offset of its first byte
   * @param length in bytes
   * @return {@code length}; {@link Status#BUSY} while not bound yet, {@link Status#NOT_CONNECTED}
   *     once the peer has gone, {@link Status#CLOSED} if the link is not open, {@link
   *     Status#NO_DATA} for an empty message, {@link Status#BAD_MESSAGE} for one that can never fit,
   *     {@link Status#NO_BUFFERS} while there is no room, {@link Status#PEER_FAULT} if the peer's
   *     reading index cannot be true
   */
  public int send(final DirectBuffer source, final int offset, final int length) {
    source.boundsCheck(offset, length);
    final int result;
    final boolean needsRing;
    final PeerFault fault;
    final long faultValue;
    sending.lock();
    try {
      final int status = bondStatus();
      result = status < 0 ? status : writer.write(source, offset, length);
      needsRing = result > 0 && doorbell.needsRing(true);
      fault = sendFault;
      faultValue = sendFaultValue;
      sendFault = null;
    } finally {
      sending.unlock();
    }
    return sent(result, needsRing, fault, faultValue);
  }

  /**
   * Sends a message of three bytes, as ICBMsg's control messages are, if the link still is in the
   * bond that the message was made for, and still receives. As {@link #send(DirectBuffer, int,
   * int)}.
   *
   * @param inBond what {@link #bond()} was then
   * @param urgent whether the peer's sleepers have to hear of it, as {@link Doorbell#needsRing}
   * @param first byte
   * @param second byte
   * @param third byte
   * @param note for {@link IcmsgConfig#sentNotes}
   * @return 3, or a status; {@link Status#NOT_CONNECTED} in a later bond, {@link
   *     Status#PEER_FAULT} while {@link #isReceiveFaulted()}
   */
  public int send(
      final int inBond,
      final boolean urgent,
      final byte first,
      final byte second,
      final byte third,
      final long note) {
    final int result;
    final boolean needsRing;
    final PeerFault fault;
    final long faultValue;
    sending.lock();
    try {
      final int status = bondStatus(inBond);
      result = status < 0 ? status : writer.write(first, second, third);
      if (result > 0) {
        sentNotes.accept(note);
      }
      needsRing = result > 0 && doorbell.needsRing(urgent);
      fault = sendFault;
      faultValue = sendFaultValue;
      sendFault = null;
    } finally {
      sending.unlock();
    }
    return sent(result, needsRing, fault, faultValue);
  }

  /**
   * A message will probably be sent in a moment: what it waits for may begin now. From the one thread of a
   * confined link.
   */
  public void answerFollows() {
    if (isBound()) {
      writer.fetchIndex();
    }
  }

  /** What the writer found wrong, to be told when the lock is free again: it is user code. */
  private void keepSendFault(final PeerFault fault, final long value) {
    sendFault = fault;
    sendFaultValue = value;
  }

  private int sent(
      final int result, final boolean needsRing, final PeerFault fault, final long faultValue) {
    if (needsRing) {
      doorbell.ring();
    }
    if (fault != null) {
      handler.onFault(fault, faultValue);
    }
    return result;
  }

  private int bondStatus(final int inBond) {
    final int status = bondStatus();
    if (status == 0 && inBond != bond) {
      return Status.NOT_CONNECTED;
    }
    return status == 0 && receiveFaulted ? Status.PEER_FAULT : status;
  }

  /**
   * Counts the bonds of this link.
   *
   * @return the number of the present bond or, while there is none, of the last one
   */
  public int bond() {
    return bond;
  }

  /**
   * Looks once: bonds, delivers messages, notices that the peer has gone. Never blocks by itself. An
   * exception of the handler comes out of here; its message counts as delivered.
   *
   * @param limit how many steps (messages, mostly) at most
   * @return how many were done; 0 = nothing to do
   * @throws IllegalStateException if another thread polls right now, or a callback calls
   */
  public int poll(final int limit) {
    turn.takeForPoll();
    try {
      return work(limit, true);
    } finally {
      endTurn(true);
    }
  }

  /**
   * As {@link #poll}, but does nothing while another thread polls, opens or closes, or a callback
   * calls. For threads that help out while they wait.
   *
   * @param limit how many steps at most
   * @return how many were done
   */
  public int tryPoll(final int limit) {
    return tryWork(limit, true);
  }

  /**
   * As {@link #tryPoll}, but where no message has come it leaves out whether the peer has closed or begun
   * anew: that stands in a line which the peer writes to for each message that it reads. For whoever looks
   * again and again, and calls {@link #tryPoll} now and then.
   *
   * @param limit how many steps at most
   * @return how many were done
   */
  public int tryReceive(final int limit) {
    return tryWork(limit, false);
  }

  private int tryWork(final int limit, final boolean asks) {
    if (!turn.tryTake()) {
      return 0;
    }
    try {
      return work(limit, asks);
    } finally {
      endTurn(true);
    }
  }

  /**
   * Whether {@link #poll} would find something to do. A hint for idle strategies, for the thread that
   * polls, or for one that otherwise knows that the link is not closed meanwhile: this reads shared
   * memory. It does not hint at a bonding packet where something else stands in the peer's ring, or
   * where both ways of bonding are looked for; a look now and then finds that out.
   *
   * @return true if there is something new to look at
   */
  public boolean isWorthALook() {
    // Reads shared memory, so only while it is leased: a thread that may race with close() holds a
    // lease of its own.
    return switch (state) {
      case CONNECTED_PLAIN -> !receiveFaulted && (reader.hasNext() || !reader.isCurrent());
      case INITIALIZING_PLAIN -> magic.isWorthALook();
      case INITIALIZING_SESSION, INITIALIZING_DETECT -> session.isNews();
      case CONNECTED_SESSION ->
        reader.hasNext() || !session.isIntact(writer.handshake(), reader.handshake());
      default -> false;
    };
  }

  /** Whether the session goes on is asked where no message has come, or not; where one has, as need be. */
  private int work(final int limit, final boolean asks) {
    int steps = 0;
    boolean more = true;
    while (more && steps < limit && step(asks)) {
      steps++;
      // Another look at the index, which the peer may be about to write, would keep what has come
      // waiting for whoever is called after this.
      more = reader.hasMoreThatWasSeen() || !isBound();
    }
    if (state.isInitializing() && clock.nanoTime() - lastRingNs >= bondRepeatNs) {
      if (state != LinkState.INITIALIZING_PLAIN) {
        session.announce();
      }
      ring();
    }
    return steps;
  }

  private boolean step(final boolean asks) {
    return switch (state) {
      case INITIALIZING_PLAIN -> bondByMagic();
      case INITIALIZING_DETECT -> detectMagic() || bondBySession();
      case INITIALIZING_SESSION -> bondBySession();
      case CONNECTED_PLAIN -> deliverPlain();
      case CONNECTED_SESSION -> deliverInSession(asks);
      case OFF, DISCONNECTED -> false;
    };
  }

  private boolean bondByMagic() {
    final boolean agreed = magic.tryBond();
    if (agreed) {
      bound(LinkState.CONNECTED_PLAIN);
    }
    return agreed;
  }

  private boolean detectMagic() {
    final boolean offered = magic.isOffered();
    if (offered) {
      offerMagic();
      ring();
    }
    return offered;
  }

  private boolean bondBySession() {
    final int word = session.peerWord();
    final boolean accepted = session.hasRequest(word);
    if (accepted) {
      sending.lock();
      try {
        session.accept(word);
      } finally {
        sending.unlock();
      }
    }
    if (session.isComplete(word)) {
      // The detecting look at the ring may have cached what the peer has reset since.
      reader.lookAgain();
      session.announce();
      bound(LinkState.CONNECTED_SESSION);
      return true;
    }
    if (accepted) {
      ring();
    }
    return false;
  }

  private void bound(final LinkState connected) {
    // The state comes first: a handler may send from its bound callback.
    sending.lock();
    bond++;
    state = connected;
    sending.unlock();
    try {
      handler.onBound();
    } finally {
      ring();
    }
  }

  private boolean deliverPlain() {
    if (receiveFaulted) {
      return false;
    }
    final boolean atStart = reader.isAtStart(); // Nothing older is believed then: see deliverLast.
    final int length = atStart ? magic.firstPacket() : reader.glance();
    // Asked after the packet was found, as with sessions.
    final boolean reset = !reader.isCurrent();
    if (reset) {
      reader.suspectReset();
    }
    if (reset || length < 0) {
      stopReceiving();
      reader.fail();
      return false;
    }
    if (atStart && magic.isMagic(length)) {
      return deliverLast(length);
    }
    return reader.skipEmpty() || deliver(length);
  }

  /**
   * Where the ring begins, a reset moves no read index, but puts the magic there, which nobody else
   * has a reason to send. Just in case it is delivered too, as the recorded implementation does.
   */
  private boolean deliverLast(final int length) {
    reader.suspectReset();
    stopReceiving();
    magic.deliveredAsMessage();
    try {
      return deliver(length);
    } finally {
      reader.fail();
    }
  }

  private void stopReceiving() {
    // Under the senders' lock: what was sent by then was sent before anybody heard of the
    // fault, and no control message is sent after that.
    sending.lock();
    receiveFaulted = true;
    sending.unlock();
  }

  private boolean deliverInSession(final boolean asks) {
    final int length = reader.glance();
    // The words of the session stand in lines that each side writes to for each packet that it
    // takes: so they are read only where that decides.
    if (length > 0 && !reader.mayBeReset()) {
      return deliver(length);
    }
    if (length == 0 && !asks && !reader.hasFound()) {
      return false;
    }
    final int word = session.peerWord();
    // Asked after the packet was found and before any conclusion is drawn from it: what is found in
    // a ring that a new session has reset is nobody's message, and nobody's fault. A peer that has
    // closed since may have reset it, too.
    if (!session.isIntact(word, reader.handshake())) {
      final boolean closed = SessionBonding.isWithdrawn(word);
      unbound(closed ? UnboundReason.PEER_CLOSED : UnboundReason.PEER_RESTARTED);
      return true;
    }
    if (length < 0) {
      try {
        reader.fail();
      } finally {
        unbound(UnboundReason.PEER_FAULT);
      }
      return true;
    }
    return reader.skipEmpty() || deliver(length);
  }

  private boolean deliver(final int length) {
    if (length <= 0) {
      return false;
    }
    if (fetchesAhead) {
      // For the answer, while the handler works.
      writer.fetchNext();
    }
    try {
      handler.onMessage(reader.payload(), reader.payloadOffset(), length);
    } finally {
      reader.consume();
    }
    return true;
  }

  private void unbound(final UnboundReason reason) {
    leaveConnected(LinkState.DISCONNECTED);
    receiveFaulted = reason == UnboundReason.PEER_FAULT;
    handler.onUnbound(reason);
  }

  /**
   * Ends the bond because its owner knows from elsewhere that the peer has gone: delivers what it had
   * sent and tells {@link LinkHandler#onUnbound}. Nothing while another thread polls, opens or closes.
   *
   * @param reason what is known, unless the peer itself has said why it goes
   * @return whether there was a bond that has ended now
   */
  public boolean tryLose(final UnboundReason reason) {
    if (!turn.tryTake()) {
      return false;
    }
    try {
      final int lost = bond;
      final boolean wasBound = isBound();
      work(wasBound ? Integer.MAX_VALUE : 0, true);
      if (wasBound && isBound() && bond == lost) {
        unbound(reason);
      }
      return wasBound;
    } finally {
      endTurn(true);
    }
  }

  private void leaveConnected(final LinkState next) {
    sending.lock();
    state = next;
    sending.unlock();
  }

  /**
   * The state as of now.
   *
   * @return the state
   */
  public LinkState state() {
    return state;
  }

  /**
   * Whether messages can be exchanged.
   *
   * @return true while bound
   */
  public boolean isBound() {
    return state.isConnected();
  }

  /**
   * Why the link has stopped reading.
   *
   * @return what the peer did; null while the link reads
   */
  public LinkFault receiveFault() {
    return receiveFaulted ? reader.suspicion() : null;
  }

  /**
   * Whether the link has stopped reading because the peer broke the protocol. With sessions the link
   * is {@link LinkState#DISCONNECTED} then and may be opened again.
   *
   * @return true until it is opened anew
   */
  public boolean isReceiveFaulted() {
    return receiveFaulted;
  }

  /**
   * The longest message that can ever be sent.
   *
   * @return bytes
   */
  public int maxMessageLength() {
    return writer.maxPayload();
  }

  /**
   * Closes the link and, with sessions, tells the peer. Waits for a poll of another thread that is
   * under way, its callback included. Idempotent; {@link #open()} opens it again.
   */
  @Override
  public void close() {
    final boolean mine = turn.take();
    try {
      if (state == LinkState.OFF) {
        return;
      }
      leaveConnected(LinkState.OFF);
      if (unbound != UnboundMode.DISABLE && farewell.getAsBoolean()) {
        session.withdraw();
      }
      leasesThatEndWithTurn++;
    } finally {
      endTurn(mine);
    }
    // Whether that is of use cannot be asked here: the memory may be gone by now.
    doorbell.ring();
  }

  private void endTurn(final boolean mine) {
    if (!mine) {
      return;
    }
    // A close from a callback leaves the packet at hand in place until the poll is over.
    while (leasesThatEndWithTurn > 0) {
      leasesThatEndWithTurn--;
      regions.release();
    }
    turn.give();
  }

  /** While the turn keeps the memory in place. */
  private void ring() {
    lastRingNs = clock.nanoTime();
    if (doorbell.needsRing(true)) {
      doorbell.ring();
    }
  }
}
