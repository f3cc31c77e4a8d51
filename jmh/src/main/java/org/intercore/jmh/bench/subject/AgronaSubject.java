package org.intercore.jmh.bench.subject;

import java.util.function.Function;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;
import org.intercore.icmsg.region.SharedMemory;
import org.intercore.jmh.bench.spi.Port;
import org.intercore.jmh.bench.spi.Receiver;
import org.intercore.jmh.bench.spi.Sender;
import org.intercore.jmh.bench.spi.Setup;
import org.intercore.jmh.bench.spi.Side;
import org.intercore.jmh.bench.spi.Sink;
import org.intercore.jmh.bench.spi.Subject;

/**
 * Agrona's ring buffers over mapped files, one each way. Written in place ({@code tryClaim} and {@code
 * commit}, so no copy), read in place and in batches. The ring is large enough that a sender seldom
 * waits and small enough to stay in the second-level cache with short messages. A message of 1 MiB
 * needs a ring of at least 8 MiB.
 */
final class AgronaSubject implements Subject {
  private static final int MESSAGE_TYPE = 1;
  private static final int MIN_CAPACITY = 1 << 18;
  private static final int MESSAGES = 16;

  private final String name;
  private final boolean manyProducers;
  private final Function<AtomicBuffer, RingBuffer> ring;

  AgronaSubject(
      final String name,
      final boolean manyProducers,
      final Function<AtomicBuffer, RingBuffer> ring) {
    this.name = name;
    this.manyProducers = manyProducers;
    this.ring = ring;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean supports(final Setup setup) {
    return manyProducers || setup.producers() == 1;
  }

  @Override
  public Port open(final Setup setup, final Side side) {
    final int capacity =
        Math.max(MIN_CAPACITY, Integer.highestOneBit(setup.maxSize() * MESSAGES * 2 - 1));
    final int size = capacity + RingBufferDescriptor.TRAILER_LENGTH;
    final SharedMemory there = Lane.memory(setup, side, Lane.THERE, size);
    final SharedMemory back = setup.duplex() ? Lane.memory(setup, side, Lane.BACK, size) : null;
    final boolean active = side == Side.ACTIVE;
    return new Rings(there, back, active ? there : back, active ? back : there, size);
  }

  private final class Rings implements Port {
    private final SharedMemory there;
    private final SharedMemory back;
    private final RingBuffer out;
    private final RingBuffer in;

    Rings(
        final SharedMemory there,
        final SharedMemory back,
        final SharedMemory out,
        final SharedMemory in,
        final int size) {
      this.there = there;
      this.back = back;
      this.out = out == null ? null : ring.apply(out.region(0, size).buffer());
      this.in = in == null ? null : ring.apply(in.region(0, size).buffer());
    }

    @Override
    public Sender sender() {
      final RingBuffer to = out;
      return (payload, value) -> {
        final int index = to.tryClaim(MESSAGE_TYPE, payload.size());
        if (index < 0) {
          return false;
        }
        payload.write(to.buffer(), index, value);
        to.commit(index);
        return true;
      };
    }

    @Override
    public Receiver receiver() {
      return new Reader(in);
    }

    @Override
    public void close() {
      there.close();
      if (back != null) {
        back.close();
      }
    }
  }

  private static final class Reader implements Receiver {
    private final RingBuffer ring;
    private Sink sink;
    private final MessageHandler handler =
        (type, buffer, index, length) -> sink.onMessage(buffer, index, length);

    Reader(final RingBuffer ring) {
      this.ring = ring;
    }

    @Override
    public int poll(final Sink to) {
      sink = to;
      return ring.read(handler);
    }
  }
}
