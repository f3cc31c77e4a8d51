package org.intercore.jmh.bench.subject;

import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;
import org.intercore.jmh.bench.spi.Payload;
import org.intercore.jmh.bench.spi.Port;
import org.intercore.jmh.bench.spi.Receiver;
import org.intercore.jmh.bench.spi.Sender;
import org.intercore.jmh.bench.spi.Setup;
import org.intercore.jmh.bench.spi.Side;
import org.intercore.jmh.bench.spi.Sink;
import org.intercore.jmh.bench.spi.Subject;

/**
 * The Disruptor within one JVM: events made before and written in place, a single-producer sequencer
 * where one thread sends and a multi-producer one else. The consumer is an event poller on the
 * measured thread, which takes whole batches and waits as busily as a busy-spin strategy does.
 */
final class DisruptorSubject implements Subject {
  @Override
  public String name() {
    return "disruptor";
  }

  @Override
  public boolean supports(final Setup setup) {
    return setup.processes() == 1;
  }

  @Override
  public Port open(final Setup setup, final Side side) {
    return new Rings(setup, ring(setup, Lane.out(side)), ring(setup, Lane.in(side)));
  }

  private static Ring ring(final Setup setup, final String lane) {
    return InJvm.lane(setup, lane, Ring.class, () -> Ring.of(setup));
  }

  private record Ring(RingBuffer<InJvm.Message> buffer, EventPoller<InJvm.Message> poller) {
    static Ring of(final Setup setup) {
      final int capacity = InJvm.capacity(setup);
      final RingBuffer<InJvm.Message> buffer = setup.producers() == 1
          ? RingBuffer.createSingleProducer(() -> new InJvm.Message(setup.maxSize()), capacity)
          : RingBuffer.createMultiProducer(() -> new InJvm.Message(setup.maxSize()), capacity);
      final EventPoller<InJvm.Message> poller = buffer.newPoller();
      buffer.addGatingSequences(poller.getSequence());
      return new Ring(buffer, poller);
    }
  }

  private record Rings(Setup setup, Ring out, Ring in) implements Port {
    @Override
    public Sender sender() {
      final RingBuffer<InJvm.Message> to = out.buffer();
      return setup.producers() == 1
          ? (payload, value) -> {
            // Cheaper than an exception where there is no room; nobody else takes it.
            if (!to.hasAvailableCapacity(1)) {
              return false;
            }
            publish(to, to.next(), payload, value);
            return true;
          }
          : (payload, value) -> {
            try {
              publish(to, to.tryNext(), payload, value);
              return true;
            } catch (final InsufficientCapacityException e) {
              return false;
            }
          };
    }

    private static void publish(
        final RingBuffer<InJvm.Message> to,
        final long sequence,
        final Payload payload,
        final long value) {
      final InJvm.Message message = to.get(sequence);
      message.length = payload.size();
      payload.write(message.buffer, 0, value);
      to.publish(sequence);
    }

    @Override
    public Receiver receiver() {
      return new Poller(in.poller());
    }

    @Override
    public void close() {
      InJvm.forget(setup);
    }
  }

  private static final class Poller implements Receiver, EventPoller.Handler<InJvm.Message> {
    private final EventPoller<InJvm.Message> poller;
    private Sink sink;

    Poller(final EventPoller<InJvm.Message> poller) {
      this.poller = poller;
    }

    @Override
    public boolean onEvent(
        final InJvm.Message message, final long sequence, final boolean endOfBatch) {
      sink.onMessage(message.buffer, 0, message.length);
      return true;
    }

    @Override
    public int poll(final Sink to) {
      sink = to;
      try {
        return poller.poll(this) == EventPoller.PollState.PROCESSING ? 1 : 0;
      } catch (final RuntimeException e) {
        throw e;
      } catch (final Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
