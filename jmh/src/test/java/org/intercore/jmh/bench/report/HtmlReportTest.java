package org.intercore.jmh.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import org.intercore.jmh.bench.report.Result.Row;
import org.intercore.jmh.bench.result.Quantiles;
import org.junit.jupiter.api.Test;

class HtmlReportTest {
  private static final Pattern FIGURE = Pattern.compile("<figure>.*?</figure>", Pattern.DOTALL);
  private static final Pattern CAPTION =
      Pattern.compile("<figcaption>(.*?)</figcaption>", Pattern.DOTALL);
  private static final Pattern SVG = Pattern.compile("<svg.*?</svg>", Pattern.DOTALL);
  private static final Pattern ID = Pattern.compile(" id=\"([^\"]*)\"");
  private static final Pattern LINE = Pattern.compile("<tr.*?</tr>", Pattern.DOTALL);

  @Test
  void everyRowIsInTheTable() throws UnreadableResult {
    final Result result = recorded();
    final String page = HtmlReport.of(result);
    final String table = page.substring(page.indexOf("<h2>All rows</h2>"));
    final List<String> lines =
        LINE.matcher(table).results().map(line -> line.group()).toList();
    assertEquals(result.rows().size() + 1, lines.size());
    for (final Row row : result.rows()) {
      assertTrue(
          lines.stream()
              .anyMatch(line -> line.contains(">" + row.testCase() + "<")
                  && line.contains(">" + row.subject() + "<")
                  && line.contains(">" + row.floorClass() + "<")
                  && line.contains(">" + row.processes() + "<")
                  && line.contains(">" + Words.number(row.ratio().median()) + "<")),
          row.toString());
    }
  }

  @Test
  void everySubjectOfEveryCaseIsInAPicture() throws UnreadableResult {
    final Result result = recorded();
    final List<String> pictures = FIGURE
        .matcher(HtmlReport.of(result))
        .results()
        .map(figure -> figure.group().replaceAll("\\s+", " "))
        .toList();
    for (final Row row : result.rows()) {
      final boolean isCurve = row.latency() != null || row.testCase().startsWith("sweep");
      final String group = row.processes() == 1 ? "one process" : "two processes";
      assertTrue(
          pictures.stream()
              .anyMatch(picture -> picture.contains("<h3>" + group + ", " + row.floorClass())
                  && (isCurve || picture.contains("> " + row.testCase() + " <"))
                  && picture.contains("> " + row.subject() + " <")),
          row.toString());
    }
  }

  @Test
  void everyFigureSaysItsClassItsFloorAndItsSpread() throws UnreadableResult {
    final List<String> figures = FIGURE
        .matcher(HtmlReport.of(recorded()))
        .results()
        .map(figure -> figure.group())
        .toList();
    assertTrue(figures.size() >= 4, figures.size() + " figures");
    for (final String figure : figures) {
      assertTrue(
          figure.matches("(?s).*<h3>(one process|two processes), (sibling|near|far)</h3>.*"));
      final Matcher caption = CAPTION.matcher(figure);
      assertTrue(caption.find());
      assertTrue(caption.group(1).matches("(?s).*floor [\\d.,]+ ns \\([\\d.,]+ to [\\d.,]+\\).*"));
      assertTrue(caption.group(1).matches("(?s).*(middle half|all windows together).*"));
      assertTrue(caption.group(1).matches("(?s).*\\d+ windows? a row.*"));
    }
  }

  @Test
  void thePageNeedsNothingElse() throws UnreadableResult {
    final String page = HtmlReport.of(recorded());
    assertFalse(page.contains("<script"), "a script");
    assertFalse(page.matches("(?s).*\\b(src|href)=.*"), "a reference");
    assertFalse(page.matches("(?s).*(@import|url\\(['\"]?http).*"), "a style from elsewhere");
  }

  @Test
  void theMachineTheCommandAndTheUnusedWindowsAreInIt() throws UnreadableResult {
    final Result result = recorded();
    final String page = HtmlReport.of(result);
    result.machine().values().forEach(value -> assertTrue(page.contains(">" + value + "<"), value));
    assertTrue(page.contains("icbmsg bench " + result.command()));
    assertTrue(page.contains(result.windows() + ", " + result.dropped() + " of them not used"));
  }

