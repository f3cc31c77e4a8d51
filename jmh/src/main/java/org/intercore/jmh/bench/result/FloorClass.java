package org.intercore.jmh.bench.result;

import java.util.Locale;

/**
 * Where the two threads run, as the floor tells it. On the machines that this was made on, a round
 * trip of the floor takes about 50, 105 or 385 ns; the limits lie between these in proportion.
 */
public enum FloorClass {
  /** Two threads of one core, or two cores that share a second-level cache: below 75 ns. */
  SIBLING(75),
  /** Two cores that share a last-level cache: below 200 ns. */
  NEAR(200),
  /** Two cores that do not. */
  FAR(Double.POSITIVE_INFINITY);

  private final double belowNs;

  FloorClass(final double belowNs) {
    this.belowNs = belowNs;
  }

  /** The class of a round trip of the floor. */
  public static FloorClass of(final double floorNs) {
    for (final FloorClass one : values()) {
      if (floorNs < one.belowNs) {
        return one;
      }
    }
    throw new IllegalArgumentException("a floor of " + floorNs + " ns");
  }

  /** As results spell it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
