package org.intercore.jmh.bench.report;

import java.util.Locale;
import org.intercore.jmh.bench.result.Quantiles;

/** Figures as people read them. */
public final class Words {
  private static final String[] TIMES = {"ns", "us", "ms", "s"};
  private static final String[] COUNTS = {"", " k", " M", " G"};
  private static final double STEP = 1_000;
  private static final int KIB = 1 << 10;

  private Words() {}

  /** Three digits that count. */
  public static String number(final double value) {
    if (Double.isInfinite(value)) {
      return "stops";
    }
    if (Double.isNaN(value)) {
      return "";
    }
    final double size = Math.abs(value);
    final String format =
        size >= 1_000 ? "%,.0f" : size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, format, value);
  }

  /** The middle half; nothing where the file does not have it. */
  static String range(final Quantiles quantiles) {
    return quantiles.low() == quantiles.high()
        ? ""
        : number(quantiles.low()) + " to " + number(quantiles.high());
  }

  /** Without needless zeros. */
  static String plain(final double value) {
    return value == Math.rint(value) && Math.abs(value) < Long.MAX_VALUE
        ? String.format(Locale.ROOT, "%d", (long) value)
        : Double.toString(Math.round(value * 1e9) / 1e9);
  }

  static String time(final double ns) {
    return inSteps(ns, TIMES, " ");
  }

  static String count(final double count) {
    return inSteps(count, COUNTS, "");
  }

  static String size(final double bytes) {
    return bytes < KIB ? plain(bytes) : plain(bytes / KIB) + "k";
  }

  private static String inSteps(final double value, final String[] units, final String space) {
    double rest = value;
    int unit = 0;
    while (rest >= STEP && unit < units.length - 1) {
      rest /= STEP;
      unit++;
    }
    return plain(rest) + space + units[unit];
  }
}
