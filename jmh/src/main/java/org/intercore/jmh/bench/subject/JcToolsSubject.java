package org.intercore.jmh.bench.subject;

import java.util.function.IntFunction;
import org.intercore.jmh.bench.spi.Port;
import org.intercore.jmh.bench.spi.Receiver;
import org.intercore.jmh.bench.spi.Sender;
import org.intercore.jmh.bench.spi.Setup;
import org.intercore.jmh.bench.spi.Side;
import org.intercore.jmh.bench.spi.Sink;
import org.intercore.jmh.bench.spi.Subject;
import org.jctools.queues.MessagePassingQueue;

/**
 * JCTools' array queues, references within one JVM: what a queue costs that needs no bytes in shared
 * memory. The messages are objects that the sender made before and uses again, twice as many as the
 * queue holds, so that none is written while it is read; nothing is allocated. Offered relaxed and
 * drained in batches, as the library advises where the caller spins itself.
 */
final class JcToolsSubject implements Subject {
  private static final int BATCH = 256;

  private final String name;
  private final boolean manyProducers;
  private final IntFunction<MessagePassingQueue<InJvm.Message>> maker;

  JcToolsSubject(
      final String name,
      final boolean manyProducers,
      final IntFunction<MessagePassingQueue<InJvm.Message>> maker) {
    this.name = name;
    this.manyProducers = manyProducers;
    this.maker = maker;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean supports(final Setup setup) {
    return setup.processes() == 1 && !setup.holding() && (manyProducers || setup.producers() == 1);
  }

  @Override
  public Port open(final Setup setup, final Side side) {
    return new Queues(setup, queue(setup, Lane.out(side)), queue(setup, Lane.in(side)));
  }

  private Lanes queue(final Setup setup, final String lane) {
    return InJvm.lane(
        setup, lane, Lanes.class, () -> new Lanes(maker.apply(InJvm.capacity(setup))));
  }

  private record Lanes(MessagePassingQueue<InJvm.Message> queue) {}

  private record Queues(Setup setup, Lanes out, Lanes in) implements Port {
    @Override
    public Sender sender() {
      final MessagePassingQueue<InJvm.Message> to = out.queue();
      final InJvm.Message[] messages = new InJvm.Message[2 * to.capacity()];
      for (int i = 0; i < messages.length; i++) {
        messages[i] = new InJvm.Message(setup.maxSize());
      }
      final int mask = messages.length - 1;
      final int[] next = {0};
      return (payload, value) -> {
        final InJvm.Message message = messages[next[0]];
        message.length = payload.size();
        payload.write(message.buffer, 0, value);
        if (!to.relaxedOffer(message)) {
          return false;
        }
        next[0] = next[0] + 1 & mask;
        return true;
      };
    }

    @Override
    public Receiver receiver() {
      return new Drain(in.queue());
    }

    @Override
    public void close() {
      InJvm.forget(setup);
    }
  }

  private static final class Drain
      implements Receiver, MessagePassingQueue.Consumer<InJvm.Message> {
    private final MessagePassingQueue<InJvm.Message> queue;
    private Sink sink;

    Drain(final MessagePassingQueue<InJvm.Message> queue) {
      this.queue = queue;
    }

    @Override
    public void accept(final InJvm.Message message) {
      sink.onMessage(message.buffer, 0, message.length);
    }

    @Override
    public int poll(final Sink to) {
      sink = to;
      return queue.drain(this, BATCH);
    }
  }
}
