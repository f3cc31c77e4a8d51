package org.intercore.jmh.bench.goal;

/** What our figure is put beside before it is compared with the limit. */
enum Yardstick {
  /** Nothing: the figure itself has a limit. Rivals stand beside it and do not count. */
  NOTHING(""),
  /** The best rival: our figure as a part of its figure. */
  BEST_RIVAL("x the rival's"),
  /** The best rival: its figure as a part of ours, so of times a rate. */
  BEST_RIVALS_RATE("x the rival's rate");

  private final String unit;

  Yardstick(final String unit) {
    this.unit = unit;
  }

  String unit() {
    return unit;
  }

  boolean isRival() {
    return this != NOTHING;
  }

  /** What is compared with the limit. */
  double figure(final double ours, final double rivals) {
    return switch (this) {
      case NOTHING -> ours;
      case BEST_RIVAL -> ours / rivals;
      case BEST_RIVALS_RATE -> rivals / ours;
    };
  }
}
