package org.intercore.cli.console;

import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;

/** Numbers as people read them. */
public final class Words {
  private static final double THOUSAND = 1_000.0;

  private Words() {}

  /** Digits in groups of three. */
  public static String grouped(final long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** A time in microseconds. */
  public static String micros(final long nanos) {
    return String.format(Locale.ROOT, "%.1f us", nanos / THOUSAND);
  }

  /** Megabytes (10^6) a second. */
  public static double megabytesPerSecond(final long bytes, final long nanos) {
    return bytes * THOUSAND / Math.max(nanos, 1);
  }

  /** As {@link #megabytesPerSecond}, in words. */
  public static String speed(final long bytes, final long nanos) {
    return String.format(Locale.ROOT, "%.0f MB/s", megabytesPerSecond(bytes, nanos));
  }

  /** A number with its noun, in the plural where it has to be. */
  public static String count(final long number, final String noun) {
    return grouped(number) + " " + noun + (number == 1 ? "" : "s");
  }

  /** How long ago something was, in the largest unit that it fills. */
  public static String age(final Duration age) {
    if (age.toDays() > 0) {
      return age.toDays() + " d";
    }
    if (age.toHours() > 0) {
      return age.toHours() + " h";
    }
    return age.toMinutes() > 0 ? age.toMinutes() + " min" : age.toSeconds() + " s";
  }

  /** A name without what would move a terminal's cursor. */
  public static String printable(final String name) {
    return name.replaceAll("\\p{Cntrl}", "?");
  }

  /** Bytes as hex digits. */
  public static String hex(final byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  /** An offset or address, as it stands in a devicetree. */
  public static String address(final long value) {
    return "0x" + Long.toHexString(value);
  }
}
