package org.intercore.jmh.bench.result;

import org.HdrHistogram.Histogram;

/**
 * What the windows of one case, subject and class say together.
 *
 * @param testCase the name of the case
 * @param subject who was measured
 * @param processes 1 or 2
 * @param floorClass where the threads ran
 * @param windows how many there were
 * @param jvms in how many JVMs, or pairs of them, they were measured
 * @param ns of one round trip or one message
 * @param ratio the same in floors of the same moments
 * @param floor these floors
 * @param base the case that the rate is compared with, or null
 * @param rateToBase this case's rate as a part of the base's, window beside window; or null
 * @param bytesPerMessage allocated, median
 * @param latency all paced round trips, or null
 */
public record Row(
    String testCase,
    String subject,
    int processes,
    FloorClass floorClass,
    int windows,
    int jvms,
    Quantiles ns,
    Quantiles ratio,
    Quantiles floor,
    String base,
    Quantiles rateToBase,
    double bytesPerMessage,
    Histogram latency) {
  /** The median of the floors. */
  public double floorNs() {
    return floor.median();
  }
}
