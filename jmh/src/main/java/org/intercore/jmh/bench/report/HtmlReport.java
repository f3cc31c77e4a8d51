package org.intercore.jmh.bench.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.intercore.jmh.bench.report.Result.Latency;
import org.intercore.jmh.bench.report.Result.Row;
import org.intercore.jmh.bench.report.Section.Figure;

/** A result as one page that refers to nothing outside of itself and runs no script. */
public final class HtmlReport {
  private static final String STYLE = "report.css";
  private static final Map<String, String> MACHINE_WORDS = Map.of(
      "cpu", "processor",
      "cores", "cores",
      "memory_mib", "memory, MiB",
      "virtual", "virtual machine",
      "load_at_start", "load before",
      "jdk", "JDK");
  private static final double[] PERCENTILES = {50, 90, 99, 99.9, 99.99};
  private static final double ALL = 100;

  private final StringBuilder html = new StringBuilder();

  private HtmlReport() {}

  /**
   * The page.
   *
   * @param first tables that stand before everything else
   */
  public static String of(final Result result, final Table... first) {
    final HtmlReport report = new HtmlReport();
    report.write(result, first);
    return report.html.toString();
  }

  private void write(final Result result, final Table... first) {
    final List<Section> sections = Section.of(result);
    line("<!DOCTYPE html>");
    line("<html lang=\"en\">");
    line("<head>");
    line("<meta charset=\"utf-8\">");
    line("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
    line("<meta name=\"color-scheme\" content=\"light dark\">");
    line("<title>icbmsg bench</title>");
    line("<style>");
    line(style());
    sections.stream()
        .flatMap(section -> section.figures().stream())
        .filter(figure -> figure.svg() != null)
        .findFirst()
        .ifPresent(figure -> line(figure.svg().style()));
    line("@media (prefers-color-scheme: dark) {");
    html.append(Palette.darkRules());
    line("}");
    line("</style>");
    line("</head>");
    line("<body>");
    line("<main>");
    head(result);
    for (final Table table : first) {
      table(table);
    }
    glance(result);
    sections.forEach(this::section);
    percentiles(result);
    allRows(result);
    line("</main>");
    line("</body>");
    line("</html>");
  }

  private void head(final Result result) {
    line("<h1>icbmsg bench</h1>");
    line("<p class=\"lead\">This library and others, measured between the same two threads: each"
        + " figure is a multiple of the <strong>floor</strong> of the same moments, the bare"
        + " exchange of one word between the two cores. A floor of 1 cannot be beaten by much;"
        + " figures of different classes (how near the two cores were) cannot be compared.</p>");
    line("<dl class=\"machine\">");
    result.machine().forEach((name, value) -> entry(MACHINE_WORDS.getOrDefault(name, name), value));
    entry("measured", result.date());
    entry("version", result.version());
    entry("command", "icbmsg bench " + result.command());
    entry(
        "windows",
        result.windows() + ", " + result.dropped() + " of them not used, because their floors"
            + " disagree or show that other programs had the cores");
    line("</dl>");
  }

  private void entry(final String name, final String value) {
    line("<div><dt>" + text(name) + "</dt><dd>" + text(value) + "</dd></div>");
  }

  private void table(final Table table) {
    line("<section>");
    line("<h2>" + text(table.title()) + "</h2>");
    line("<p>" + text(table.text()) + "</p>");
    line("<div class=\"wide\"><table class=\"words\">");
    headOfTable(table.heads().get(0), table.heads().subList(1, table.heads().size()));
    for (final List<String> row : table.rows()) {
      html.append("<tr><th scope=\"row\">").append(text(row.get(0))).append("</th>");
      row.subList(1, row.size()).forEach(this::cell);
      line("</tr>");
    }
    line("</tbody></table></div>");
    line("</section>");
  }

  /** Medians alone, the best of each case marked. */
  private void glance(final Result result) {
    line("<section>");
    line("<h2>At a glance</h2>");
    line(
        "<p>Medians in multiples of the floor; fewer is faster, the best of each case is bold.</p>");
    for (final Group group : Group.of(result.rows())) {
      final List<String> cases = group.rows().stream()
          .filter(row -> row.latency() == null && !Names.isSweep(row.testCase()))
          .map(Row::testCase)
          .distinct()
          .toList();
      if (cases.isEmpty()) {
        continue;
      }
      line("<h3>" + text(group.title()) + " <small>" + text(group.floor()) + "</small></h3>");
      line("<div class=\"wide\"><table>");
      headOfTable("subject", cases);
      for (final String subject : Names.subjects(
          group.rows().stream().filter(row -> cases.contains(row.testCase())).toList())) {
        html.append(rowStart(subject));
        html.append("<th scope=\"row\">").append(text(subject)).append("</th>");
        for (final String testCase : cases) {
          html.append(glanceCell(group.rows(), subject, testCase));
        }
        line("</tr>");
      }
      line("</tbody></table></div>");
    }
    line("</section>");
  }

  private static String glanceCell(
      final List<Row> rows, final String subject, final String testCase) {
    final List<Row> ofCase =
        rows.stream().filter(row -> row.testCase().equals(testCase)).toList();
    final double best = ofCase.stream()
        .filter(row -> !Names.isControl(row.subject()))
        .mapToDouble(row -> row.ratio().median())
        .min()
        .orElse(Double.NaN);
    return ofCase.stream()
        .filter(row -> row.subject().equals(subject))
        .findFirst()
        .map(row -> {
          final String number = text(Words.number(row.ratio().median()));
          return "<td>" + (row.ratio().median() == best ? "<b>" + number + "</b>" : number)
              + "</td>";
        })
        .orElse("<td></td>");
  }

  private void section(final Section section) {
    line("<section>");
    line("<h2>" + text(section.title()) + "</h2>");
    line("<p>" + text(section.text()) + "</p>");
    for (final Figure figure : section.figures()) {
      line("<figure>");
      line("<h3>" + text(figure.title()) + "</h3>");
      if (figure.svg() != null) {
        line("<div class=\"wide\">" + figure.svg().element() + "</div>");
      }
      line("<figcaption>" + text(figure.caption()) + "</figcaption>");
      line("</figure>");
    }
    line("</section>");
  }

  private void percentiles(final Result result) {
    final List<Row> paced =
        result.rows().stream().filter(row -> row.latency() != null).toList();
    if (paced.isEmpty()) {
      return;
    }
    line("<section>");
    line("<h2>Latency percentiles</h2>");
    line("<p>Nanoseconds of a round trip, from its intended time on.</p>");
    line("<div class=\"wide\"><table>");
    headOfTable(
        "case",
        List.of(
            "subject",
            "processes",
            "class",
            "p50",
            "p90",
            "p99",
            "p99.9",
            "p99.99",
            "max",
            "messages"));
    for (final Row row : paced) {
      firstCells(row);
      final Latency latency = row.latency();
      for (final double percentile : PERCENTILES) {
        cell(Words.number(latency.at(percentile)));
      }
      cell(Words.number(latency.at(ALL)));
      cell(Long.toString(latency.count()));
      line("</tr>");
    }
    line("</tbody></table></div>");
    line("</section>");
  }

  private void allRows(final Result result) {
    line("<section>");
    line("<h2>All rows</h2>");
    line("<p>Medians, with the middle half of the windows.</p>");
    line("<div class=\"wide\"><table>");
    headOfTable(
        "case",
        List.of(
            "subject",
            "processes",
            "class",
            "x floor",
            "middle half",
            "ns",
            "middle half",
            "floor ns",
            "rate to base",
            "B/message",
            "windows",
            "JVMs"));
    for (final Row row : result.rows()) {
      firstCells(row);
      cell(Words.number(row.ratio().median()));
      cell(Words.range(row.ratio()));
      cell(Words.number(row.ns().median()));
      cell(Words.range(row.ns()));
      cell(Words.number(row.floor().median()));
      cell(
          row.rateToBase() == null
              ? ""
              : Words.number(row.rateToBase().median()) + " of " + row.base());
      cell(Words.number(row.bytesPerMessage()));
      cell(Long.toString(row.windows()));
      cell(row.jvms() == 0 ? "" : Long.toString(row.jvms()));
      line("</tr>");
    }
    line("</tbody></table></div>");
    line("</section>");
  }

  private void firstCells(final Row row) {
    html.append(rowStart(row.subject()));
    html.append("<th scope=\"row\">").append(text(row.testCase())).append("</th>");
    html.append("<td class=\"name\">").append(text(row.subject())).append("</td>");
    cell(Integer.toString(row.processes()));
    html.append("<td class=\"name\">").append(text(row.floorClass())).append("</td>");
  }

  private static String rowStart(final String subject) {
    return Names.isOurs(subject) ? "<tr class=\"ours\">" : "<tr>";
  }

  private void headOfTable(final String first, final List<String> others) {
    html.append("<thead><tr><th scope=\"col\">").append(text(first)).append("</th>");
    for (final String other : others) {
      html.append("<th scope=\"col\">").append(text(other)).append("</th>");
    }
    line("</tr></thead><tbody>");
  }

  private void cell(final String value) {
    html.append("<td>").append(text(value)).append("</td>");
  }

  private void line(final String line) {
    html.append(line).append('\n');
  }

  /** What a file says is not markup. */
  static String text(final String raw) {
    return raw.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  private static String style() {
    try (InputStream style = HtmlReport.class.getResourceAsStream(STYLE)) {
      return new String(style.readAllBytes(), StandardCharsets.UTF_8);
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
