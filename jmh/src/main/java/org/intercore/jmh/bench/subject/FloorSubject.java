package org.intercore.jmh.bench.subject;

import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icmsg.region.SharedMemory;
import org.intercore.jmh.bench.spi.Port;
import org.intercore.jmh.bench.spi.Receiver;
import org.intercore.jmh.bench.spi.Sender;
import org.intercore.jmh.bench.spi.Setup;
import org.intercore.jmh.bench.spi.Side;
import org.intercore.jmh.bench.spi.Subject;

/**
 * The floor once more, as if it were a transport: one word each way, whatever the message's size. A
 * control of the harness: were the floor the time of the memory alone, its ratio would be 1 and a
 * little, and it is not, since the time depends on how often one looks. So it can also look more
 * seldom, with some arithmetic between two looks.
 */
final class FloorSubject implements Subject {
  private static final int LINES_APART = 128;
  private static final long FACTOR = 6364136223846793005L;
  private static final int SIZE = 4096;

  private final String name;
  private final int stepsBetweenLooks;

  /** A word that is looked at after so many steps of arithmetic, of about a nanosecond each. */
  FloorSubject(final String name, final int stepsBetweenLooks) {
    this.name = name;
    this.stepsBetweenLooks = stepsBetweenLooks;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean supports(final Setup setup) {
    return setup.duplex();
  }

  @Override
  public Port open(final Setup setup, final Side side) {
    final SharedMemory memory = Lane.memory(setup, side, "floor", SIZE);
    final boolean active = side == Side.ACTIVE;
    final AtomicBuffer out = memory.region(active ? 0 : LINES_APART, Long.BYTES).buffer();
    final AtomicBuffer in = memory.region(active ? LINES_APART : 0, Long.BYTES).buffer();
    return new Words(memory, out, in, stepsBetweenLooks);
  }

  private static final class Words implements Port {
    private final SharedMemory memory;
    private final AtomicBuffer out;
    private final AtomicBuffer in;
    private final int stepsBetweenLooks;
    private long arithmetic;

    Words(
        final SharedMemory memory,
        final AtomicBuffer out,
        final AtomicBuffer in,
        final int stepsBetweenLooks) {
      this.memory = memory;
      this.out = out;
      this.in = in;
      this.stepsBetweenLooks = stepsBetweenLooks;
    }

    @Override
    public Sender sender() {
      return (payload, value) -> {
        out.putLongRelease(0, value);
        return true;
      };
    }

    @Override
    public Receiver receiver() {
      final long[] last = {0};
      return sink -> {
        final long value = in.getLongAcquire(0);
        if (value == last[0]) {
          passTime();
          return 0;
        }
        last[0] = value;
        sink.onMessage(in, 0, Long.BYTES);
        return 1;
      };
    }

    private void passTime() {
      for (int i = 0; i < stepsBetweenLooks; i++) {
        // Each step needs the one before it, so they take their time.
        arithmetic = arithmetic * FACTOR + 1;
      }
    }

    @Override
    public void close() {
      memory.close();
    }
  }
}
