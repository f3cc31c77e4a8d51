package org.intercore.jmh.bench.goal;

import static org.intercore.jmh.bench.goal.Measure.BYTES;
import static org.intercore.jmh.bench.goal.Measure.FLOORS;
import static org.intercore.jmh.bench.goal.Measure.RATE_TO_BASE;
import static org.intercore.jmh.bench.goal.Measure.TIME_TO_BASE;
import static org.intercore.jmh.bench.goal.Relation.AT_LEAST;
import static org.intercore.jmh.bench.goal.Relation.AT_MOST;
import static org.intercore.jmh.bench.goal.Relation.BELOW;
import static org.intercore.jmh.bench.goal.Yardstick.BEST_RIVAL;
import static org.intercore.jmh.bench.goal.Yardstick.BEST_RIVALS_RATE;
import static org.intercore.jmh.bench.goal.Yardstick.NOTHING;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.intercore.jmh.bench.run.Case;

/**
 * Where this library has to be: through its public interface, between two processes, with bounds
 * checks as shipped, by medians, in each class of the floor. A goal of several cases is as good as the
 * worst of them.
 */
public enum Goal {
  ROUND_TRIP(
      "round trip, up to 48 B: at most %s x floor",
      FLOORS,
      NOTHING,
      AT_MOST,
      1.15,
      Names.NATIVE_FORMAT,
      Names.SMALL_ROUND_TRIPS,
      Names.FOR_ONE_THREAD),
  ROUND_TRIP_AHEAD(
      "round trip, up to 48 B: ahead of Agrona and Aeron, below %s x the best",
      FLOORS,
      BEST_RIVAL,
      BELOW,
      1,
      Names.NATIVE_FORMAT,
      Names.SMALL_ROUND_TRIPS,
      Names.FOR_ONE_THREAD),
  ROUND_TRIP_BLOCK(
      "round trip, 256 B in a block, written and read in place: at most %s x floor",
      FLOORS,
      NOTHING,
      AT_MOST,
      1.6,
      Names.NATIVE_FORMAT,
      List.of("round-trip-256"),
      List.of(Names.ONE_TO_ONE, Names.AERON)),
  ROUND_TRIP_ZEPHYR(
      "round trip over the Zephyr wire, in a block: at most %s x floor",
      FLOORS,
      NOTHING,
      AT_MOST,
      2.2,
      List.of(Names.ZEPHYR),
      Names.ROUND_TRIPS,
      List.of(Names.RPMSG)),
  ROUND_TRIP_ZEPHYR_AHEAD(
      "round trip over the Zephyr wire, in a block: under %s x the RPMsg-style queue's",
      FLOORS,
      BEST_RIVAL,
      BELOW,
      0.5,
      List.of(Names.ZEPHYR),
      Names.ROUND_TRIPS,
      List.of(Names.RPMSG)),
  ONE_WAY_32(
      "one way, 32 B: ahead of every rival, below %s x the best",
      FLOORS,
      BEST_RIVAL,
      BELOW,
      1,
      Names.NATIVE_FORMAT,
      List.of("one-way-32"),
      Stream.concat(Names.FOR_ONE_THREAD.stream(), Stream.of(Names.RPMSG)).toList()),
  ONE_WAY_32_ZEPHYR(
      "one way, 32 B over the Zephyr wire: at most %s x Agrona one-to-one",
      FLOORS,
      BEST_RIVAL,
      AT_MOST,
      1,
      List.of(Names.ZEPHYR),
      List.of("one-way-32"),
      List.of(Names.ONE_TO_ONE)),
  ONE_WAY_1K(
      "one way, 1 KiB: ahead of Agrona's two and Aeron, below %s x the best",
      FLOORS,
      BEST_RIVAL,
      BELOW,
      1,
      Names.NATIVE_FORMAT,
      List.of("one-way-1k"),
      Names.FOR_ONE_THREAD),
  ONE_WAY_16K(
      "one way, 16 KiB: ahead of Agrona's two and Aeron, below %s x the best",
      FLOORS,
      BEST_RIVAL,
      BELOW,
      1,
      Names.NATIVE_FORMAT,
      List.of("one-way-16k"),
      Names.FOR_ONE_THREAD),
  ONE_WAY_1M(
      "one way, 1 MiB handed over untouched: at most %s x 256 B in a block",
      TIME_TO_BASE,
      NOTHING,
      AT_MOST,
      1.5,
      Names.NATIVE_FORMAT,
      List.of("one-way-1m-untouched"),
      List.of()),
  HELD(
      "the receiver holds half of all blocks for seconds, which lie anywhere: at least %s of the rate",
      RATE_TO_BASE,
      NOTHING,
      AT_LEAST,
      0.9,
      Names.EVERY_FORMAT,
      List.of("held-still-256"),
      List.of(Names.ONE_TO_ONE, Names.RPMSG)),
  HELD_EXCHANGED(
      "the same, but one message in 64 is held in place of a random other: at least %s of the rate",
      RATE_TO_BASE,
      NOTHING,
      AT_LEAST,
      0.9,
      Names.EVERY_FORMAT,
      List.of("held-half-256"),
      List.of(Names.ONE_TO_ONE, Names.RPMSG)),
  PRODUCERS(
      "4 threads send on one instance: at least %s of the rate of one",
      RATE_TO_BASE,
      NOTHING,
      AT_LEAST,
      0.9,
      List.of(Names.ANY_THREAD),
      List.of("producers-4"),
      Names.FOR_MANY_THREADS),
  PRODUCERS_AHEAD(
      "4 threads send on one instance: ahead of Agrona's and Aeron's, below %s x the best",
      FLOORS,
      BEST_RIVAL,
      BELOW,
      1,
      List.of(Names.ANY_THREAD),
      List.of("producers-4"),
      Names.FOR_MANY_THREADS),
  /** In every case of the other goals; so it names none. */
  ALLOCATION(
      "allocation in steady state, in all of these cases: at most %s B a message",
      BYTES, NOTHING, AT_MOST, 0, Names.EVERY_FORMAT, List.of(), List.of()),
  SWEEP(
      "against the RPMsg-style queue, 16 B to 16 KiB: at least %s x its rate at every size",
      FLOORS,
      BEST_RIVALS_RATE,
      AT_LEAST,
      3,
      Names.NATIVE_FORMAT,
      Case.ALL.stream()
          .map(Case::name)
          .filter(name -> name.startsWith("sweep-"))
          .toList(),
      List.of(Names.RPMSG));

