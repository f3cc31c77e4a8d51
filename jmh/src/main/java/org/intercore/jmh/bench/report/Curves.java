package org.intercore.jmh.bench.report;

import static org.intercore.jmh.bench.report.Spec.list;
import static org.intercore.jmh.bench.report.Spec.listOf;
import static org.intercore.jmh.bench.report.Spec.map;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.intercore.jmh.bench.report.Result.Point;
import org.intercore.jmh.bench.report.Result.Row;

/** A line for each subject, told from others by colour and by the shape of its points. */
final class Curves {
  private static final int HEIGHT = 420;
  private static final double OURS_WIDTH = 2.2;
  private static final double WIDTH = 0.9;
  /** No point lies on the edge, where half of it would be cut off. */
  private static final double ROOM = 0.03;

  private static final double[] PERCENTILES = {50, 90, 99, 99.9, 99.99, 99.999, 99.9999};
  private static final double ALL = 100;
  private static final double NS_PER_SECOND = 1e9;

  private Curves() {}

  /**
   * Latencies against the part of the messages that are not slower.
   *
   * @param palette the places of the subjects
   */
  static Svg latencies(final String name, final List<Row> rows, final List<String> palette) {
    final List<Object> subjects = new ArrayList<>();
    final List<Double> oneIn = new ArrayList<>();
    final List<Double> ns = new ArrayList<>();
    for (final Row row : rows) {
      for (final Point point : row.latency().curve()) {
        subjects.add(row.subject());
        oneIn.add(oneIn(point.percentile(), row.latency().count()));
        ns.add(Axes.clamped(point.ns()));
      }
    }
    final List<Object> breaks = new ArrayList<>();
    final List<Object> labels = new ArrayList<>();
    final double most = oneIn.stream().mapToDouble(Double::doubleValue).max().orElse(1);
    for (final double percentile : PERCENTILES) {
      final double at = oneIn(percentile, Long.MAX_VALUE);
      // One that is not shown would still take place for its label.
      if (at > most) {
        break;
      }
      breaks.add(at);
      labels.add(Words.plain(percentile) + " %");
    }
    return draw(
        name,
        map("subject", subjects, "x", listOf(oneIn), "y", listOf(ns)),
        Names.subjects(rows),
        palette,
        map(
            "aesthetic", "x",
            "name", "part of the messages that took no longer",
            "trans", "log10",
            "breaks", breaks,
            "labels", labels),
        Axes.logarithmic("y", "", breaks(ns), Words::time));
  }

  /** Percentile 99 is one in a hundred; the slowest of all is one in all. */
  private static double oneIn(final double percentile, final long count) {
    final double most = Math.max(count, 1);
    return percentile >= ALL ? most : Math.min(most, ALL / (ALL - Math.max(percentile, 0)));
  }

  /** Messages a second by their size. */
  static Svg throughput(final String name, final List<Row> rows, final List<String> palette) {
    final List<Row> shown = rows.stream().filter(Predicate.not(Row::isStopped)).toList();
    final List<Double> sizes = shown.stream()
        .map(row -> (double) Names.sizeOf(row.testCase()))
        .distinct()
        .sorted()
        .toList();
    final List<Double> rates =
        shown.stream().map(row -> perSecond(row.ns().median())).toList();
    return draw(
        name,
        map(
            "subject", column(shown, Row::subject),
            "x", column(shown, row -> (double) Names.sizeOf(row.testCase())),
            "y", listOf(rates),
            "low", column(shown, row -> perSecond(row.ns().high())),
            "high", column(shown, row -> perSecond(row.ns().low()))),
        Names.subjects(shown),
        palette,
        Axes.logarithmic("x", "bytes of a message", sizes, Words::size),
        Axes.logarithmic("y", "messages a second", breaks(rates), Words::count));
  }

  private static double perSecond(final double ns) {
    return Axes.clamped(NS_PER_SECOND / ns);
  }

  private static List<Double> breaks(final List<Double> values) {
    return Axes.breaks(
        values.stream().mapToDouble(Double::doubleValue).min().orElse(1),
        values.stream().mapToDouble(Double::doubleValue).max().orElse(1));
  }

  private static Svg draw(
      final String name,
      final Map<String, Object> data,
      final List<String> subjects,
      final List<String> palette,
      final Map<String, Object> x,
      final Map<String, Object> y) {
    final List<Object> layers = list();
    for (final boolean isOurs : new boolean[] {true, false}) {
      if (subjects.stream().anyMatch(subject -> Names.isOurs(subject) == isOurs)) {
        layers.add(
            map("geom", "line", "data", only(data, isOurs), "size", isOurs ? OURS_WIDTH : WIDTH));
      }
    }
    if (data.containsKey("low")) {
      layers.add(
          map("geom", "linerange", "mapping", map("ymin", "low", "ymax", "high"), "alpha", 0.5));
    }
    layers.add(map("geom", "point", "mapping", map("shape", "subject"), "size", 2.6));
    final List<Integer> numbers = subjects.stream().map(palette::indexOf).toList();
    return SvgPlot.draw(
        name,
        map(
            "kind",
            "plot",
            "data",
            data,
            "mapping",
            map("x", "x", "y", "y", "color", "subject"),
            "layers",
            layers,
            "scales",
            list(
                roomy(x),
                roomy(y),
                told("color", subjects, numbers, Palette::colour),
                told("shape", subjects, numbers, Palette::shape)),
            "theme",
            Axes.theme("right")),
        Svg.WIDTH,
        HEIGHT);
  }

  /** This library's points, or those of all others. */
  private static Map<String, Object> only(final Map<String, Object> data, final boolean isOurs) {
    final List<?> subjects = (List<?>) data.get("subject");
    final Map<String, Object> part = map();
    data.forEach((name, column) -> {
      final List<Object> kept = new ArrayList<>();
      for (int i = 0; i < subjects.size(); i++) {
        if (Names.isOurs((String) subjects.get(i)) == isOurs) {
          kept.add(((List<?>) column).get(i));
        }
      }
      part.put(name, kept);
    });
    return part;
  }

  private static Map<String, Object> roomy(final Map<String, Object> scale) {
    scale.put("expand", list(ROOM, 0));
    return scale;
  }

  private static Map<String, Object> told(
      final String by,
      final List<String> subjects,
      final List<Integer> numbers,
      final Function<Integer, Object> value) {
    return map(
        "aesthetic",
        by,
        "name",
        "",
        "limits",
        listOf(subjects),
        "values",
        listOf(numbers.stream().map(value).toList()));
  }

  private static List<Object> column(final List<Row> rows, final Function<Row, Object> value) {
    return listOf(rows.stream().map(value).toList());
  }
}
