package org.intercore.jmh.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A picture whose parts can be put into another one.
 *
 * @param style the rules of its texts, the same for every picture here
 * @param content elements
 * @param width in pixels at its natural size
 * @param height likewise
 */
record Svg(String style, String content, int width, int height) {
  /** Of a picture that fills the page. */
  static final int WIDTH = 960;

  /** Pictures line by line, each line as high as its highest. */
  static Svg grid(final List<Svg> parts, final int columns) {
    final List<String> placed = new ArrayList<>();
    int x = 0;
    int y = 0;
    int lineHeight = 0;
    int width = 0;
    for (int i = 0; i < parts.size(); i++) {
      if (i > 0 && i % columns == 0) {
        x = 0;
        y += lineHeight;
        lineHeight = 0;
      }
      placed.add(parts.get(i).at(x, y));
      x += parts.get(i).width;
      width = Math.max(width, x);
      lineHeight = Math.max(lineHeight, parts.get(i).height);
    }
    return new Svg(parts.get(0).style, String.join("\n", placed), width, y + lineHeight);
  }

  /** It, at that place of a larger one. */
  String at(final int x, final int y) {
    return String.format(
        Locale.ROOT, "<g transform=\"translate(%d %d)\">%n%s%n</g>", x, y, content);
  }

  /** The element for a page that has the style. */
  String element() {
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"plt-container\" role=\"img\""
        + " width=\"" + width + "\" height=\"" + height + "\" viewBox=\"0 0 " + width + " " + height
        + "\">\n" + content + "\n</svg>";
  }
}
