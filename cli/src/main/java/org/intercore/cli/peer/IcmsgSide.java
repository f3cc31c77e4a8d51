package org.intercore.cli.peer;

import java.util.List;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.intercore.icmsg.IcmsgConfig;
import org.intercore.icmsg.IcmsgLink;
import org.intercore.icmsg.LinkHandler;
import org.intercore.icmsg.buffer.Buffers;
import org.intercore.icmsg.fault.FaultCounters;
import org.intercore.icmsg.fault.LinkFault;
import org.intercore.icmsg.fault.PeerFault;
import org.intercore.icmsg.ring.PacketRingLayout;
import org.intercore.icmsg.status.Status;
import org.intercore.icmsg.status.UnboundReason;
import org.intercore.icmsg.time.Timeout;

/** A plain link: one nameless endpoint, no blocks. */
final class IcmsgSide implements PeerSide, LinkHandler {
  private static final int STEPS_PER_TURN = 64;

  private final FaultCounters faults = new FaultCounters((kind, value) -> {}, LinkFault.values());
  private final MutableDirectBuffer draft;
  private final IcmsgLink link;
  private final int maxReceive;
  private MessageSink sink;
  private long boundCallbacks;
  private long unboundCallbacks;

  /**
   * Does not touch the memory yet.
   *
   * @param config how
   * @param rx the layout of the ring that the other side writes
   */
  IcmsgSide(final IcmsgConfig config, final PacketRingLayout rx) {
    link = IcmsgLink.create(config, this);
    maxReceive = rx.maxPayload();
    draft = Buffers.allocate(link.maxMessageLength());
  }

  @Override
  public void open(final MessageSink messageSink) {
    sink = messageSink;
    link.open();
  }

  @Override
  public int doWork() {
    return link.poll(STEPS_PER_TURN);
  }

  @Override
  public int send(
      final int endpoint, final int length, final Filler content, final Timeout timeout) {
    content.fill(draft, 0, length);
    final long startNs = System.nanoTime();
    int sent = link.send(draft, 0, length);
    while (sent == Status.NO_BUFFERS && timeout.remainingNs(startNs, System.nanoTime()) > 0) {
      Thread.yield();
      sent = link.send(draft, 0, length);
    }
    return sent;
  }

  @Override
  public void onMessage(final DirectBuffer buffer, final int offset, final int length) {
    sink.onMessage(0, buffer, offset, length);
  }

  @Override
  public void onBound() {
    boundCallbacks++;
  }

  @Override
  public void onUnbound(final UnboundReason reason) {
    unboundCallbacks++;
    // Ready for the other side's next life.
    link.open();
  }

  @Override
  public void onFault(final PeerFault fault, final long value) {
    faults.onFault(fault, value);
  }

  @Override
  public boolean isLinked() {
    return link.isBound();
  }

  @Override
  public boolean isBound() {
    return link.isBound();
  }

  @Override
  public List<String> endpoints() {
    return List.of("link");
  }

  @Override
  public int maxSend() {
    return link.maxMessageLength();
  }

  @Override
  public int maxReceive() {
    return maxReceive;
  }

  @Override
  public void settle(final Timeout timeout) {
    // A ring has no blocks to wait for.
  }

  @Override
  public int txBlocksInUse() {
    return 0;
  }

  @Override
  public int rxRunsInUse() {
    return 0;
  }

  @Override
  public long boundCallbacks() {
    return boundCallbacks;
  }

  @Override
  public long unboundCallbacks() {
    return unboundCallbacks;
  }

  @Override
  public Map<String, Long> faults() {
    return faults.snapshot();
  }

  @Override
  public void close() {
    link.close();
  }
}