  @Test
  void noTwoElementsHaveOneId() throws UnreadableResult {
    final Set<String> seen = new HashSet<>();
    ID.matcher(HtmlReport.of(recorded()))
        .results()
        .forEach(id -> assertTrue(seen.add(id.group(1)), id.group(1)));
    assertFalse(seen.isEmpty());
  }

  @Test
  void picturesAreWellFormedAndTheSameEachTime() throws Exception {
    final Result result = recorded();
    final String page = HtmlReport.of(result);
    assertEquals(page, HtmlReport.of(result));
    for (final String svg : SVG.matcher(page).results().map(one -> one.group()).toList()) {
      parse(svg);
    }
    final String plot = Plot.of(result);
    assertEquals(plot, Plot.of(result));
    parse(plot);
    assertTrue(plot.length() < 100_000, plot.length() + " characters");
  }

  @Test
  void namesAreNotMarkup() throws Exception {
    final String evil = "<script>alert(\"&\")</script>";
    final Row row = row(evil, evil, evil, 2);
    final String page = HtmlReport.of(result(row));
    assertFalse(page.contains("<script"), page);
    SVG.matcher(page).results().forEach(svg -> parse(svg.group()));
  }

  @Test
  void whatStopsIsSaidInPlaceOfAPicture() throws UnreadableResult {
    final Row stopped = row("held-half", "a", "near", Double.POSITIVE_INFINITY);
    final String page = HtmlReport.of(result(stopped));
    assertTrue(page.contains("not shown: a in held-half"), page);
    assertTrue(page.contains("<td>stops</td>"), page);
    assertThrows(UnreadableResult.class, () -> Plot.of(result(stopped)));
  }

  @Test
  void thePlotHasNoRowsOfAWindowOrTwo() throws UnreadableResult {
    final Row enough = row("round-trip-32", "enough", "near", 2);
    final Row few = new Row(
        "round-trip-32",
        "few",
        2,
        "near",
        2,
        1,
        enough.ns(),
        enough.ratio(),
        enough.floor(),
        0,
        "",
        null,
        null);
    final String plot = Plot.of(result(enough, few));
    assertTrue(plot.contains("enough"), plot);
    assertFalse(plot.contains("few<") || plot.contains("few\n"), plot);
    assertThrows(UnreadableResult.class, () -> Plot.of(result(few)));
  }

  @Test
  void aCaseThatNobodyKnowsIsShown() throws UnreadableResult {
    final String page = HtmlReport.of(result(row("new-case", "a", "near", 3)));
    assertTrue(page.contains("<h2>Other cases</h2>"), page);
    assertTrue(page.replaceAll("\\s+", " ").contains("> new-case <"), page);
  }

  @Test
  void extremeFiguresAreDrawn() {
    final List<Row> rows = List.of(
        row("one-way-32", "a", "near", 1e-300),
        row("one-way-32", "b", "near", 0),
        row("one-way-32", "c", "near", 1e300),
        row("one-way-32", "d", "near", -1),
        row("sweep-16", "a", "near", 0),
        row("sweep-32", "a", "near", 1e300));
    assertFalse(HtmlReport.of(result(rows.toArray(Row[]::new))).isEmpty());
  }

  private static void parse(final String svg) {
    try {
      DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    } catch (final Exception e) {
      throw new AssertionError(svg, e);
    }
  }

  private static Result recorded() throws UnreadableResult {
    final Result result = ResultReader.read(Samples.recorded());
    assertTrue(
        result.rows().stream().map(Row::floorClass).collect(Collectors.toSet()).size() > 1,
        "the sample has one class alone");
    return result;
  }

  private static Result result(final Row... rows) {
    return new Result(Map.of("cpu", "c"), "", "1", "today", 1, 0, List.of(rows));
  }

  private static Row row(
      final String testCase, final String subject, final String floorClass, final double ratio) {
    return new Row(
        testCase,
        subject,
        2,
        floorClass,
        3,
        2,
        new Quantiles(ratio, 100 * ratio, 100 * ratio),
        new Quantiles(ratio, ratio, ratio),
        new Quantiles(99, 100, 101),
        0,
        "",
        null,
        null);
  }
}
