package org.intercore.jmh.lines;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.intercore.jmh.Arguments;
import org.intercore.jmh.bench.result.FloorClass;
import org.intercore.jmh.report.MarkdownTable;

/**
 * What a word's way from one core to another is made of: its line comes to the core that stores, unless
 * that has it, and then to the one that looks. And what a round trip takes if a thread that waits looks
 * for the first time only after a while, or works before it answers.
 *
 * <pre>
 *  java -cp benchmarks.jar org.intercore.jmh.lines.LineStudy [rounds]
 * </pre>
 */
public final class LineStudy {
  private static final String HALF_FLOOR = "floor, half of it";
  private static final String STORING = "the line to who stores";
  private static final String LOOKING = "the line to who looks";
  private static final String BOTH = "both, who looks has looked all along";
  private static final String STEP = "one step of work";
  private static final int ROUNDS = 150;
  private static final int LOOKS = 8_000;
  private static final int RING = 256;
  private static final List<Integer> HINTS = List.of(2, 4, 6, 8, 10, 12);
  private static final List<Integer> STEPS = List.of(0, 8, 16, 24, 32, 48, 64, 96);
  private static final List<Integer> STEPS_AFTER_FETCH = List.of(0, 24, 48, 96);
  private static final int STEPS_TIMED = 1_000_000;
  private static final long FLOOR_NS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final long WINDOW_NS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final int CLOCK_READS = 100_000;
  private static final long SEED = 5;
  private static final int LEAST = 5;
  private static final double PRECISE_BELOW = 10;

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final Map<String, Map<FloorClass, List<Double>>> figures = new LinkedHashMap<>();
  private double floorNs;

  private LineStudy() {
    for (final String what : List.of(HALF_FLOOR, STORING, LOOKING, BOTH)) {
      figures.put(what, new EnumMap<>(FloorClass.class));
    }
    STEPS.forEach(steps -> figures.put(withSteps(steps), new EnumMap<>(FloorClass.class)));
    STEPS_AFTER_FETCH.forEach(
        steps -> figures.put(withStepsAfterFetch(steps), new EnumMap<>(FloorClass.class)));
    HINTS.forEach(hints -> figures.put(afterHints(hints), new EnumMap<>(FloorClass.class)));
    figures.put(STEP, new EnumMap<>(FloorClass.class));
  }

  private static String withSteps(final int steps) {
    return "round trip, " + steps + " steps of work before each word";
  }

  private static String withStepsAfterFetch(final int steps) {
    return withSteps(steps) + ", its line fetched before";
  }

  private static String afterHints(final int hints) {
    return "round trip, first look after " + hints + " spin hints";
  }

  /**
   * Measures and prints one table: medians of the rounds, by what the floor was around each.
   *
   * @param args how many rounds; some seconds for each dozen
   * @throws InterruptedException if interrupted
   */
  public static void main(final String[] args) throws InterruptedException {
    System.out.print(measured(Arguments.count(args, 0, "rounds", ROUNDS)));
  }

  static MarkdownTable measured(final int rounds) throws InterruptedException {
    final LineStudy study = new LineStudy();
    for (int i = 0; i < rounds; i++) {
      study.round();
    }
    return study.table();
  }

  private void round() throws InterruptedException {
    floorNs = floor();
    add(HALF_FLOOR, floorNs / 2);
    final List<Looks.Look> looks = new Looks(LOOKS, random).run();
    final double clockNs = clock();
    final double early = median(looks, true, Looks.Look::wayNs) - clockNs;
    final double late = median(looks, false, Looks.Look::wayNs) - clockNs;
    final double stored = median(looks, false, Looks.Look::storedNs) - clockNs;
    final double after = floor();
    if (FloorClass.of(after) == FloorClass.of(floorNs)) {
      add(STORING, stored);
      add(LOOKING, late);
      add(BOTH, early);
    }
    floorNs = after;
    for (final int steps : STEPS) {
      roundTrip(withSteps(steps), new RoundTrips(RING, 0, steps, false));
    }
    for (final int steps : STEPS_AFTER_FETCH) {
      roundTrip(withStepsAfterFetch(steps), new RoundTrips(RING, 0, steps, true));
    }
    for (final int hints : HINTS) {
      roundTrip(afterHints(hints), new RoundTrips(RING, hints, 0, false));
    }
    add(STEP, step());
  }

  private void roundTrip(final String what, final RoundTrips measured) throws InterruptedException {
    final double ns = measured.measure(WINDOW_NS);
    final double after = floor();
    if (FloorClass.of(after) == FloorClass.of(floorNs)) {
      add(what, ns);
    }
    floorNs = after;
  }

  /** A step of work, in ns. */
  private static double step() {
    final long start = System.nanoTime();
    final long value = RoundTrips.work(start, STEPS_TIMED);
    final double ns = (double) (System.nanoTime() - start) / STEPS_TIMED;
    return value == start ? Double.NaN : ns;
  }

  private static double floor() throws InterruptedException {
    return new RoundTrips(1, 0, 0, false).measure(FLOOR_NS);
  }

  private static double clock() {
    final long start = System.nanoTime();
    long now = start;
    for (int i = 0; i < CLOCK_READS; i++) {
      now = System.nanoTime();
    }
    return (double) (now - start) / CLOCK_READS;
  }

  private static double median(
      final List<Looks.Look> looks, final boolean early, final ToLongFunction<Looks.Look> figure) {
    final long[] sorted = looks.stream()
        .filter(look -> look.isEarly() == early)
        .mapToLong(figure)
        .sorted()
        .toArray();
    return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
  }

  private void add(final String what, final double ns) {
    if (!Double.isNaN(ns)) {
      figures
          .get(what)
          .computeIfAbsent(FloorClass.of(floorNs), key -> new ArrayList<>())
          .add(ns);
    }
  }

  private MarkdownTable table() {
    final List<Object> heads = new ArrayList<>(List.of("what"));
    for (final FloorClass one : FloorClass.values()) {
      heads.add(one.label() + ", ns");
      heads.add("middle half");
      heads.add("rounds");
    }
    final MarkdownTable table = new MarkdownTable(heads.toArray());
    figures.forEach((what, byClass) -> {
      final List<Object> cells = new ArrayList<>(List.of(what));
      for (final FloorClass one : FloorClass.values()) {
        final double[] sorted = byClass.getOrDefault(one, List.of()).stream()
            .mapToDouble(Double::doubleValue)
            .sorted()
            .toArray();
        final boolean enough = sorted.length >= LEAST;
        cells.add(enough ? number(sorted[sorted.length / 2]) : "");
        cells.add(
            enough
                ? number(sorted[sorted.length / 4]) + " to " + number(sorted[sorted.length * 3 / 4])
                : "");
        cells.add(sorted.length);
      }
      table.row(cells.toArray());
    });
    return table;
  }

  private static String number(final double ns) {
    return String.format(Locale.ROOT, ns < PRECISE_BELOW ? "%.2f" : "%.0f", ns);
  }
}
