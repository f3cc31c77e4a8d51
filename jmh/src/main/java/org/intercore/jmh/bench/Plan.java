package org.intercore.jmh.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 */
record Plan(List<Pair> pairs, int forks, Pace pace) {
  /** What a pair needs beside its windows: two JVMs start, map and touch memory, find each other. */
  private static final long START_MS = 1_500;

  private static final Pace FULL = new Pace(21, 1_000, 10, 50, 2_000);
  private static final int FULL_FORKS = 5;
  private static final Pace SHORT = new Pace(31, 400, 5, 10, 50);
  private static final long SHORT_MS = 4 * 60_000;
  private static final int MIN_WINDOWS = 3;

  /** Every pair that there is a way to run. */
  static List<Pair> pairs(
      final List<Subject> subjects, final List<Case> cases, final List<Integer> processes) {
    final Map<String, List<Case>> groups = new LinkedHashMap<>();
    for (final Case one : cases) {
      groups.computeIfAbsent(one.group(), name -> new ArrayList<>()).add(one);
    }
    final List<Pair> pairs = new ArrayList<>();
    for (final List<Case> group : groups.values()) {
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
    return new Plan(pairs, FULL_FORKS, FULL);
  }

  /** For a first look: as many windows as fit into the time, so fewer where there is more to measure. */
  static Plan brief(final List<Pair> pairs) {
    Plan plan = new Plan(pairs, 1, SHORT);
    while (plan.durationMs() > SHORT_MS && plan.pace.windows() > MIN_WINDOWS) {
      plan = plan.withWindows(plan.pace.windows() - 1);
    }
    return plan;
  }

  Plan withWindows(final int windows) {
    return new Plan(pairs, forks, pace.withWindows(windows));
  }

  Plan withForks(final int count) {
    return new Plan(pairs, count, pace);
  }

  /** How long a pair takes, as expected before. */
  long durationMs(final Pair pair) {
    return START_MS + pace.durationMs(pair.cases());
  }

  /** How long all of it takes, as expected before. */
  long durationMs() {
    return forks * pairs.stream().mapToLong(this::durationMs).sum();
  }
}
