package org.intercore.cli.work;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;

/**
 * The one loop of a command: everything that has to be done is done in turn by one thread, which
 * idles when nothing was to do. Guards run every few milliseconds, for they cost system calls.
 */
public final class WorkCycle {
  private static final long GUARD_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final int CYCLES_BETWEEN_CLOCK_READS = 64;

  private final List<IntSupplier> workers = new ArrayList<>();
  private final List<Guard> guards = new ArrayList<>();
  private final SilenceGuard silence;
  private final IdleStrategy idle =
      new BackoffIdleStrategy(500, 2_000, 1_000, TimeUnit.MICROSECONDS.toNanos(100));
  private long guardedAtNs = System.nanoTime();
  private int cycles;

  /**
   * A loop without work yet.
   *
   * @param silence how long nothing may happen before it gives up
   */
  public WorkCycle(final Duration silence) {
    this.silence = new SilenceGuard(silence);
  }

  /** Adds something to do in each turn; it says how much it did. */
  public WorkCycle work(final IntSupplier worker) {
    workers.add(worker);
    return this;
  }

  /** Adds something that may end the loop with a failure. */
  public WorkCycle guard(final Guard guard) {
    guards.add(guard);
    return this;
  }

  /** Works until the condition holds; a guard's failure comes out as it is. Blocks. */
  public void until(final BooleanSupplier done) {
    silence.heard();
    while (!done.getAsBoolean()) {
      final int count = once();
      idle.idle(count);
      watch(count);
    }
  }

  /** As {@link #until} without the limit on silence: the other side may take its time to come. */
  public void patientlyUntil(final BooleanSupplier done) {
    until(() -> {
      silence.heard();
      return done.getAsBoolean();
    });
  }

  /** One turn; returns how much was done. */
  public int once() {
    int count = 0;
    for (int i = 0; i < workers.size(); i++) {
      count += workers.get(i).getAsInt();
    }
    return count;
  }

  private void watch(final int count) {
    if (count > 0) {
      silence.heard();
    }
    if (count > 0 && ++cycles % CYCLES_BETWEEN_CLOCK_READS != 0) {
      return;
    }
    final long now = System.nanoTime();
    if (now - guardedAtNs >= GUARD_INTERVAL_NS) {
      guardedAtNs = now;
      silence.check();
      for (final Guard guard : guards) {
        guard.check();
      }
    }
  }
}
