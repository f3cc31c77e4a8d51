package org.intercore.jmh.bench.run;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.intercore.jmh.bench.spi.Payload;
import org.intercore.jmh.bench.spi.Port;
import org.intercore.jmh.bench.spi.Sender;

/** The threads that send: the active side's own, and where a case wants more, others beside it. */
final class Producers implements AutoCloseable {
  private static final int BATCH = 64;

  private final Port port;
  private final List<ExecutorService> others = new ArrayList<>();
  private final Sender[] senders;
  private final int threads;

  Producers(final Port port, final int threads) {
    this.port = port;
    this.threads = threads;
    this.senders = new Sender[threads];
    for (int i = 1; i < threads; i++) {
      final String name = "producer-" + i;
      others.add(Executors.newSingleThreadExecutor(task -> {
        final Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
      }));
    }
  }

  /**
   * What was sent.
   *
   * @param messages how many, with the last one of each producer
   * @param allocated bytes that the producers allocated
   */
  record Sent(long messages, long allocated) {}

  /** Sends until the deadline, from that many threads; each sends a last message. */
  Sent send(final Sender own, final Payload payload, final int producers, final long deadlineNs) {
    final List<Future<Sent>> running = new ArrayList<>();
    for (int i = 1; i < producers; i++) {
      final int index = i;
      running.add(others.get(i - 1).submit(() -> {
        // Made on its own thread, since some belong to the thread that made them.
        if (senders[index] == null) {
          senders[index] = port.sender();
        }
        return send(senders[index], payload, deadlineNs);
      }));
    }
    Sent all = send(own, payload, deadlineNs);
    for (final Future<Sent> one : running) {
      final Sent sent = join(one);
      all = new Sent(all.messages + sent.messages, all.allocated + sent.allocated);
    }
    return all;
  }

  private Sent send(final Sender sender, final Payload payload, final long deadlineNs) {
    final Patience patience = new Patience(threads + 1);
    final long allocatedBefore = Allocation.ofThisThread();
    long count = 0;
    do {
      sendBatch(sender, payload, patience, count);
      count += BATCH;
    } while (System.nanoTime() - deadlineNs < 0);
    int spins = 0;
    while (!sender.trySend(payload, ActiveSide.LAST)) {
      spins = patience.spin(spins);
    }
    // Before there is the object to say it with, which would count.
    final long allocated = Allocation.ofThisThread() - allocatedBefore;
    return new Sent(count + 1, allocated);
  }

  private static void sendBatch(
      final Sender sender, final Payload payload, final Patience patience, final long from) {
    for (int i = 0; i < BATCH; i++) {
      int spins = 0;
      while (!sender.trySend(payload, from + i)) {
        spins = patience.spin(spins);
      }
    }
  }

  private static Sent join(final Future<Sent> running) {
    try {
      return running.get();
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (final ExecutionException e) {
      throw new IllegalStateException("a producer failed", e.getCause());
    }
  }

  @Override
  public void close() {
    others.forEach(ExecutorService::shutdown);
  }
}
