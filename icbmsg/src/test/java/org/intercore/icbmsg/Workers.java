package org.intercore.icbmsg;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Threads of a test: what one throws comes out of {@link Worker#join}. */
public final class Workers {
  private final List<Thread> threads = new ArrayList<>();

  /** A thread and what it will answer. */
  public record Worker<T>(Thread thread, FutureTask<T> task) {
    public T join() throws InterruptedException {
      try {
        return task.get();
      } catch (final ExecutionException e) {
        throw new AssertionError(thread.getName() + " failed", e.getCause());
      }
    }

    public boolean isDone() {
      return task.isDone();
    }

    /** Returns once the thread sleeps, so that it really waits for something. */
    public Worker<T> awaitAsleep() throws InterruptedException {
      // Twice, since a lock that is contended puts a thread to sleep too, but not for long.
      int seen = 0;
      while (seen < 5) {
        if (task.isDone()) {
          throw new AssertionError(thread.getName() + " did not wait");
        }
        final Thread.State state = thread.getState();
        seen = state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING ? seen + 1 : 0;
        Thread.sleep(1);
      }
      return this;
    }
  }

  public <T> Worker<T> start(final Callable<T> work) {
    final FutureTask<T> task = new FutureTask<>(work);
    final Thread thread = new Thread(task, "worker " + threads.size());
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
    return new Worker<>(thread, task);
  }

  /** Works for an instance until the workers are stopped. */
  public Worker<Void> startWorking(final Icbmsg side) {
    return start(() -> {
      while (!Thread.currentThread().isInterrupted()) {
        if (side.doWork() == 0) {
          Thread.yield();
        }
      }
      return null;
    });
  }

  /** Interrupts every thread and waits until it has ended. */
  public void stop() throws InterruptedException {
    threads.forEach(Thread::interrupt);
    for (final Thread thread : threads) {
      thread.join();
    }
  }
}
