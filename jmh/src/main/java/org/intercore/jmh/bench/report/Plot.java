package org.intercore.jmh.bench.report;

import java.util.List;
import org.intercore.jmh.bench.report.Result.Row;

/** One picture for a document: the cases that most people ask for, in the best measured class. */
public final class Plot {
  private static final List<String> CASES =
      List.of("round-trip-32", "round-trip-256", "one-way-32", "one-way-1k");
  /** A row of fewer says too little to stand in a document. */
  private static final int LEAST_WINDOWS = 3;

  private static final int MARGIN = 16;
  private static final int HEAD_HEIGHT = 84;

  private Plot() {}

  /**
   * Draws it as an SVG file on white ground, so that it can be read wherever it is shown.
   *
   * @throws UnreadableResult if the result has none of its cases
   */
  public static String of(final Result result) throws UnreadableResult {
    final List<Row> rows = result.rows().stream()
        .filter(row ->
            CASES.contains(row.testCase()) && row.windows() >= LEAST_WINDOWS && !row.isStopped())
        .toList();
    if (rows.isEmpty()) {
      throw new UnreadableResult(
          "none of the cases of the plot has " + LEAST_WINDOWS + " windows in it: " + CASES);
    }
    final Group group = Group.of(rows).get(0);
    final Svg dots = Dots.multiples("plot", group.rows());
    final int width = dots.width() + 2 * MARGIN;
    final int height = dots.height() + HEAD_HEIGHT + MARGIN;
    final Svg framed = new Svg(
        dots.style(),
        "<style>" + dots.style() + "</style>\n<rect width=\"" + width + "\" height=\"" + height
            + "\" rx=\"8\" fill=\"#ffffff\"/>\n"
            + text(
                28,
                17,
                "Multiples of the bare exchange of one word between two cores; fewer is faster")
            + text(
                50,
                13,
                group.title() + " cores; " + group.floor() + "; " + group.windowsOfARow()
                    + "; points are medians, bars reach over the middle half")
            + text(
                68,
                13,
                "icbmsg " + result.version() + " (blue) and others, "
                    + result.machine().getOrDefault("cpu", "") + ", "
                    + result.date().replaceFirst("T.*", ""))
            + dots.at(MARGIN, HEAD_HEIGHT),
        width,
        height);
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + framed.element() + "\n";
  }

  private static String text(final int y, final int size, final String text) {
    return "<text x=\"" + MARGIN + "\" y=\"" + y + "\" font-size=\"" + size + "\" fill=\"#1f2328\">"
        + HtmlReport.text(text) + "</text>\n";
  }
}
