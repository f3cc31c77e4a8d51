package org.intercore.jmh.bench.report;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.intercore.jmh.bench.report.Result.Row;

/** What the names of cases and subjects say. */
final class Names {
  private static final String OURS = "icbmsg";
  private static final String FLOOR = "floor";
  private static final String LINES = "lines-";
  private static final String BLOCKS = "blocks-";
  private static final String WIRE = "wire-";
  private static final Pattern SIZE = Pattern.compile("-(\\d{1,4})([km]?)$");
  private static final int KIB_SHIFT = 10;

  private Names() {}

  /** Whether that is this library and none of those it is compared with. */
  static boolean isOurs(final String subject) {
    return subject.startsWith(OURS);
  }

  /** Whether that is no queue but a control of the harness. */
  static boolean isControl(final String subject) {
    return Stream.of(FLOOR, LINES, BLOCKS, WIRE).anyMatch(subject::startsWith);
  }

  /** Whether that is one of many sizes, which a curve shows. */
  static boolean isSweep(final String testCase) {
    return testCase.startsWith("sweep") && sizeOf(testCase) > 0;
  }

  static List<String> subjects(final List<Row> rows) {
    return rows.stream().map(Row::subject).distinct().toList();
  }

  /** Bytes of a message of that case, as the end of its name says it, or 0. */
  static int sizeOf(final String testCase) {
    final Matcher size = SIZE.matcher(testCase);
    if (!size.find()) {
      return 0;
    }
    final int shift = switch (size.group(2)) {
      case "k" -> KIB_SHIFT;
      case "m" -> 2 * KIB_SHIFT;
      default -> 0;
    };
    return Integer.parseInt(size.group(1)) << shift;
  }
}
