package org.intercore.bridge;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/** A thread that owns something and works for it; the test asks it to do other things in between. */
final class Worker<T extends AutoCloseable> implements AutoCloseable {
  /** Patience with a machine that has a lot to do; less of it only where a failure is expected. */
  static final long PATIENCE_SECONDS = Long.getLong("icbmsg.bridge.patience", 60);

  private final ExecutorService thread;
  private final T owned;
  private volatile boolean stopped;
  private volatile boolean paused;
  private volatile boolean closes = true;
  private final Future<?> end;

  Worker(final String name, final Supplier<T> opener, final ToIntFunction<T> work)
      throws Exception {
    thread = Executors.newSingleThreadExecutor(task -> {
      final Thread made = new Thread(task, name);
      made.setDaemon(true);
      return made;
    });
    owned = thread.submit(opener::get).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    end = thread.submit(() -> run(() -> work.applyAsInt(owned)));
  }

  private Void run(final IntSupplier work) throws Exception {
    try {
      while (!stopped) {
        if (paused || work.getAsInt() == 0) {
          Thread.yield();
        }
      }
    } finally {
      if (closes) {
        owned.close();
      }
    }
    return null;
  }

  T owned() {
    return owned;
  }

  /** Works no more, until {@link #resume}. */
  void pause() {
    paused = true;
  }

  void resume() {
    paused = false;
  }

  /** Ends as a killed process would: closes nothing. */
  void abandon() {
    closes = false;
    close();
  }

  static void await(final String what, final BooleanSupplier condition)
      throws InterruptedException {
    final long startNs = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - startNs > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
        throw new AssertionError("not within " + PATIENCE_SECONDS + " s: " + what);
      }
      Thread.sleep(1);
    }
  }

  @Override
  public void close() {
    stopped = true;
    try {
      end.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (final ExecutionException | TimeoutException | InterruptedException e) {
      throw new AssertionError("the worker failed", e);
    } finally {
      thread.shutdownNow();
    }
  }
}
