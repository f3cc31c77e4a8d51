package org.intercore.jmh.bench.result;

import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;
import org.intercore.jmh.report.MarkdownTable;

/** Results as tables that go into a document as they are. */
public final class Tables {
  private static final String NOTHING = "";

  private Tables() {}

  /** Every row: first the ratio to the floor, which can be compared, then the time. */
  public static String all(final Summary summary) {
    final MarkdownTable table = new MarkdownTable(
        "case",
        "class",
        "subject",
        "processes",
        "x floor",
        "middle half",
        "ns",
        "floor ns",
        "rate to base",
        "B/message",
        "windows",
        "JVMs");
    for (final Row row : summary.rows()) {
      table.row(
          row.testCase(),
          row.floorClass().label(),
          row.subject(),
          row.processes(),
          number(row.ratio().median()),
          number(row.ratio().low()) + " to " + number(row.ratio().high()),
          number(row.ns().median()),
          number(row.floorNs()),
          row.rateToBase() == null ? NOTHING : number(row.rateToBase().median()),
          number(row.bytesPerMessage()),
          row.windows(),
          row.jvms());
    }
    return table.toString();
  }

  /** The percentiles of the paced cases; empty if none was measured. */
  public static String latencies(final Summary summary) {
    final List<Row> paced =
        summary.rows().stream().filter(row -> row.latency() != null).toList();
    if (paced.isEmpty()) {
      return NOTHING;
    }
    final MarkdownTable table = new MarkdownTable(
        "case", "class", "subject", "processes", "p50 ns", "p90", "p99", "p99.9", "max", "count");
    for (final Row row : paced) {
      final Histogram latency = row.latency();
      table.row(
          row.testCase(),
          row.floorClass().label(),
          row.subject(),
          row.processes(),
          latency.getValueAtPercentile(50),
          latency.getValueAtPercentile(90),
          latency.getValueAtPercentile(99),
          latency.getValueAtPercentile(99.9),
          latency.getMaxValue(),
          latency.getTotalCount());
    }
    return table.toString();
  }

  private static String number(final double value) {
    if (Double.isInfinite(value)) {
      return "stops";
    }
    return String.format(Locale.ROOT, Math.abs(value) < 10 ? "%.2f" : "%.1f", value);
  }
}
