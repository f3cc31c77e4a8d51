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
 * control of the harness: its ratio has to be 1, and what it is more is what the harness costs.
 */
final class FloorSubject implements Subject {
  private static final int LINES_APART = 128;
  private static final int SIZE = 4096;

  @Override
  public String name() {
    return "floor";
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
    return new Words(memory, out, in);
  }

  private static final class Words implements Port {
    private final SharedMemory memory;
    private final AtomicBuffer out;
    private final AtomicBuffer in;

    Words(final SharedMemory memory, final AtomicBuffer out, final AtomicBuffer in) {
      this.memory = memory;
      this.out = out;
      this.in = in;
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
          return 0;
        }
        last[0] = value;
        sink.onMessage(in, 0, Long.BYTES);
        return 1;
      };
    }

    @Override
    public void close() {
      memory.close();
    }
  }
}
