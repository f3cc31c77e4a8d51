package org.intercore.jmh.bench.goal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.intercore.jmh.bench.report.Result.Row;
import org.intercore.jmh.bench.result.FloorClass;

/**
 * Whether a subject of ours reaches a goal in a class of the floor. Of several cases it is the one that
 * decides: the worst that misses, else the one that was measured least, else the worst.
 *
 * @param goal what is judged
 * @param floorClass sibling, near or far; empty if nothing at all was measured
 * @param subject ours
 * @param testCase the one that decides
 * @param ours its row, if there is one
 * @param best the row of the best rival, if there is one
 * @param figure what is compared with the limit; not a number if something of it is missing
 * @param windows of ours, and of its base where that counts: the fewer
 * @param lacking rivals that count and have too few windows
 * @param verdict of all that
 */
record Judgement(
    Goal goal,
    String floorClass,
    String subject,
    String testCase,
    Optional<Row> ours,
    Optional<Row> best,
    double figure,
    long windows,
    List<String> lacking,
    Verdict verdict) {
  /** A median of fewer windows is not worth a word. */
  static final int MIN_WINDOWS = 8;

  private static final int PROCESSES = 2;

  /** Every goal for every subject of ours, in each class in which something was measured for it. */
  static List<Judgement> all(final List<Row> rows) {
    final List<Row> between =
        rows.stream().filter(row -> row.processes() == PROCESSES).toList();
    final List<Judgement> all = new ArrayList<>();
    for (final Goal goal : Goal.values()) {
      for (final String subject : goal.ours()) {
        final List<String> classes = classes(goal, subject, between);
        for (final String floorClass : classes.isEmpty() ? List.of("") : classes) {
          all.add(of(goal, floorClass, subject, between));
        }
      }
    }
    return List.copyOf(all);
  }

  private static List<String> classes(final Goal goal, final String subject, final List<Row> rows) {
    final List<String> known = new ArrayList<>();
    for (final FloorClass one : FloorClass.values()) {
      if (rows.stream()
          .anyMatch(row -> row.floorClass().equals(one.label())
              && goal.cases(subject).contains(row.testCase())
              && (row.subject().equals(subject) || goal.rivals().contains(row.subject())))) {
        known.add(one.label());
      }
    }
    return known;
  }

  /** Of one goal, class and subject. */
  static Judgement of(
      final Goal goal, final String floorClass, final String subject, final List<Row> rows) {
    return goal.cases(subject).stream()
        .map(testCase -> ofCase(goal, floorClass, subject, testCase, rows))
        .max(Comparator.comparing((Judgement one) -> one.verdict)
            .thenComparing(Judgement::compareWithin))
        .orElseThrow();
  }

  /** Of two with the same verdict, the greater one says more about it. */
  private int compareWithin(final Judgement other) {
    return verdict == Verdict.TOO_FEW_WINDOWS
        ? Long.compare(other.windows, windows)
        : goal.relation().compareBadness(figure, other.figure);
  }

  private static Judgement ofCase(
      final Goal goal,
      final String floorClass,
      final String subject,
      final String testCase,
      final List<Row> rows) {
    final List<Row> here = rows.stream()
        .filter(row -> row.floorClass().equals(floorClass) && row.testCase().equals(testCase))
        .toList();
    final Optional<Row> ours = ofSubject(subject, here);
    final Optional<Row> best = best(goal, here);
    final double rivals = best.map(goal.measure()::of).orElse(Double.NaN);
    final double figure =
        ours.map(row -> goal.yardstick().figure(goal.measure().of(row), rivals)).orElse(Double.NaN);
    final long windows = ours.map(row -> windows(goal, row, rows)).orElse(0L);
    final List<String> lacking = goal.yardstick().isRival()
        ? goal.rivals().stream()
            .filter(name -> ofSubject(name, here).filter(Judgement::isEnough).isEmpty())
            .toList()
        : List.of();
    return new Judgement(
        goal,
        floorClass,
        subject,
        testCase,
        ours,
        best,
        figure,
        windows,
        lacking,
        verdict(goal, figure, windows, best, lacking));
  }

  private static Verdict verdict(
      final Goal goal,
      final double figure,
      final long windows,
      final Optional<Row> best,
      final List<String> lacking) {
    final boolean isMeasured = windows >= MIN_WINDOWS
        && !Double.isNaN(figure)
        && (!goal.yardstick().isRival() || best.filter(Judgement::isEnough).isPresent());
    if (!isMeasured) {
      return Verdict.TOO_FEW_WINDOWS;
    }
    if (!goal.relation().holds(figure, goal.limit())) {
      // One rival that is ahead is enough, whatever the others would do.
      return Verdict.MISSED;
    }
    return lacking.isEmpty() ? Verdict.MET : Verdict.TOO_FEW_WINDOWS;
  }

  private static Optional<Row> ofSubject(final String subject, final List<Row> rows) {
    return rows.stream().filter(row -> row.subject().equals(subject)).findFirst();
  }

  private static boolean isEnough(final Row row) {
    return row.windows() >= MIN_WINDOWS;
  }

  /** The best of those with enough windows; if there is none, of all. */
  private static Optional<Row> best(final Goal goal, final List<Row> rows) {
    final Measure measure = goal.measure();
    return rows.stream()
        .filter(row -> goal.rivals().contains(row.subject()) && !Double.isNaN(measure.of(row)))
        .min(Comparator.comparing((Row row) -> !isEnough(row))
            .thenComparing(measure::of, measure::compare));
  }

  /** Of that row, or of its base in the same class if that has fewer. */
  private static long windows(final Goal goal, final Row own, final List<Row> rows) {
    if (!goal.measure().hasBase()) {
      return own.windows();
    }
    final long base = rows.stream()
        .filter(row -> row.testCase().equals(own.base())
            && row.subject().equals(own.subject())
            && row.floorClass().equals(own.floorClass()))
        .mapToLong(Row::windows)
        .sum();
    return Math.min(own.windows(), base);
  }
}
