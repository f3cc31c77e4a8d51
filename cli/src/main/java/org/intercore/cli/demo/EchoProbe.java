package org.intercore.cli.demo;

import java.nio.ByteOrder;
import org.HdrHistogram.Histogram;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icmsg.time.Timeout;
import org.intercore.zerocopy.BlockHandler;
import org.intercore.zerocopy.RxBlock;
import org.intercore.zerocopy.TxBlock;
import org.intercore.zerocopy.ZeroCopyEndpoint;

/**
 * Sends small messages with a timestamp, one at a time, and measures how long each takes to come
 * back, while the file travels beside them.
 *
 * <pre>
 *  0    sequence   i64
 *  8    sent at    i64, System.nanoTime() of this process
 *  16   filler     each byte follows from the sequence and its place; 32 to 64 bytes in all
 * </pre>
 */
final class EchoProbe implements BlockHandler {
  /** The endpoint's name on both sides. */
  static final String NAME = "echo";

  private static final int TIME_OFFSET = 8;
  private static final int FILLER_OFFSET = 16;
  private static final int MIN_LENGTH = 32;
  private static final int LENGTHS = 33;

  private final Histogram roundTrips = new Histogram(3);
  private final TxBlock block = new TxBlock();
  private final ZeroCopyEndpoint endpoint;
  private long sent;
  private long returned;
  private long wrong;
  private boolean stopped;

  EchoProbe(final Icbmsg link) {
    endpoint = ZeroCopyEndpoint.register(link, NAME, this);
  }

  boolean isBound() {
    return endpoint.isBound();
  }

  /** Sends the next message when the last one is back; returns how many were sent. */
  int doWork() {
    if (stopped || sent != returned || !endpoint.isBound()) {
      return 0;
    }
    final int length = lengthOf(sent);
    if (endpoint.claim(block, length, Timeout.NO_WAIT) < 0) {
      return 0;
    }
    final MutableDirectBuffer buffer = block.buffer();
    buffer.putLong(0, sent, ByteOrder.LITTLE_ENDIAN);
    for (int i = FILLER_OFFSET; i < length; i++) {
      buffer.putByte(i, filler(sent, i));
    }
    buffer.putLong(TIME_OFFSET, System.nanoTime(), ByteOrder.LITTLE_ENDIAN);
    if (block.send(length) < 0) {
      return 0;
    }
    sent++;
    return 1;
  }

  /** Sends nothing more; what is under way still comes back. */
  void stop() {
    stopped = true;
  }

  /** Whether everything that was sent is back. */
  boolean isIdle() {
    return sent == returned;
  }

  @Override
  public void onBlock(final RxBlock received) {
    final long now = System.nanoTime();
    final DirectBuffer buffer = received.buffer();
    if (sent != returned + 1 || !isIntact(buffer, received.length())) {
      wrong++;
      return;
    }
    roundTrips.recordValue(Math.max(0, now - buffer.getLong(TIME_OFFSET, ByteOrder.LITTLE_ENDIAN)));
    returned++;
  }

  private boolean isIntact(final DirectBuffer buffer, final int length) {
    if (length != lengthOf(returned) || buffer.getLong(0, ByteOrder.LITTLE_ENDIAN) != returned) {
      return false;
    }
    for (int i = FILLER_OFFSET; i < length; i++) {
      if (buffer.getByte(i) != filler(returned, i)) {
        return false;
      }
    }
    return true;
  }

  private static int lengthOf(final long sequence) {
    return MIN_LENGTH + (int) (sequence % LENGTHS);
  }

  private static byte filler(final long sequence, final int index) {
    return (byte) (sequence + index);
  }

  /** Round trips measured so far. */
  long count() {
    return returned;
  }

  /** Messages that came back changed, twice or out of turn. */
  long wrong() {
    return wrong;
  }

  /** The round trip that this share of all took at most, in nanoseconds. */
  long roundTripNs(final double percentile) {
    return roundTrips.getValueAtPercentile(percentile);
  }
}
