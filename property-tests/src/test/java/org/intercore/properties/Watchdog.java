package org.intercore.properties;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Ends a hang with its reason: where the thread stood that did not come back. The time is far beyond
 * what any machine needs; nothing is ever measured with it.
 */
public final class Watchdog {
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private Watchdog() {}

  /** Something that may hang, and may throw anything. */
  @FunctionalInterface
  public interface Body {
    void run() throws Exception;
  }

  /** Runs a body on a thread of its own and waits for it. */
  public static void guard(final String what, final Body body) {
    try (Guarded guarded = start(what, body)) {
      guarded.join();
    }
  }

  /** Runs a body on a thread of its own. */
  public static Guarded start(final String what, final Body body) {
    final FutureTask<Void> task = new FutureTask<>(() -> {
      body.run();
      return null;
    });
    final Thread thread = new Thread(task, what);
    thread.setDaemon(true);
    thread.start();
    return new Guarded(task, thread);
  }

  /** A body that runs. Closing interrupts it, in case it still does, and waits for its end. */
  public static final class Guarded implements AutoCloseable {
    private final FutureTask<Void> task;
    private final Thread thread;

    private Guarded(final FutureTask<Void> task, final Thread thread) {
      this.task = task;
      this.thread = thread;
    }

    /** Waits for it to end; throws what it threw. */
    public void join() {
      try {
        task.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      } catch (final TimeoutException e) {
        final AssertionError hang = new AssertionError(
            thread.getName() + " did not end within " + PATIENCE + "; it stands here:");
        hang.setStackTrace(thread.getStackTrace());
        throw hang;
      } catch (final ExecutionException e) {
        if (e.getCause() instanceof Error error) {
          throw error;
        }
        throw new AssertionError(thread.getName() + " failed: " + e.getCause(), e.getCause());
      } catch (final InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted while waiting for " + thread.getName(), e);
      }
    }

    @Override
    public void close() {
      thread.interrupt();
      try {
        thread.join(PATIENCE.toMillis());
      } catch (final InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
