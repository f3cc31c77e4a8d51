package org.intercore.jmh.bench.result;

import java.util.Arrays;

/**
 * Median and middle half of some figures.
 *
 * @param low a quarter lies below
 * @param median half lies below
 * @param high a quarter lies above
 */
public record Quantiles(double low, double median, double high) {
  private static final double QUARTER = 0.25;

  /** Of those figures, one at least; infinite ones sort last. */
  public static Quantiles of(final double... figures) {
    if (figures.length == 0) {
      throw new IllegalArgumentException("there are no figures");
    }
    final double[] sorted = figures.clone();
    Arrays.sort(sorted);
    return new Quantiles(at(sorted, QUARTER), at(sorted, 2 * QUARTER), at(sorted, 3 * QUARTER));
  }

  private static double at(final double[] sorted, final double part) {
    final double rank = part * (sorted.length - 1);
    final int below = (int) Math.floor(rank);
    final int above = (int) Math.ceil(rank);
    return sorted[below] == sorted[above]
        ? sorted[below]
        : sorted[below] + (rank - below) * (sorted[above] - sorted[below]);
  }
}
