package org.intercore.jmh.bench.report;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jetbrains.letsPlot.commons.geometry.DoubleVector;
import org.jetbrains.letsPlot.core.util.PlotSvgExportCommon;

/**
 * Draws with Lets-Plot, which is a grammar of graphics in plain Java code: no AWT, so that it works
 * on a JDK without fonts and screen, and no script in what it draws.
 */
final class SvgPlot {
  private static final Pattern PARTS =
      Pattern.compile("<svg[^>]*>\\s*<style[^>]*>(.*?)</style>(.*)</svg>\\s*", Pattern.DOTALL);
  private static final Pattern ID = Pattern.compile("\\bid=\"(\\w+)\"");
  /** Every picture has the same theme, so its rules need not say for which one they are. */
  private static final Pattern OWNER_OF_RULE = Pattern.compile("#\\w+ (?=\\.)");
  /** What only a script would show. */
  private static final Pattern TOOLTIP_RULE =
      Pattern.compile("\\.[\\w-]*tooltip[\\w-]* \\{[^}]*}\\s*");

  private static final Pattern NEEDLESS_DIGITS = Pattern.compile("(\\d\\.\\d\\d)\\d+");
  private static final Pattern NEEDLESS_SPACE = Pattern.compile("\\n\\s+");
  private static final String QUIET = "slf4j.internal.verbosity";

  static {
    // Otherwise the library behind its log says that there is no log.
    if (System.getProperty(QUIET) == null) {
      System.setProperty(QUIET, "ERROR");
    }
  }

  private SvgPlot() {}

  /**
   * Draws it.
   *
   * @param name what its ids begin with, unique in a page
   */
  static Svg draw(
      final String name, final Map<String, Object> spec, final int width, final int height) {
    final String svg = PlotSvgExportCommon.INSTANCE.buildSvgImageFromRawSpecs(
        spec,
        new DoubleVector(width, height),
        (columns, rows, pixels) -> {
          throw new UnsupportedOperationException("there are no bitmaps in these plots");
        },
        false);
    final Matcher parts = PARTS.matcher(svg);
    if (!parts.matches()) {
      throw new IllegalStateException("the plot is not what this version of Lets-Plot draws");
    }
    final String style = OWNER_OF_RULE.matcher(parts.group(1)).replaceAll("");
    final String digits = NEEDLESS_DIGITS.matcher(parts.group(2)).replaceAll("$1");
    return new Svg(
        TOOLTIP_RULE.matcher(style).replaceAll("").strip(),
        named(name, NEEDLESS_SPACE.matcher(digits).replaceAll("\n").strip()),
        width,
        height);
  }

  /** The library's ids are random: with names in their place, the same result is the same file. */
  private static String named(final String name, final String svg) {
    final Map<String, String> names = new LinkedHashMap<>();
    final Matcher ids = ID.matcher(svg);
    while (ids.find()) {
      names.putIfAbsent(ids.group(1), name + "-" + names.size());
    }
    String text = svg;
    for (final Map.Entry<String, String> one : names.entrySet()) {
      text = text.replaceAll("\\b" + one.getKey() + "\\b", one.getValue());
    }
    return text;
  }
}
