package org.intercore.jmh.bench.run;

import java.util.Locale;

/**
 * One short measurement of a case.
 *
 * @param testCase the name of the case
 * @param ns of one round trip, or of one message one way; infinite if none came through
 * @param floorBeforeNs a round trip of the floor just before, by the same two threads
 * @param floorAfterNs and just after
 * @param messages how many were measured
 * @param allocatedBytes what all threads of both sides allocated in this window
 * @param histogram the round trips of a paced case as HdrHistogram encodes them, else empty
 */
public record Window(
    String testCase,
    double ns,
    double floorBeforeNs,
    double floorAfterNs,
    long messages,
    long allocatedBytes,
    String histogram) {
  private static final String NO_HISTOGRAM = "-";
  private static final String MARK = "window";

  /** The floor of this moment. */
  public double floorNs() {
    return (floorBeforeNs + floorAfterNs) / 2;
  }

  /** How many floors it takes. */
  public double ratio() {
    return ns / floorNs();
  }

  /** What of all allocation falls to one message. */
  public double bytesPerMessage() {
    return messages == 0 ? 0 : (double) allocatedBytes / messages;
  }

  /** Whether a line is one of {@link #toLine}. */
  static boolean isLine(final String line) {
    return line.startsWith(MARK + " ");
  }

  /** As a line that {@link #ofLine} reads. */
  String toLine() {
    return String.format(
        Locale.ROOT,
        "%s %s %s %s %s %d %d %s",
        MARK,
        testCase,
        ns,
        floorBeforeNs,
        floorAfterNs,
        messages,
        allocatedBytes,
        histogram.isEmpty() ? NO_HISTOGRAM : histogram);
  }

  static Window ofLine(final String line) {
    final String[] words = line.split(" ");
    return new Window(
        words[1],
        Double.parseDouble(words[2]),
        Double.parseDouble(words[3]),
        Double.parseDouble(words[4]),
        Long.parseLong(words[5]),
        Long.parseLong(words[6]),
        words[7].equals(NO_HISTOGRAM) ? "" : words[7]);
  }
}
