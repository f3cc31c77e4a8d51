package org.intercore.jmh.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.intercore.jmh.bench.subject.Subjects;
import org.junit.jupiter.api.Test;

class PaletteTest {
  private static final int SUBJECTS = Subjects.ALL.size() + 5;
  private static final String PAPER = "#FFFFFF";
  private static final String DARK_PAPER = "#15181C";
  /** WCAG 2, 1.4.11: what has to be seen to understand a picture. */
  private static final double LEAST_CONTRAST = 3;

  @Test
  void everyColourIsSeenOnBothPapers() {
    for (int i = 0; i < SUBJECTS; i++) {
      final String colour = Palette.colour(i);
      assertTrue(contrast(colour, PAPER) >= LEAST_CONTRAST, colour + " on white");
      final String dark = Palette.onDark(colour);
      assertTrue(contrast(dark, DARK_PAPER) >= LEAST_CONTRAST, dark + " for " + colour);
    }
  }

  @Test
  void noTwoSubjectsHaveColourAndShapeInCommon() {
    final Set<List<Object>> seen = new HashSet<>();
    for (int i = 0; i < SUBJECTS; i++) {
      assertTrue(seen.add(List.of(Palette.colour(i), Palette.shape(i))), "subject " + i);
    }
  }

  @Test
  void eachSubjectOfTheHarnessHasItsPlace() {
    final List<String> none = Palette.places(List.of());
    Subjects.ALL.forEach(subject -> assertTrue(none.contains(subject.name()), subject.name()));
    assertEquals(none.size(), Palette.places(List.of("new", "floor")).indexOf("new"));
  }

  @Test
  void contrastIsThatOfTheStandard() {
    assertEquals(21, contrast("#000000", "#FFFFFF"), 0.01);
    assertEquals(4.54, contrast("#767676", "#FFFFFF"), 0.01);
  }

  private static double contrast(final String one, final String other) {
    final double a = luminance(one);
    final double b = luminance(other);
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  }

  private static double luminance(final String hex) {
    return 0.2126 * linear(hex, 1) + 0.7152 * linear(hex, 3) + 0.0722 * linear(hex, 5);
  }

  private static double linear(final String hex, final int at) {
    final double part = Integer.parseInt(hex, at, at + 2, 16) / 255.0;
    return part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4);
  }
}
