package org.intercore.jmh.bench.goal;

import java.util.function.ToDoubleFunction;
import org.intercore.jmh.bench.report.Result.Row;

/** What of a row a goal looks at. */
enum Measure {
  /** How many floors a round trip or a message takes. */
  FLOORS("x floor", true, row -> row.ratio().median()),
  /** How often the time of its base case a message takes. */
  TIME_TO_BASE("x base", true, row -> 1 / rateToBase(row)),
  /** Which part of the rate of its base case is left. */
  RATE_TO_BASE("of the base's rate", false, Measure::rateToBase),
  /** What is allocated for a message. */
  BYTES("B/message", true, Row::bytesPerMessage);

  private final String unit;
  private final boolean isFewerBetter;
  private final ToDoubleFunction<Row> value;

  Measure(final String unit, final boolean isFewerBetter, final ToDoubleFunction<Row> value) {
    this.unit = unit;
    this.isFewerBetter = isFewerBetter;
    this.value = value;
  }

  private static double rateToBase(final Row row) {
    return row.rateToBase() == null ? Double.NaN : row.rateToBase().median();
  }

  /** The figure of that row; not a number if it has none. */
  double of(final Row row) {
    return value.applyAsDouble(row);
  }

  /** What the figure counts. */
  String unit() {
    return unit;
  }

  /** Whether the figure of the case stands beside that of its base, which then counts, too. */
  boolean hasBase() {
    return this == TIME_TO_BASE || this == RATE_TO_BASE;
  }

  /** Below 0 if the first figure is better, above 0 if the second one is. */
  int compare(final double one, final double other) {
    return isFewerBetter ? Double.compare(one, other) : Double.compare(other, one);
  }
}
