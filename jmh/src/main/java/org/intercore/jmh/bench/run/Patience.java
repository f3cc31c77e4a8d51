package org.intercore.jmh.bench.run;

/**
 * How a measured thread waits: busy, as everybody does who wants the lowest latency. Where there are
 * more threads than cores it soon lets others run, or it would wait for who has no core; and so it
 * does after a wait so long that the other side cannot be running, because other programs are.
 */
final class Patience {
  private static final int SPINS_SHARED = 100;
  private static final int SPINS_ALONE = 20_000;

  private final int limit;

  /** For a thread that is one of so many busy ones. */
  Patience(final int threads) {
    this.limit = threads > Runtime.getRuntime().availableProcessors() ? SPINS_SHARED : SPINS_ALONE;
  }

  /** Waits a moment; takes and gives how often that was done since something happened. */
  int spin(final int spins) {
    if (spins < limit) {
      Thread.onSpinWait();
      return spins + 1;
    }
    Thread.yield();
    return 0;
  }
}
