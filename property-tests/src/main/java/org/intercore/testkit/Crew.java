package org.intercore.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/**
 * The threads of a test. Whoever waits for one of them or for something that they do is told what
 * went wrong in any of them, rather than waiting for ever.
 */
final class Crew implements AutoCloseable {
  private static final int YIELDS = 2_000;

  private final List<Thread> threads = new ArrayList<>();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  /** A thread at work, and what it will answer. */
  record Worker<T>(Thread thread, FutureTask<T> task) {
    boolean isDone() {
      return task.isDone();
    }
  }

  <T> Worker<T> start(final String name, final Callable<T> work) {
    final FutureTask<T> task = new FutureTask<>(() -> {
      try {
        return work.call();
      } catch (final Throwable t) {
        failure.compareAndSet(null, t);
        throw t;
      }
    });
    final Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
    return new Worker<>(thread, task);
  }

  /** Works on a side until the crew is stopped. */
  void startWorking(final String name, final Side side) {
    start(name, () -> {
      while (!Thread.currentThread().isInterrupted()) {
        if (side.work() == 0) {
          Thread.yield();
        }
      }
      return null;
    });
  }

  /** Waits until something is so; meanwhile does what there is to do. */
  void await(final String what, final Runnable meanwhile, final BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      throwFailure();
      if (Thread.currentThread().isInterrupted()) {
        throw new AssertionError("interrupted while waiting for " + what);
      }
      meanwhile.run();
      Thread.yield();
    }
    throwFailure();
  }

  /** Waits for a worker's answer; meanwhile does what there is to do. */
  <T> T await(final Worker<T> worker, final Runnable meanwhile) {
    await(worker.thread().getName(), meanwhile, worker::isDone);
    try {
      return worker.task().get();
    } catch (final InterruptedException | ExecutionException e) {
      throw new AssertionError(worker.thread().getName() + " failed", e);
    }
  }

  /**
   * Gives a worker the time to begin to wait. A hint, not a promise: a transport may wait without
   * ever sleeping, and a test must hold whether its worker waits already or not.
   */
  void giveTimeToWait(final Worker<?> worker) {
    int asleep = 0;
    for (int i = 0; i < YIELDS && asleep < 3 && !worker.isDone(); i++) {
      final Thread.State state = worker.thread().getState();
      asleep =
          state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING ? asleep + 1 : 0;
      Thread.yield();
    }
  }

  private void throwFailure() {
    final Throwable first = failure.get();
    if (first != null) {
      throw new AssertionError("another thread failed: " + first, first);
    }
  }

  /** Interrupts every thread and waits until it has ended. */
  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
    for (final Thread thread : threads) {
      try {
        thread.join();
      } catch (final InterruptedException e) {
        // The watchdog: it says where that thread stands.
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** Ends all threads; throws what any of them threw. */
  void stop() {
    close();
    threads.clear();
    throwFailure();
  }
}
