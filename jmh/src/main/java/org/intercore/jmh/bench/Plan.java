package org.intercore.jmh.bench;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.intercore.jmh.bench.goal.Goal;
import org.intercore.jmh.bench.run.Case;
import org.intercore.jmh.bench.run.Pace;
import org.intercore.jmh.bench.run.Pair;
import org.intercore.jmh.bench.spi.Subject;

/**
 * What is measured, in which order and for how long.
 *
 * @param pairs of one round, subjects next to each other within a group of cases
 * @param forks how many rounds
 * @param pace within a pair
 * @param heldWindows windows of each case in a pair whose windows last seconds
 */
record Plan(List<Pair> pairs, int forks, Pace pace, int heldWindows) {
  /** What a pair needs beside its windows: two JVMs start, map and touch memory, find each other. */
  private static final long START_MS = 1_500;

  private static final Pace FULL = new Pace(21, 1_000, 10, 50, 2_000);
  private static final int FULL_FORKS = 5;
  private static final Pace SHORT = new Pace(31, 400, 5, 10, 50);
  private static final long SHORT_MS = 4 * 60_000;
  private static final int MIN_WINDOWS = 3;
  private static final Pace GOALS = new Pace(15, 1_000, 10, 50, 2_000);
  private static final int GOALS_HELD_WINDOWS = 4;
  /** Less than what is promised, since some pairs start slowly. */
  private static final long GOALS_MS = 36 * 60_000;

  /** Every pair that there is a way to run. */
  static List<Pair> pairs(
      final List<Subject> subjects, final List<Case> cases, final List<Integer> processes) {
    final Map<String, List<Case>> groups = new LinkedHashMap<>();
    for (final Case one : cases) {
      groups.computeIfAbsent(one.group(), name -> new ArrayList<>()).add(one);
    }
    return pairs(subjects, groups.values(), processes);
  }

  /**
   * What the goals ask for, and nothing else. Cases of one group that the same subjects have to be
   * measured in are measured by one pair.
   */
  static List<Pair> goalPairs(final List<Subject> subjects, final List<Case> cases) {
    final Map<List<Object>, List<Case>> groups = new LinkedHashMap<>();
    for (final Case one : cases) {
      groups
          .computeIfAbsent(List.of(one.group(), needed(subjects, one)), key -> new ArrayList<>())
          .add(one);
    }
    final List<Pair> pairs = new ArrayList<>();
    for (final List<Case> group : groups.values()) {
      pairs.addAll(pairs(needed(subjects, group.get(0)), List.of(group), List.of(2)));
    }
    return pairs;
  }

  private static List<Subject> needed(final List<Subject> of, final Case testCase) {
    return of.stream()
        .filter(subject -> Goal.isNeeded(testCase, subject.name()))
        .toList();
  }

  private static List<Pair> pairs(
      final List<Subject> subjects,
      final Collection<List<Case>> groups,
      final List<Integer> processes) {
    final List<Pair> pairs = new ArrayList<>();
    for (final List<Case> group : groups) {
      for (final int count : processes) {
        for (final Subject subject : subjects) {
          final Pair pair = new Pair(subject, count, group);
          if (pair.isSupported()) {
            pairs.add(pair);
          }
        }
      }
    }
    return pairs;
  }

  /** For figures to be quoted. */
  static Plan full(final List<Pair> pairs) {
    return new Plan(pairs, FULL_FORKS, FULL, FULL.windows());
  }

  /** For a first look: as many windows as fit into the time, so fewer where there is more to measure. */
  static Plan brief(final List<Pair> pairs) {
    Plan plan = new Plan(pairs, 1, SHORT, SHORT.windows());
    while (plan.durationMs() > SHORT_MS && plan.pace.windows() > MIN_WINDOWS) {
      plan = plan.withWindows(plan.pace.windows() - 1);
    }
    return plan;
  }

  /** For the goals: as many rounds as fit into the time. */
  static Plan goals(final List<Pair> pairs) {
    final Plan once = new Plan(pairs, 1, GOALS, GOALS_HELD_WINDOWS);
    return once.withForks((int) Math.max(1, GOALS_MS / once.durationMs()));
  }

  Plan withWindows(final int windows) {
    return new Plan(pairs, forks, pace.withWindows(windows), windows);
  }

  Plan withForks(final int count) {
    return new Plan(pairs, count, pace, heldWindows);
  }

  /** How that pair is measured. */
  Pace pace(final Pair pair) {
    return pair.cases().get(0).isHeldOrItsBase() ? pace.withWindows(heldWindows) : pace;
  }

  /** How long a pair takes, as expected before. */
  long durationMs(final Pair pair) {
    return START_MS + pace(pair).durationMs(pair.cases());
  }

  /** How long all of it takes, as expected before. */
  long durationMs() {
    return forks * pairs.stream().mapToLong(this::durationMs).sum();
  }
}
