package org.intercore.jmh.bench.goal;

/** How a figure has to lie to its limit. */
enum Relation {
  /** The limit itself is allowed. */
  AT_MOST,
  /** The limit itself is not allowed. */
  BELOW,
  /** The limit itself is allowed. */
  AT_LEAST;

  boolean holds(final double figure, final double limit) {
    return switch (this) {
      case AT_MOST -> figure <= limit;
      case BELOW -> figure < limit;
      case AT_LEAST -> figure >= limit;
    };
  }

  /** Above 0 if the first figure is farther from being allowed than the second one. */
  int compareBadness(final double one, final double other) {
    return this == AT_LEAST ? Double.compare(other, one) : Double.compare(one, other);
  }
}