  /** Measured beside the round trips that are limited by the floor: the harness's part of them. */
  private static final String FLOOR = "floor";

  private static final String BARE_RING = "lines-256";
  private static final String BARE_BLOCKS = "blocks-64";
  private static final String BARE_WIRE = "wire-64";

  private final String sentence;
  private final Measure measure;
  private final Yardstick yardstick;
  private final Relation relation;
  private final double limit;
  private final List<String> ours;
  private final List<String> cases;
  private final List<String> rivals;

  Goal(
      final String sentence,
      final Measure measure,
      final Yardstick yardstick,
      final Relation relation,
      final double limit,
      final List<String> ours,
      final List<String> cases,
      final List<String> rivals) {
    this.sentence = sentence;
    this.measure = measure;
    this.yardstick = yardstick;
    this.relation = relation;
    this.limit = limit;
    this.ours = ours;
    this.cases = cases;
    this.rivals = rivals;
  }

  /** Names of subjects and cases, as results spell them. */
  private static final class Names {
    static final String NATIVE = "icbmsg-native";
    static final String ANY_THREAD = "icbmsg-any-thread";
    static final String ZEPHYR = "icbmsg-zephyr";
    static final String ONE_TO_ONE = "agrona-one-to-one";
    static final String MANY_TO_ONE = "agrona-many-to-one";
    static final String AERON = "aeron-ipc";
    static final String RPMSG = "rpmsg";
    static final List<String> NATIVE_FORMAT = List.of(NATIVE, ANY_THREAD);
    static final List<String> EVERY_FORMAT = List.of(NATIVE, ANY_THREAD, ZEPHYR);
    static final List<String> FOR_ONE_THREAD = List.of(ONE_TO_ONE, MANY_TO_ONE, AERON);
    static final List<String> FOR_MANY_THREADS = List.of(MANY_TO_ONE, "aeron-ipc-concurrent");
    static final List<String> SMALL_ROUND_TRIPS = List.of("round-trip-32", "round-trip-48");
    static final List<String> ROUND_TRIPS =
        List.of("round-trip-32", "round-trip-48", "round-trip-256");
    /** What fits into a line. */
    static final List<String> IN_A_LINE = List.of("round-trip-32", "round-trip-48", "one-way-32");

    static final List<String> IN_BLOCKS = List.of("round-trip-256", "one-way-1k", "one-way-16k");

    private Names() {}
  }

  /** With its limit. */
  public String sentence() {
    return String.format(
        sentence, BigDecimal.valueOf(limit).stripTrailingZeros().toPlainString());
  }

  Measure measure() {
    return measure;
  }

  Yardstick yardstick() {
    return yardstick;
  }

  Relation relation() {
    return relation;
  }

  double limit() {
    return limit;
  }

  /** Our subjects that have to reach it, each for itself. */
  List<String> ours() {
    return ours;
  }

  /** Those that it compares with, or that stand beside it if it compares with none. */
  List<String> rivals() {
    return rivals;
  }

  /** The cases in which that subject of ours has to reach it. */
  List<String> cases(final String subject) {
    if (this != ALLOCATION) {
      return cases;
    }
    return Arrays.stream(values())
        .filter(other -> other != this && other.ours.contains(subject))
        .flatMap(other -> other.cases.stream())
        .distinct()
        .toList();
  }

  /** Whether anything is measured for this goal by that subject in that case. */
  private boolean measures(final String testCase, final String subject) {
    return cases.stream().anyMatch(name -> isOrHasBase(name, testCase))
        && (ours.contains(subject) || rivals.contains(subject));
  }

  private static boolean isOrHasBase(final String name, final String testCase) {
    return name.equals(testCase) || testCase.equals(Case.named(name).base());
  }

  /** Whether that subject has to be measured in that case for any goal. */
  public static boolean isNeeded(final Case testCase, final String subject) {
    return Arrays.stream(values()).anyMatch(goal -> goal.measures(testCase.name(), subject))
        || Arrays.stream(values()).anyMatch(goal -> goal.isControl(testCase.name(), subject));
  }

  private boolean isControl(final String testCase, final String subject) {
    return cases.contains(testCase)
        && (subject.equals(control(testCase)) || this == ROUND_TRIP && subject.equals(FLOOR));
  }

  /** The bare memory in the place of this library, which says how far one could come; or "". */
  String control(final String testCase) {
    if (ours.equals(List.of(Names.ZEPHYR))) {
      return BARE_WIRE;
    }
    if (Names.IN_A_LINE.contains(testCase)) {
      return BARE_RING;
    }
    return Names.IN_BLOCKS.contains(testCase) ? BARE_BLOCKS : "";
  }
}
