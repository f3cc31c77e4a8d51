package org.intercore.jmh.bench.goal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.intercore.jmh.bench.report.Result.Row;
import org.intercore.jmh.bench.result.Quantiles;
import org.intercore.jmh.bench.run.Case;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** That goals are judged from rows alone, at their very limits, and not where too little is known. */
class JudgementTest {
  private static final String NEAR = "near";
  private static final int ENOUGH = Judgement.MIN_WINDOWS;
  private static final int JVMS = 2;
  private static final double STOPS = Double.POSITIVE_INFINITY;

  /** Our figure, the rivals' figure, and what has to come of it. */
  static Stream<Arguments> edges() {
    return Stream.of(
        edge(Goal.ROUND_TRIP, 1.15, 9, Verdict.MET),
        edge(Goal.ROUND_TRIP, 1.1501, 9, Verdict.MISSED),
        edge(Goal.ROUND_TRIP, STOPS, 9, Verdict.MISSED),
        edge(Goal.ROUND_TRIP_AHEAD, 1.9999, 2, Verdict.MET),
        edge(Goal.ROUND_TRIP_AHEAD, 2, 2, Verdict.MISSED),
        edge(Goal.ROUND_TRIP_AHEAD, 2, STOPS, Verdict.MET),
        edge(Goal.ROUND_TRIP_AHEAD, STOPS, STOPS, Verdict.TOO_FEW_WINDOWS),
        edge(Goal.ROUND_TRIP_BLOCK, 1.6, 9, Verdict.MET),
        edge(Goal.ROUND_TRIP_BLOCK, 1.6001, 9, Verdict.MISSED),
        edge(Goal.ROUND_TRIP_ZEPHYR, 2.2, 9, Verdict.MET),
        edge(Goal.ROUND_TRIP_ZEPHYR, 2.2001, 9, Verdict.MISSED),
        edge(Goal.ROUND_TRIP_ZEPHYR_AHEAD, 1.9999, 4, Verdict.MET),
        edge(Goal.ROUND_TRIP_ZEPHYR_AHEAD, 2, 4, Verdict.MISSED),
        edge(Goal.ONE_WAY_32, 0.2499, 0.25, Verdict.MET),
        edge(Goal.ONE_WAY_32, 0.25, 0.25, Verdict.MISSED),
        edge(Goal.ONE_WAY_32_ZEPHYR, 0.25, 0.25, Verdict.MET),
        edge(Goal.ONE_WAY_32_ZEPHYR, 0.2501, 0.25, Verdict.MISSED),
        edge(Goal.ONE_WAY_1K, 1.4999, 1.5, Verdict.MET),
        edge(Goal.ONE_WAY_1K, 1.5, 1.5, Verdict.MISSED),
        edge(Goal.ONE_WAY_16K, 5.9999, 6, Verdict.MET),
        edge(Goal.ONE_WAY_16K, 6, 6, Verdict.MISSED),
        edge(Goal.ONE_WAY_1M, 1 / 1.5, 0, Verdict.MET),
        edge(Goal.ONE_WAY_1M, 0.6666, 0, Verdict.MISSED),
        edge(Goal.HELD, 0.9, 1, Verdict.MET),
        edge(Goal.HELD, 0.8999, 0, Verdict.MISSED),
        edge(Goal.HELD, 0, 0, Verdict.MISSED),
        edge(Goal.HELD_EXCHANGED, 0.9, 1, Verdict.MET),
        edge(Goal.HELD_EXCHANGED, 0.8999, 0, Verdict.MISSED),
        edge(Goal.PRODUCERS, 0.9, 1, Verdict.MET),
        edge(Goal.PRODUCERS, 0.8999, 0, Verdict.MISSED),
        edge(Goal.PRODUCERS_AHEAD, 0.9999, 1, Verdict.MET),
        edge(Goal.PRODUCERS_AHEAD, 1, 1, Verdict.MISSED),
        edge(Goal.ALLOCATION, 0, 0, Verdict.MET),
        edge(Goal.ALLOCATION, 0.0001, 0, Verdict.MISSED),
        edge(Goal.ALLOCATION, Double.NaN, 0, Verdict.TOO_FEW_WINDOWS),
        edge(Goal.SWEEP, 2, 6, Verdict.MET),
        edge(Goal.SWEEP, 2, 5.9999, Verdict.MISSED));
  }

  private static Arguments edge(
      final Goal goal, final double ours, final double rivals, final Verdict verdict) {
    return Arguments.of(goal, ours, rivals, verdict);
  }

  @ParameterizedTest
  @MethodSource("edges")
  void theLimitItselfIsOnTheRightSide(
      final Goal goal, final double ours, final double rivals, final Verdict verdict) {
    for (final String subject : goal.ours()) {
      final List<Row> rows = rows(goal, subject, ours, rivals, ENOUGH);
      assertEquals(verdict, Judgement.of(goal, NEAR, subject, rows).verdict());
    }
  }

  @Test
  void everyGoalHasAnEdge() {
    final Set<Goal> known = edges().map(edge -> (Goal) edge.get()[0]).collect(Collectors.toSet());
    assertEquals(EnumSet.allOf(Goal.class), known);
  }

