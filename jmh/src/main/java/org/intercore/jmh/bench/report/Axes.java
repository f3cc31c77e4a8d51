package org.intercore.jmh.bench.report;

import static org.intercore.jmh.bench.report.Spec.listOf;
import static org.intercore.jmh.bench.report.Spec.map;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;

/** What all plots have in common: look and logarithmic axes. */
final class Axes {
  private static final int[] STEPS = {1, 2, 5};
  private static final int MOST_BREAKS = 7;
  private static final double DECADE = 10;
  private static final double LEAST = 1e-6;
  private static final double MOST = 1e15;

  private Axes() {}

  static Map<String, Object> theme(final String legend) {
    return map(
        "name", "minimal",
        "legend_position", legend,
        "panel_grid_major", map("color", Palette.GRID, "size", 1.0),
        "panel_grid_minor", map("blank", true),
        "plot_background", map("blank", true),
        "legend_background", map("blank", true),
        "plot_title", map("size", 13, "face", "bold"),
        "axis_title", map("size", 12),
        "axis_text", map("size", 12),
        "legend_text", map("size", 12));
  }

  static Map<String, Object> logarithmic(
      final String axis,
      final String name,
      final List<Double> breaks,
      final DoubleFunction<String> label) {
    return map(
        "aesthetic",
        axis,
        "name",
        name,
        "trans",
        "log10",
        "breaks",
        listOf(breaks),
        "labels",
        listOf(breaks.stream().map(label::apply).toList()));
  }

  /** A figure in the bounds of what has a place on a logarithmic axis: 0 has none. */
  static double clamped(final double value) {
    return Math.min(Math.max(value, LEAST), MOST);
  }

  /** 1, 2, 5, 10, ... as far as they lie between; powers of ten alone if these were many. */
  static List<Double> breaks(final double from, final double to) {
    final List<Double> breaks = new ArrayList<>();
    final List<Double> decades = new ArrayList<>();
    for (double decade = Math.pow(DECADE, Math.floor(Math.log10(from)));
        decade <= to;
        decade *= DECADE) {
      for (final int step : STEPS) {
        final double at = decade * step;
        if (at >= from && at <= to) {
          breaks.add(at);
          if (step == 1) {
            decades.add(at);
          }
        }
      }
    }
    return breaks.size() > MOST_BREAKS ? decades : breaks;
  }
}
