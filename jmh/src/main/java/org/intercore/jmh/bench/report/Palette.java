package org.intercore.jmh.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Colours that people who do not see all colours can tell from each other (after Okabe and Ito), each
 * with a lighter one for a dark page. Lines have shapes, too.
 */
final class Palette {
  static final String OURS = "#0072B2";
  static final String OTHERS = "#7A7F87";
  static final String RULE = "#9AA0A6";
  static final String GRID = "#E8E8E8";

  /** A subject has the same colour in every report; those that are not here come after them. */
  private static final List<String> KNOWN = List.of(
      "icbmsg-native",
      "agrona-one-to-one",
      "icbmsg-zephyr",
      "aeron-ipc",
      "rpmsg",
      "icbmsg-any-thread",
      "agrona-many-to-one",
      "aeron-ipc-concurrent",
      "floor",
      "jctools-spsc",
      "disruptor",
      "chronicle-queue",
      "jctools-mpsc",
      "unix-socket",
      "unix-socket-blocking",
      "lines-16",
      "lines-256",
      "blocks-64",
      "wire-64",
      "icbmsg-views",
      "lines-256-locked",
      "floor-seldom",
      "blocks-32",
      "blocks-half-of-64");

  private static final List<String> COLOURS = List.of(
      OURS, "#D55E00", "#009E73", "#B8558F", "#A87000", "#2E90C4", "#8C510A", "#5E3C99", OTHERS);
  private static final List<Integer> SHAPES = List.of(16, 17, 15, 18, 1, 2, 0, 5, 8, 4, 3);
  private static final Map<String, String> ON_DARK = Map.ofEntries(
      Map.entry(OURS, "#5AB4F0"),
      Map.entry("#D55E00", "#FF8A3D"),
      Map.entry("#009E73", "#3CCFA5"),
      Map.entry("#B8558F", "#E9A3C9"),
      Map.entry("#A87000", "#F0B43C"),
      Map.entry("#2E90C4", "#8ED0F5"),
      Map.entry("#8C510A", "#D8A55C"),
      Map.entry("#5E3C99", "#B79CE8"),
      Map.entry(OTHERS, "#A3A9B2"),
      Map.entry(RULE, "#80868B"),
      Map.entry(GRID, "#33373D"));

  private Palette() {}

  /** The places of all subjects of a result, for {@link #colour} and {@link #shape}. */
  static List<String> places(final List<String> subjects) {
    final List<String> places = new ArrayList<>(KNOWN);
    subjects.stream().filter(subject -> !KNOWN.contains(subject)).forEach(places::add);
    return places;
  }

  /** Colours begin anew after the last; shapes do so elsewhere. */
  static String colour(final int place) {
    return COLOURS.get(place % COLOURS.size());
  }

  static int shape(final int place) {
    return SHAPES.get(place % SHAPES.size());
  }

  /** What stands for it on a dark page. */
  static String onDark(final String colour) {
    return ON_DARK.getOrDefault(colour, colour);
  }

  /** Rules that exchange the colours of the pictures, which are attributes, on a dark page. */
  static String darkRules() {
    final StringBuilder rules = new StringBuilder();
    for (final Map.Entry<String, String> one : new TreeMap<>(ON_DARK).entrySet()) {
      for (final String property : List.of("fill", "stroke")) {
        // The library spells a colour in both ways.
        rules.append(String.format(
            "  figure svg [%1$s=\"%2$s\"], figure svg [%1$s=\"%3$s\"] { %1$s: %4$s; }%n",
            property, rgb(one.getKey()), one.getKey().toLowerCase(Locale.ROOT), one.getValue()));
      }
    }
    return rules.toString();
  }

  private static String rgb(final String hex) {
    return String.format(
        "rgb(%d,%d,%d)",
        Integer.parseInt(hex, 1, 3, 16),
        Integer.parseInt(hex, 3, 5, 16),
        Integer.parseInt(hex, 5, 7, 16));
  }
}
