package org.intercore.jmh.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.intercore.jmh.bench.goal.Goal;
import org.intercore.jmh.bench.run.Case;
import org.intercore.jmh.bench.run.Pair;
import org.intercore.jmh.bench.spi.Subject;
import org.intercore.jmh.bench.subject.Subjects;
import org.junit.jupiter.api.Test;

class PlanTest {
  private static final long MINUTE_MS = 60_000;

  /** A subject that cannot do what a goal needs of it would leave a goal without a verdict. */
  @Test
  void whatTheGoalsNeedIsMeasuredOnceBetweenTwoProcesses() {
    final List<String> needed = new ArrayList<>();
    for (final Case one : Case.ALL) {
      for (final Subject subject : Subjects.ALL) {
        if (Goal.isNeeded(one, subject.name())) {
          needed.add(subject.name() + " " + one.name());
        }
      }
    }
    final List<String> measured = new ArrayList<>();
    for (final Pair pair : Plan.goalPairs(Subjects.ALL, Case.ALL)) {
      assertEquals(2, pair.processes());
      pair.cases().forEach(one -> measured.add(pair.subject().name() + " " + one.name()));
    }
    assertEquals(needed.stream().sorted().toList(), measured.stream().sorted().toList());
    assertTrue(needed.contains("lines-256 one-way-32"), needed.toString());
    assertTrue(needed.contains("blocks-64 one-way-16k"), needed.toString());
    assertTrue(needed.contains("floor round-trip-48"), needed.toString());
    assertTrue(needed.contains("icbmsg-native one-way-256-untouched"), needed.toString());
    assertTrue(needed.contains("aeron-ipc-concurrent producers-1"), needed.toString());
  }

  @Test
  void theGoalsTakeFortyMinutesAtMostInSeveralRounds() {
    final Plan plan = Plan.goals(Plan.goalPairs(Subjects.ALL, Case.ALL));
    assertTrue(plan.durationMs() <= 40 * MINUTE_MS, plan.durationMs() + " ms");
    assertTrue(plan.forks() >= 5, plan.forks() + " rounds");
  }

  @Test
  void windowsThatLastSecondsAreFewerUnlessTheirNumberIsGiven() {
    final Plan plan = Plan.goals(Plan.goalPairs(Subjects.ALL, Case.ALL));
    final Pair held = plan.pairs().stream()
        .filter(pair -> pair.cases().get(0).group().equals("held"))
        .findFirst()
        .orElseThrow();
    assertTrue(plan.pace(held).windows() < plan.pace().windows());
    assertEquals(21, plan.withWindows(21).pace(held).windows());
    assertEquals(21, plan.withWindows(21).pace(plan.pairs().get(0)).windows());
  }
}
