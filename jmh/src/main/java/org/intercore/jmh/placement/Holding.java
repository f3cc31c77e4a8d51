package org.intercore.jmh.placement;

import java.util.SplittableRandom;

/** How long messages are held until their blocks come back. */
enum Holding {
  /** All equally long, so they come back in the order in which they were sent. */
  FIFO("fifo", 0, 1),
  /** At random, with an exponential distribution, so they come back in any order. */
  RANDOM("random", 0, 1),
  LONG_1_BY_100("1% x100", 1, 100),
  LONG_1_BY_10000("1% x10k", 1, 10_000),
  LONG_10_BY_1000("10% x1k", 10, 1_000),
  /** A receiver that conflates: it holds the last value of each key until the next one comes. */
  LAST_VALUE("last value", 0, 1);

  private static final int PERCENT = 100;

  private final String label;
  private final int percentLong;
  private final int factor;

  Holding(final String label, final int percentLong, final int factor) {
    this.label = label;
    this.percentLong = percentLong;
    this.factor = factor;
  }

  /** A time to hold one message. */
  double draw(final SplittableRandom random, final double mean) {
    if (this == FIFO) {
      return mean;
    }
    final double usual = mean * PERCENT / (PERCENT - percentLong + percentLong * factor);
    final boolean isLong = random.nextInt(PERCENT) < percentLong;
    return exponential(random, isLong ? usual * factor : usual);
  }

  /** StrictMath, so that the figures are the same on every machine. */
  static double exponential(final SplittableRandom random, final double mean) {
    return -mean * StrictMath.log(1 - random.nextDouble());
  }

  @Override
  public String toString() {
    return label;
  }
}