  @ParameterizedTest
  @EnumSource
  void oneWindowTooFewIsSaid(final Goal goal) {
    final String subject = goal.ours().get(0);
    for (final boolean isGood : new boolean[] {true, false}) {
      final Judgement few = Judgement.of(goal, NEAR, subject, plain(goal, isGood, ENOUGH - 1));
      assertEquals(Verdict.TOO_FEW_WINDOWS, few.verdict());
      assertEquals(ENOUGH - 1, few.windows());
      assertEquals(
          isGood ? Verdict.MET : Verdict.MISSED,
          Judgement.of(goal, NEAR, subject, plain(goal, isGood, ENOUGH)).verdict());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aClassThatWasNotMeasuredHasNoVerdict(final Goal goal) {
    final Judgement far = Judgement.of(goal, "far", goal.ours().get(0), plain(goal, true, ENOUGH));
    assertEquals(Verdict.TOO_FEW_WINDOWS, far.verdict());
    assertEquals(0, far.windows());
    assertTrue(far.ours().isEmpty() && far.best().isEmpty() && Double.isNaN(far.figure()));
  }

  @ParameterizedTest
  @EnumSource
  void aMissingRivalCountsWhereItIsComparedWith(final Goal goal) {
    final String subject = goal.ours().get(0);
    for (final String rival : goal.rivals()) {
      final List<Row> without = new ArrayList<>(plain(goal, true, ENOUGH));
      without.removeIf(row -> row.subject().equals(rival));
      final Judgement judgement = Judgement.of(goal, NEAR, subject, without);
      if (goal.yardstick().isRival()) {
        assertEquals(Verdict.TOO_FEW_WINDOWS, judgement.verdict());
        assertEquals(List.of(rival), judgement.lacking());
      } else {
        assertEquals(Verdict.MET, judgement.verdict());
        assertEquals(List.of(), judgement.lacking());
      }
    }
  }

  /** Whatever the other one would do, who is behind one of them is not ahead of all. */
  @Test
  void oneRivalThatIsAheadIsEnoughToMiss() {
    final List<Row> rows = new ArrayList<>(plain(Goal.ONE_WAY_1K, false, ENOUGH));
    rows.removeIf(row -> row.subject().equals("aeron-ipc"));
    final Judgement judgement = Judgement.of(Goal.ONE_WAY_1K, NEAR, "icbmsg-native", rows);
    assertEquals(Verdict.MISSED, judgement.verdict());
    assertEquals(List.of("aeron-ipc"), judgement.lacking());
  }

  @Test
  void theBestRivalIsTheOneWithEnoughWindowsThatIsFastest() {
    final List<Row> rows = List.of(
        row("one-way-1k", "icbmsg-native", 1, ENOUGH),
        row("one-way-1k", "agrona-one-to-one", 3, ENOUGH),
        row("one-way-1k", "agrona-many-to-one", 2, ENOUGH),
        row("one-way-1k", "aeron-ipc", 0.5, ENOUGH - 1));
    final Judgement judgement = Judgement.of(Goal.ONE_WAY_1K, NEAR, "icbmsg-native", rows);
    assertEquals("agrona-many-to-one", judgement.best().orElseThrow().subject());
    assertEquals(0.5, judgement.figure());
    assertEquals(Verdict.TOO_FEW_WINDOWS, judgement.verdict());
  }

  @Test
  void theWorstCaseDecides() {
    final List<Row> rows = new ArrayList<>(plain(Goal.SWEEP, true, ENOUGH));
    replace(rows, row("sweep-512", "icbmsg-native", 4, ENOUGH));
    replace(rows, row("sweep-64", "icbmsg-native", 3.5, ENOUGH));
    final Judgement missed = Judgement.of(Goal.SWEEP, NEAR, "icbmsg-native", rows);
    assertEquals("sweep-512", missed.testCase());
    assertEquals(Verdict.MISSED, missed.verdict());
    // A size that is missing does not make that good, but without it nothing would be met.
    rows.removeIf(row -> row.testCase().equals("sweep-16"));
    assertEquals(
        "sweep-512", Judgement.of(Goal.SWEEP, NEAR, "icbmsg-native", rows).testCase());
    replace(rows, row("sweep-512", "icbmsg-native", 0.2, ENOUGH));
    replace(rows, row("sweep-64", "icbmsg-native", 0.2, ENOUGH));
    final Judgement lacking = Judgement.of(Goal.SWEEP, NEAR, "icbmsg-native", rows);
    assertEquals("sweep-16", lacking.testCase());
    assertEquals(Verdict.TOO_FEW_WINDOWS, lacking.verdict());
  }

  @Test
  void aRateNeedsWindowsOfItsBase() {
    final List<Row> rows = new ArrayList<>(plain(Goal.HELD, true, ENOUGH));
    replace(rows, row("held-none-256", "icbmsg-native", 1, ENOUGH - 1));
    final Judgement judgement = Judgement.of(Goal.HELD, NEAR, "icbmsg-native", rows);
    assertEquals(Verdict.TOO_FEW_WINDOWS, judgement.verdict());
    assertEquals(ENOUGH - 1, judgement.windows());
  }

  @Test
  void oneProcessDoesNotCount() {
    final List<Row> rows = plain(Goal.ROUND_TRIP, true, ENOUGH).stream()
        .map(row -> new Row(
            row.testCase(),
            row.subject(),
            1,
            row.floorClass(),
            row.windows(),
            row.jvms(),
            row.ns(),
            row.ratio(),
            row.floor(),
            row.bytesPerMessage(),
            row.base(),
            row.rateToBase(),
            null))
        .toList();
    assertTrue(Judgement.all(rows).stream()
        .allMatch(
            one -> one.verdict() == Verdict.TOO_FEW_WINDOWS && one.floorClass().isEmpty()));
  }

  @Test
  void everyGoalHasALineForEachOfOursInEachClassThatIsKnown() {
    final List<Row> rows = new ArrayList<>();
    for (final Goal goal : Goal.values()) {
      rows.addAll(plain(goal, true, ENOUGH));
    }
    final List<Judgement> all = Judgement.all(rows);
    assertEquals(Stream.of(Goal.values()).mapToInt(goal -> goal.ours().size()).sum(), all.size());
    assertTrue(all.stream().allMatch(one -> one.floorClass().equals(NEAR)));
    final List<Judgement> none = Judgement.all(List.of());
    assertEquals(all.size(), none.size());
    assertTrue(none.stream().allMatch(one -> one.verdict() == Verdict.TOO_FEW_WINDOWS));
  }

  @Test
  void allocationIsJudgedInEveryCaseOfTheOtherGoals() {
    final List<String> cases = Goal.ALLOCATION.cases("icbmsg-zephyr");
    assertEquals(
        List.of(
            "round-trip-32",
            "round-trip-48",
            "round-trip-256",
            "one-way-32",
            "held-still-256",
            "held-half-256"),
        cases);
    assertTrue(Goal.ALLOCATION.cases("icbmsg-any-thread").contains("producers-4"));
    assertFalse(Goal.ALLOCATION.cases("icbmsg-native").contains("producers-4"));
  }

  @Test
  void theTableSaysHowManyJvmsStandBehindIt() {
    final List<String> ahead =
        GoalTable.of(plain(Goal.ROUND_TRIP_AHEAD, true, ENOUGH)).rows().stream()
            .filter(cells -> cells.get(0).equals(Goal.ROUND_TRIP_AHEAD.sentence()))
            .findFirst()
            .orElseThrow();
    assertEquals(List.of("8 / 8", "2 / 2", "met"), ahead.subList(ahead.size() - 3, ahead.size()));
  }

  @Test
  void sentencesNameTheirLimits() {
    assertEquals("round trip, up to 48 B: at most 1.15 x floor", Goal.ROUND_TRIP.sentence());
    assertEquals(
        "allocation in steady state, in all of these cases: at most 0 B a message",
        Goal.ALLOCATION.sentence());
    assertEquals(
        "against the RPMsg-style queue, 16 B to 16 KiB: at least 3 x its rate at every size",
        Goal.SWEEP.sentence());
  }

  /** Rows that reach the goal by far, or miss it by far. */
  private static List<Row> plain(final Goal goal, final boolean isGood, final int windows) {
    final boolean isFew = isGood
        != (goal.measure() == Measure.RATE_TO_BASE || goal.measure() == Measure.TIME_TO_BASE);
    final double ours = isFew ? 0 : 20;
    return goal.ours().stream()
        .flatMap(subject -> rows(goal, subject, ours, 1, windows).stream())
        .toList();
  }

  /** A row with that figure for each case of a goal, for that subject and each rival, and the bases. */
  private static List<Row> rows(
      final Goal goal,
      final String subject,
      final double ours,
      final double rivals,
      final int windows) {
    final List<Row> rows = new ArrayList<>();
    for (final String testCase : goal.cases(subject)) {
      final String base = Case.named(testCase).base();
      for (final String name :
          Stream.concat(Stream.of(subject), goal.rivals().stream()).toList()) {
        rows.add(row(testCase, name, name.equals(subject) ? ours : rivals, windows));
        if (base != null && goal.measure().hasBase()) {
          rows.add(row(base, name, 1, windows));
        }
      }
    }
    return rows;
  }

  private static void replace(final List<Row> rows, final Row by) {
    rows.removeIf(
        row -> row.testCase().equals(by.testCase()) && row.subject().equals(by.subject()));
    rows.add(by);
  }

  /** Whatever a goal looks at, it sees that figure. */
  private static Row row(
      final String testCase, final String subject, final double figure, final int windows) {
    final Quantiles same = new Quantiles(figure, figure, figure);
    final String base = Case.named(testCase).base();
    return new Row(
        testCase,
        subject,
        2,
        NEAR,
        windows,
        JVMS,
        same,
        same,
        new Quantiles(100, 100, 100),
        figure,
        base == null ? "" : base,
        base == null ? null : same,
        null);
  }
}
