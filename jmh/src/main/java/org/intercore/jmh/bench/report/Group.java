package org.intercore.jmh.bench.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.intercore.jmh.bench.report.Result.Row;
import org.intercore.jmh.bench.result.Quantiles;

/**
 * Rows that can be compared with each other: of one number of processes and one class.
 *
 * @param processes 1 or 2
 * @param floorClass sibling, near or far
 * @param rows of the group
 */
record Group(int processes, String floorClass, List<Row> rows) {

  /** Two processes before one, and the class with the most windows before others. */
  static List<Group> of(final List<Row> rows) {
    final List<Group> groups = new ArrayList<>();
    for (final List<Row> own : rows.stream()
        .collect(Collectors.groupingBy(row -> List.of(row.processes(), row.floorClass())))
        .values()) {
      groups.add(new Group(own.get(0).processes(), own.get(0).floorClass(), own));
    }
    groups.sort(Comparator.comparingInt(Group::processes)
        .thenComparingLong(Group::windows)
        .reversed()
        .thenComparing(Group::floorClass));
    return List.copyOf(groups);
  }

  /** All that were used. */
  long windows() {
    return rows.stream().mapToLong(Row::windows).sum();
  }

  /** As a heading. */
  String title() {
    return (processes == 1
            ? "one process"
            : processes == 2 ? "two processes" : processes + " processes")
        + ", " + floorClass;
  }

  /** A name for ids. */
  String id() {
    return processes + "-" + floorClass.replaceAll("\\W", "");
  }

  /** The median of its rows' floors, and how far their middle halves reach. */
  String floor() {
    final double median = Quantiles.of(
            rows.stream().mapToDouble(row -> row.floor().median()).toArray())
        .median();
    final double low = rows.stream().mapToDouble(row -> row.floor().low()).min().orElseThrow();
    final double high =
        rows.stream().mapToDouble(row -> row.floor().high()).max().orElseThrow();
    return "floor " + Words.number(median) + " ns (" + Words.number(low) + " to "
        + Words.number(high) + ")";
  }

  /** How many windows stand behind a row. */
  String windowsOfARow() {
    final long least = rows.stream().mapToLong(Row::windows).min().orElseThrow();
    final long most = rows.stream().mapToLong(Row::windows).max().orElseThrow();
    final String range = least == most ? "" : least + " to ";
    return range + most + (most == 1 ? " window a row" : " windows a row");
  }

  /** Which of its rows no picture can show. */
  String stopped() {
    final String stopped = rows.stream()
        .filter(Row::isStopped)
        .map(row -> row.subject() + " in " + row.testCase())
        .collect(Collectors.joining(", "));
    return stopped.isEmpty() ? "" : " Nothing came through, so not shown: " + stopped + ".";
  }
}
