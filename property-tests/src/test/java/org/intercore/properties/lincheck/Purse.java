package org.intercore.properties.lincheck;

/**
 * The runs that each thread of a scenario owns, newest last. Each thread touches its own only, so
 * Lincheck is told not to look in here.
 */
public final class Purse {
  private static final int THREADS = 8;
  private static final int RUNS = 16;

  private final long[][] runs = new long[THREADS][RUNS];
  private final int[] counts = new int[THREADS];

  void put(final int thread, final long run) {
    runs[thread][counts[thread]++] = run;
  }

  /** The newest run is taken out; -1 if there is none. */
  long take(final int thread) {
    return counts[thread] == 0 ? -1 : runs[thread][--counts[thread]];
  }
}
