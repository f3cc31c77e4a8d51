package org.intercore.jmh.bench.report;

import static org.intercore.jmh.bench.report.Spec.list;
import static org.intercore.jmh.bench.report.Spec.listOf;
import static org.intercore.jmh.bench.report.Spec.map;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.intercore.jmh.bench.report.Result.Row;
import org.intercore.jmh.bench.result.Quantiles;

/**
 * A panel for each case, a line for each subject, in it a point for the median, a bar for the middle
 * half and the figure behind it. All rows are of one group: others cannot be compared.
 */
final class Dots {
  private static final int COLUMNS = 3;
  private static final int NAMES_WIDTH = 120;
  private static final int LINE_HEIGHT = 21;
  private static final int FRAME_HEIGHT = 78;
  private static final double FLOOR = 1;
  private static final String OURS = "this library";
  private static final String OTHERS = "others";
  /** Room for the figure behind the longest bar, as a part of the panel. */
  private static final double ROOM_FOR_FIGURE = 0.2;

  private static final double GAP = 0.03;
  private static final double ROOM_BEFORE = 0.08;
  /** A panel that shows less than this ratio makes much of nothing. */
  private static final double LEAST_RATIO = 2;

  private final List<Row> rows;
  private final Function<Row, Quantiles> figure;
  private final boolean isLogarithmic;
  private final List<String> subjects;

  private Dots(
      final List<Row> all, final Function<Row, Quantiles> figure, final boolean isLogarithmic) {
    this.rows =
        all.stream().filter(row -> Double.isFinite(figure.apply(row).median())).toList();
    this.figure = figure;
    this.isLogarithmic = isLogarithmic;
    this.subjects = ranked();
  }

  /** Multiples of the floor: fewer is faster. */
  static Svg multiples(final String name, final List<Row> rows) {
    return new Dots(rows, Row::ratio, true).draw(name);
  }

  /** Rates as parts of the base's: more is better. */
  static Svg rates(final String name, final List<Row> rows) {
    return new Dots(rows, Row::rateToBase, false).draw(name);
  }

  private Svg draw(final String name) {
    final List<String> cases = rows.stream().map(Row::testCase).distinct().toList();
    // Four are two lines of two.
    final int columns = Math.min(cases.size() == COLUMNS + 1 ? 2 : COLUMNS, cases.size());
    final int width = (Svg.WIDTH - NAMES_WIDTH) / columns;
    final int height = FRAME_HEIGHT + LINE_HEIGHT * subjects.size();
    final List<Svg> panels = new ArrayList<>();
    for (final String testCase : cases) {
      final boolean isFirst = panels.size() % columns == 0;
      panels.add(SvgPlot.draw(
          name + "-" + panels.size(),
          panel(testCase, isFirst),
          isFirst ? width + NAMES_WIDTH : width,
          height));
    }
    return Svg.grid(panels, columns);
  }

  private Map<String, Object> panel(final String testCase, final boolean hasNames) {
    final List<Row> own =
        rows.stream().filter(row -> row.testCase().equals(testCase)).toList();
    final double least = own.stream().mapToDouble(this::low).reduce(FLOOR, Math::min);
    final double most = own.stream().mapToDouble(this::high).reduce(FLOOR, Math::max);
    final Map<String, Object> plot = map(
        "kind", "plot",
        "data",
            map(
                "subject", column(own, Row::subject),
                "whose", column(own, row -> Names.isOurs(row.subject()) ? OURS : OTHERS),
                "low", column(own, this::low),
                "median", column(own, row -> shown(figure.apply(row).median())),
                "high", column(own, this::high),
                "behind", column(own, row -> beyond(high(row), least, most, GAP)),
                "text", column(own, row -> Words.number(figure.apply(row).median()))),
        "mapping", map("y", "subject", "color", "whose"),
        "ggtitle", map("text", testCase),
        "layers",
            list(
                map(
                    "geom",
                    "vline",
                    "xintercept",
                    FLOOR,
                    "color",
                    Palette.RULE,
                    "linetype",
                    "dashed"),
                map(
                    "geom",
                    "segment",
                    "mapping",
                    map("x", "low", "xend", "high", "yend", "subject"),
                    "size",
                    1.7,
                    "alpha",
                    0.55),
                map("geom", "point", "mapping", map("x", "median"), "size", 3.6),
                map(
                    "geom",
                    "text",
                    "mapping",
                    map("x", "behind", "label", "text"),
                    "hjust",
                    "left",
                    "size",
                    6)),
        "scales",
            list(
                across(least, most),
                map(
                    "aesthetic",
                    "y",
                    "name",
                    "",
                    "discrete",
                    true,
                    "limits",
                    listOf(subjects),
                    "expand",
                    list(0, 0.7)),
                map(
                    "aesthetic",
                    "color",
                    "limits",
                    list(OURS, OTHERS),
                    "values",
                    list(Palette.OURS, Palette.OTHERS),
                    "guide",
                    "none")));
    final Map<String, Object> theme = Axes.theme("none");
    if (!hasNames) {
      theme.put("axis_text_y", map("blank", true));
    }
    plot.put("theme", theme);
    return plot;
  }

  private Map<String, Object> across(final double least, final double most) {
    final double to = beyond(most, least, most, ROOM_FOR_FIGURE + ROOM_BEFORE);
    if (!isLogarithmic) {
      return map(
          "aesthetic", "x", "name", "", "limits", list(0, to), "expand", list(ROOM_BEFORE, 0));
    }
    final double from = beyond(least, least, most, -ROOM_BEFORE);
    final Map<String, Object> scale =
        Axes.logarithmic("x", "", Axes.breaks(from, to), Words::plain);
    scale.put("limits", list(from, to));
    scale.put("expand", list(0, 0));
    return scale;
  }

  /** A place that part of the panel away. */
  private double beyond(
      final double place, final double least, final double most, final double part) {
    return isLogarithmic
        ? place * Math.pow(Math.max(most / least, LEAST_RATIO), part)
        : place + part * most;
  }

  private double shown(final double value) {
    return isLogarithmic ? Axes.clamped(value) : value;
  }

  private double low(final Row row) {
    final Quantiles quantiles = figure.apply(row);
    return shown(Math.min(quantiles.low(), quantiles.median()));
  }

  /** A bar without an end has none beyond its point. */
  private double high(final Row row) {
    final Quantiles quantiles = figure.apply(row);
    return shown(Double.isFinite(quantiles.high()) ? quantiles.high() : quantiles.median());
  }

  /**
   * The best last, since an axis begins at its lower end. Each case counts alike, and a subject is
   * not judged by those that it has not.
   */
  private List<String> ranked() {
    final Map<String, Double> leastOfCase =
        rows.stream().collect(Collectors.toMap(Row::testCase, this::median, Math::min));
    final Comparator<String> byMean = Comparator.comparingDouble(subject -> rows.stream()
        .filter(row -> row.subject().equals(subject))
        .mapToDouble(row -> Math.log(median(row) / leastOfCase.get(row.testCase())))
        .average()
        .orElse(0));
    return Names.subjects(rows).stream()
        .sorted(isLogarithmic ? byMean.reversed() : byMean)
        .toList();
  }

  private double median(final Row row) {
    return Axes.clamped(figure.apply(row).median());
  }

  private static List<Object> column(final List<Row> rows, final Function<Row, Object> value) {
    return listOf(rows.stream().map(value).toList());
  }
}
