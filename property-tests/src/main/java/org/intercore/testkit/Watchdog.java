package org.intercore.testkit;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Ends a hang with its reason: where the thread stood that did not come back, and where all others
 * stood. The time is far beyond what any machine needs; nothing is ever measured with it.
 */
public final class Watchdog {
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private Watchdog() {}

  /** Something that may hang, and may throw anything. */
  @FunctionalInterface
  public interface Body {
    /**
     * What is watched.
     *
     * @throws Exception if it fails
     */
    void run() throws Exception;
  }

  /**
   * Blocks until a body has run, on a thread of its own; two minutes at most.
   *
   * @param what the thread's name
   * @param body what to run
   * @throws AssertionError if it does not end, or throws an exception; an error is thrown as it is
   */
  public static void guard(final String what, final Body body) {
    guard(what, PATIENCE, body);
  }

  /**
   * Blocks until a body has run, on a thread of its own. A body that does not end is interrupted, and
   * given the same time again to end because of that.
   *
   * @param what the thread's name
   * @param patience how long at most
   * @param body what to run
   * @throws AssertionError if it does not end, or throws an exception; an error is thrown as it is
   */
  public static void guard(final String what, final Duration patience, final Body body) {
    try (Guarded guarded = start(what, patience, body)) {
      guarded.join();
    }
  }

  /**
   * Runs a body on a thread of its own, without waiting for it.
   *
   * @param what the thread's name
   * @param body what to run
   * @return the body that runs, to be joined within two minutes
   */
  public static Guarded start(final String what, final Body body) {
    return start(what, PATIENCE, body);
  }

  private static Guarded start(final String what, final Duration patience, final Body body) {
    final FutureTask<Void> task = new FutureTask<>(() -> {
      body.run();
      return null;
    });
    final Thread thread = new Thread(task, what);
    thread.setDaemon(true);
    thread.start();
    return new Guarded(task, thread, patience);
  }

  /** A body that runs. Closing interrupts it, in case it still does, and waits for its end. */
  public static final class Guarded implements AutoCloseable {
    private final FutureTask<Void> task;
    private final Thread thread;
    private final Duration patience;

    private Guarded(final FutureTask<Void> task, final Thread thread, final Duration patience) {
      this.task = task;
      this.thread = thread;
      this.patience = patience;
    }

    /**
     * Blocks until it has ended.
     *
     * @throws AssertionError if it does not end in time, or has thrown an exception, which is the
     *     cause then; an error that it has thrown is thrown as it is
     */
    public void join() {
      try {
        task.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      } catch (final TimeoutException e) {
        final AssertionError hang = new AssertionError(thread.getName() + " did not end within "
            + patience + "; it stands in the trace below, the others here:" + otherThreads());
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

    private String otherThreads() {
      final StringBuilder dump = new StringBuilder();
      for (final Map.Entry<Thread, StackTraceElement[]> other :
          Thread.getAllStackTraces().entrySet()) {
        if (other.getKey() != thread && other.getKey() != Thread.currentThread()) {
          dump.append(System.lineSeparator()).append(other.getKey());
          for (final StackTraceElement frame : other.getValue()) {
            dump.append(System.lineSeparator()).append("    at ").append(frame);
          }
        }
      }
      return dump.toString();
    }

    @Override
    public void close() {
      thread.interrupt();
      try {
        thread.join(patience.toMillis());
      } catch (final InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
