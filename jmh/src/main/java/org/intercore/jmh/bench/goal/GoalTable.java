package org.intercore.jmh.bench.goal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.intercore.jmh.bench.report.Result.Row;
import org.intercore.jmh.bench.report.Table;
import org.intercore.jmh.bench.report.Words;

/** All goals beside what a result has for them. */
public final class GoalTable {
  private static final Map<String, String> OURS = Map.of(
      "icbmsg-native", "native, confined",
      "icbmsg-any-thread", "native, any thread",
      "icbmsg-zephyr", "Zephyr's wire");
  private static final List<String> HEADS = List.of(
      "goal",
      "class",
      "ours",
      "case",
      "measured",
      "best rival",
      "its figure",
      "control",
      "judged",
      "windows",
      "JVMs",
      "verdict");

  private GoalTable() {}

  /** The table, if the rows have anything of ours that a goal asks for. */
  public static Optional<Table> ifMeasured(final List<Row> rows) {
    return Judgement.all(rows).stream().anyMatch(one -> one.ours().isPresent())
        ? Optional.of(of(rows))
        : Optional.empty();
  }

  /** The table, whatever there is. */
  public static Table of(final List<Row> rows) {
    final List<Judgement> all = Judgement.all(rows);
    return new Table(
        "Goals", text(all), HEADS, all.stream().map(one -> cells(one, rows)).toList());
  }

  private static String text(final List<Judgement> all) {
    final String counts = Arrays.stream(Verdict.values())
        .map(verdict ->
            all.stream().filter(one -> one.verdict() == verdict).count() + " " + verdict.words())
        .collect(Collectors.joining(", "));
    return "Two processes, medians; " + counts + ". A line needs " + Judgement.MIN_WINDOWS
        + " windows of each side; classes without a line had none.";
  }

  private static List<String> cells(final Judgement one, final List<Row> rows) {
    final Measure measure = one.goal().measure();
    final List<String> cells = new ArrayList<>();
    cells.add(one.goal().sentence());
    cells.add(one.floorClass().isEmpty() ? "none" : one.floorClass());
    cells.add(OURS.getOrDefault(one.subject(), one.subject()));
    cells.add(one.testCase());
    cells.add(one.ours()
        .filter(row -> !Double.isNaN(measure.of(row)))
        .map(row -> Words.number(measure.of(row)) + " " + measure.unit())
        .orElse(""));
    cells.add(rival(one));
    cells.add(one.best().map(row -> Words.number(measure.of(row))).orElse(""));
    cells.add(control(one, rows));
    cells.add(Double.isNaN(one.figure()) ? "" : judged(one));
    cells.add(windows(one));
    cells.add(jvms(one));
    cells.add(one.verdict().words());
    return cells;
  }

  private static String rival(final Judgement one) {
    final String best = one.best().map(Row::subject).orElse("");
    final String lacking = one.ours().isEmpty() ? "" : String.join(", ", one.lacking());
    return lacking.isEmpty() ? best : (best + " (too few windows: " + lacking + ")").trim();
  }

  private static String control(final Judgement one, final List<Row> rows) {
    return rows.stream()
        .filter(row -> row.subject().equals(one.goal().control(one.testCase()))
            && row.processes() == 2
            && one.goal().measure() == Measure.FLOORS
            && row.testCase().equals(one.testCase())
            && row.floorClass().equals(one.floorClass()))
        .findFirst()
        .map(row -> Words.number(row.ratio().median()))
        .orElse("");
  }

  /** With one digit more than elsewhere, so that what lies near to its limit shows on which side. */
  private static String judged(final Judgement one) {
    final String unit = one.goal().yardstick().isRival()
        ? one.goal().yardstick().unit()
        : one.goal().measure().unit();
    final String figure = Double.isInfinite(one.figure())
        ? Words.number(one.figure())
        : String.format(Locale.ROOT, "%.3f", one.figure());
    return figure + " " + unit;
  }

  private static String windows(final Judgement one) {
    return one.goal().yardstick().isRival()
        ? one.windows() + " / " + one.best().map(Row::windows).orElse(0L)
        : Long.toString(one.windows());
  }

  /** What one JVM says another may not: compilers decide anew, and memory lies elsewhere. */
  private static String jvms(final Judgement one) {
    final String ours = jvms(one.ours().map(Row::jvms).orElse(0L));
    return one.goal().yardstick().isRival()
        ? ours + " / " + jvms(one.best().map(Row::jvms).orElse(0L))
        : ours;
  }

  private static String jvms(final long count) {
    return count == 0 ? "?" : Long.toString(count);
  }
}
