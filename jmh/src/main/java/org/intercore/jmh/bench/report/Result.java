package org.intercore.jmh.bench.report;

import java.util.List;
import java.util.Map;
import org.intercore.jmh.bench.result.Quantiles;

/**
 * A result as its JSON has it. A figure that is not there, since the file is older than it or
 * nothing came through, is infinite or not a number.
 *
 * @param machine what it was measured on: names and values, in the order of the file
 * @param command the options of the run
 * @param version of this library, or unknown
 * @param date of the result, or unknown
 * @param windows all that were measured
 * @param dropped those of them that are in no row
 * @param rows in the order of the file
 */
public record Result(
    Map<String, String> machine,
    String command,
    String version,
    String date,
    long windows,
    long dropped,
    List<Row> rows) {

  /**
   * What the windows of one case, subject and class say together.
   *
   * @param testCase the name of the case
   * @param subject who was measured
   * @param processes 1 or 2
   * @param floorClass sibling, near or far
   * @param windows how many there were
   * @param jvms in how many JVMs, or pairs of them; 0 = the file does not say
   * @param ns of one round trip or one message; infinite if none came through
   * @param ratio the same in floors
   * @param floor of the same moments, ns
   * @param bytesPerMessage allocated
   * @param base the case that the rate is compared with, or empty
   * @param rateToBase this case's rate as a part of the base's, or null
   * @param latency of the paced messages, or null
   */
  public record Row(
      String testCase,
      String subject,
      int processes,
      String floorClass,
      long windows,
      long jvms,
      Quantiles ns,
      Quantiles ratio,
      Quantiles floor,
      double bytesPerMessage,
      String base,
      Quantiles rateToBase,
      Latency latency) {
    /** Whether no message came through. */
    boolean isStopped() {
      return !Double.isFinite(ratio.median());
    }
  }

  /**
   * Latencies from the intended start on.
   *
   * @param count of messages
   * @param curve from low percentiles to 100
   */
  public record Latency(long count, List<Point> curve) {
    /** The latency that so much of a hundred stay within: the next point of the curve. */
    double at(final double percentile) {
      return curve.stream()
          .filter(point -> point.percentile() >= percentile)
          .mapToDouble(Point::ns)
          .findFirst()
          .orElse(curve.get(curve.size() - 1).ns());
    }
  }

  /**
   * One point of a curve.
   *
   * @param percentile so much of a hundred messages
   * @param ns took at most that
   */
  public record Point(double percentile, double ns) {}
}
