package org.intercore.icbmsg.control;

import org.agrona.DirectBuffer;
import org.intercore.icbmsg.fault.BlockFault;
import org.intercore.icbmsg.observe.SentCounters;
import org.intercore.icmsg.IcmsgConfig;
import org.intercore.icmsg.IcmsgLink;
import org.intercore.icmsg.fault.FaultHandler;
import org.intercore.icmsg.fault.LinkFault;
import org.intercore.icmsg.status.Status;
import org.intercore.icmsg.status.UnboundReason;

/**
 * Zephyr's format: control messages of three bytes over an ICMsg link. The ring has room for a message
 * of every block, so towards a peer that keeps to the protocol sending never fails for space.
 */
public final class IcmsgPeerLink implements PeerLink {
  /** What is not a message for an endpoint. */
  private static final long NOT_COUNTED = -1;

  private static final int ADDRESS_SHIFT = 32;

  private final IcmsgLink link;
  private final FaultHandler faults;
  // Two threads may lose a count: it is only asked whether there were any.
  private long heard;

  /**
   * A link that is not open yet.
   *
   * @param config of the ICMsg link
   * @param handler told what comes
   * @param faults told of what the peer does wrong
   * @param sent counts the messages
   */
  public IcmsgPeerLink(
      final IcmsgConfig config,
      final ControlHandler handler,
      final FaultHandler faults,
      final SentCounters sent) {
    this.link = IcmsgLink.create(
        config.sentNotes((note) -> count(sent, note)), new ControlReceiver(handler, faults));
    this.faults = faults;
  }

  private static void count(final SentCounters sent, final long note) {
    if (note != NOT_COUNTED) {
      sent.sentInBlocks((int) (note >>> ADDRESS_SHIFT), (int) note);
    }
  }

  @Override
  public int open() {
    if (link.receiveFault() == LinkFault.STARTED_ANEW) {
      // Without sessions the link takes a new peer only if it begins anew itself.
      link.close();
    }
    return link.open();
  }

  @Override
  public void close() {
    link.close();
  }

  @Override
  public int bond() {
    return link.bond();
  }

  @Override
  public boolean isBound() {
    return link.isBound();
  }

  @Override
  public boolean isReceiveFaulted() {
    return link.isReceiveFaulted();
  }

  @Override
  public LinkFault receiveFault() {
    return link.receiveFault();
  }

  @Override
  public long signsOfLife() {
    return heard;
  }

  @Override
  public int tryPoll(final int limit) {
    return heard(link.tryPoll(limit));
  }

  @Override
  public int tryReceive(final int limit) {
    return heard(link.tryReceive(limit));
  }

  private int heard(final int count) {
    if (count > 0) {
      heard += count;
    }
    return count;
  }

  @Override
  public boolean tryLose(final UnboundReason reason) {
    return link.tryLose(reason);
  }

  @Override
  public boolean hasNews() {
    return link.isWorthALook();
  }

  @Override
  public boolean hasWork() {
    return link.isWorthALook();
  }

  @Override
  public Inbox inbox() {
    return Inbox.EMPTY;
  }

  @Override
  public int send(
      final int bond, final int type, final int address, final long token, final int length) {
    final long note =
        type == ControlMessage.DATA ? (long) address << ADDRESS_SHIFT | length : NOT_COUNTED;
    return send(bond, true, type, address, (int) token, note);
  }

  private int send(
      final int bond,
      final boolean urgent,
      final int type,
      final int address,
      final int block,
      final long note) {
    final int status = link.send(bond, urgent, (byte) type, (byte) address, (byte) block, note);
    if (status == Status.NO_BUFFERS) {
      faults.onFault(BlockFault.RING_FULL, type);
    }
    return status;
  }

  @Override
  public void answerFollows() {
    link.answerFollows();
  }

  @Override
  public int maxInline() {
    return NO_INLINE;
  }

  @Override
  public int maxSmall() {
    return NO_INLINE;
  }

  @Override
  public int sendInline(
      final int bond,
      final int address,
      final DirectBuffer source,
      final int offset,
      final int length) {
    throw noInline();
  }

  @Override
  public boolean reserveInline(final int capacity) {
    return false;
  }

  @Override
  public void giveUpInline(final int capacity) {
    throw noInline();
  }

  @Override
  public int sendReserved(
      final int bond, final int address, final DirectBuffer source, final int length) {
    throw noInline();
  }

  private static UnsupportedOperationException noInline() {
    return new UnsupportedOperationException("every message needs a block on Zephyr's wire");
  }

  @Override
  public int release(final int bond, final int block, final int generation, final int length) {
    // That blocks come back matters to those who wait for blocks, and to nobody else.
    return send(bond, false, ControlMessage.RELEASE_DATA, 0, block, NOT_COUNTED);
  }

  @Override
  public int answer(final int bond, final int address, final int block) {
    return send(bond, true, ControlMessage.RELEASE_BOUND, address, block, NOT_COUNTED);
  }

  @Override
  public long unread() {
    return 0; // What is not read is not released either, and that is counted by block.
  }

  @Override
  public long forgetUnreadInline() {
    return 0;
  }
}
