package org.intercore.jmh.placement;

import java.util.SplittableRandom;

/** How many of a hundred messages take 1, 2 to 4 and 16 blocks. */
enum Mix {
  SMALL(90, 9),
  MIXED(60, 30),
  LARGE(30, 40);

  static final int FEW = 4;
  static final int MANY = 16;
  private static final int PERCENT = 100;
  private static final int FEWEST = 2;

  private final int ofOne;
  private final int ofFew;

  Mix(final int ofOne, final int ofFew) {
    this.ofOne = ofOne;
    this.ofFew = ofFew;
  }

  int draw(final SplittableRandom random) {
    final int at = random.nextInt(PERCENT);
    if (at < ofOne) {
      return 1;
    }
    return at < ofOne + ofFew ? random.nextInt(FEWEST, FEW + 1) : MANY;
  }

  double mean() {
    return (ofOne + ofFew * (FEWEST + FEW) / 2.0 + (PERCENT - ofOne - ofFew) * MANY) / PERCENT;
  }

  /** Percents as "90/9/1". */
  @Override
  public String toString() {
    return ofOne + "/" + ofFew + "/" + (PERCENT - ofOne - ofFew);
  }
}
