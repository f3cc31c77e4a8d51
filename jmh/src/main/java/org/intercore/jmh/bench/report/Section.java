package org.intercore.jmh.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.intercore.jmh.bench.report.Result.Row;

/**
 * What belongs together in a report.
 *
 * @param title of the section
 * @param text what its cases are
 * @param figures one for each group
 */
record Section(String title, String text, List<Figure> figures) {

  /**
   * A picture and what has to be said with it.
   *
   * @param title which group it shows
   * @param caption its floor, its spread, how many windows
   * @param svg the picture, or null where nothing came through
   */
  record Figure(String title, String caption, Svg svg) {}

  private static final String MEDIAN = "Points are medians, bars reach over the middle half; ";
  private static final String TOGETHER = "The messages of all windows together; ";

  /** Everything that the result has, in the order of the page. */
  static List<Section> of(final Result result) {
    final List<String> palette = Palette.places(Names.subjects(result.rows()));
    final Drawer multiples = new Drawer(Dots::multiples, MEDIAN + "fewer is faster; ");
    final Predicate<Row> isRoundTrip = row -> row.testCase().startsWith("round-trip");
    final Predicate<Row> isPaced = row -> row.latency() != null;
    final Predicate<Row> isOneWay = row -> row.testCase().startsWith("one-way");
    final Predicate<Row> isSweep = row -> Names.isSweep(row.testCase());
    final Predicate<Row> hasBase = row -> row.rateToBase() != null;
    final List<Section> sections = new ArrayList<>();
    sections.add(section(
        "Round trips",
        "A message there and the answer back; every byte is written, one word of each line read.",
        result,
        isRoundTrip,
        multiples));
    sections.add(section(
        "Latency at 20,000 messages a second",
        "Round trips counted from their intended time on: what a late one delays, counts, too.",
        result,
        isPaced,
        new Drawer((name, rows) -> Curves.latencies(name, rows, palette), TOGETHER)));
    sections.add(
        section("One way", "Messages as fast as they are taken.", result, isOneWay, multiples));
    sections.add(section(
        "Throughput by size",
        "Every byte written, one word of each line read, through one channel that is set up for"
            + " the longest message.",
        result,
        isSweep,
        new Drawer((name, rows) -> Curves.throughput(name, rows, palette), MEDIAN)));
    sections.add(section(
        "Beside a base",
        "The rate of a case as a part of the rate of its base, window beside window: 1 MiB beside"
            + " 64 bytes, four producers beside one, a receiver that holds half of all blocks"
            + " beside one that holds none.",
        result,
        hasBase,
        new Drawer(Dots::rates, MEDIAN + "more is better; ")));
    sections.add(section(
        "Other cases",
        "What is shown nowhere above.",
        result,
        isRoundTrip.or(isPaced).or(isOneWay).or(isSweep).or(hasBase).negate(),
        multiples));
    return sections.stream().filter(section -> !section.figures.isEmpty()).toList();
  }

  private static Section section(
      final String title,
      final String text,
      final Result result,
      final Predicate<Row> isIn,
      final Drawer drawer) {
    final String name = title.toLowerCase(Locale.ROOT).replaceAll("\\W+", "-");
    final List<Figure> figures = Group.of(result.rows().stream().filter(isIn).toList()).stream()
        .map(group -> drawer.figure(name + "-" + group.id(), group))
        .toList();
    return new Section(title, text, figures);
  }

  /**
   * How the figures of a section are drawn.
   *
   * @param plot draws rows under a name
   * @param spread what it shows of the spread, in words
   */
  private record Drawer(BiFunction<String, List<Row>, Svg> plot, String spread) {
    Figure figure(final String name, final Group group) {
      return new Figure(
          group.title(),
          spread + group.floor() + ", " + group.windowsOfARow() + "." + group.stopped(),
          group.rows().stream().allMatch(Row::isStopped) ? null : plot.apply(name, group.rows()));
    }
  }
}
