package org.intercore.jmh.bench.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.intercore.jmh.bench.spi.Setup;

/**
 * What is measured. Names are stable: results of different times are compared by them.
 *
 * @param name of the case
 * @param group cases of one group are measured by the same pair, in turns
 * @param kind what the pair does
 * @param size bytes of a message
 * @param touched whether messages are written and read as a whole
 * @param producers threads that send
 * @param base the case of the same group that its rate is compared with, or null
 */
public record Case(
    String name, String group, Kind kind, int size, boolean touched, int producers, String base) {
  private static final int SWEEP_FROM = 16;
  private static final int SWEEP_TO = 1 << 14;
  private static final int MANY = 4;
  private static final String HELD = "held";

  /** All there are. */
  public static final List<Case> ALL = all();

  private static List<Case> all() {
    final List<Case> cases = new ArrayList<>();
    for (final int size : new int[] {32, 48, 256}) {
      cases.add(new Case("round-trip-" + size, "round-trip", Kind.ROUND_TRIP, size, true, 1, null));
    }
    cases.add(new Case("latency-32", "round-trip", Kind.PACED, 32, true, 1, null));
    cases.add(oneWay("one-way-32", "one-way", 32, true, null));
    cases.add(oneWay("one-way-64", "one-way", 64, true, null));
    cases.add(oneWay("one-way-1k", "one-way-1k", 1 << 10, true, null));
    cases.add(oneWay("one-way-16k", "one-way-16k", 1 << 14, true, null));
    cases.add(oneWay("one-way-256-untouched", "one-way-1m", 256, false, null));
    cases.add(
        oneWay("one-way-1m-untouched", "one-way-1m", 1 << 20, false, "one-way-256-untouched"));
    for (int size = SWEEP_FROM; size <= SWEEP_TO; size *= 2) {
      cases.add(oneWay("sweep-" + sizeName(size), "sweep", size, true, null));
    }
    cases.add(new Case("producers-1", "producers", Kind.ONE_WAY, 32, true, 1, null));
    cases.add(new Case("producers-4", "producers", Kind.ONE_WAY, 32, true, MANY, "producers-1"));
    // 256 bytes, since what the native format sends without a block holds none when it is kept.
    cases.add(oneWay("held-none-256", HELD, 256, true, null));
    cases.add(
        new Case("held-together-256", HELD, Kind.HELD_TOGETHER, 256, true, 1, "held-none-256"));
    cases.add(new Case("held-still-256", HELD, Kind.HELD_STILL, 256, true, 1, "held-none-256"));
    cases.add(new Case("held-half-256", HELD, Kind.HELD, 256, true, 1, "held-none-256"));
    return List.copyOf(cases);
  }

  private static Case oneWay(
      final String name,
      final String group,
      final int size,
      final boolean touched,
      final String base) {
    return new Case(name, group, Kind.ONE_WAY, size, touched, 1, base);
  }

  private static String sizeName(final int size) {
    return size < 1 << 10 ? Integer.toString(size) : (size >> 10) + "k";
  }

  /**
   * The case of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Case named(final String name) {
    return ALL.stream()
        .filter(one -> one.name.equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no case \"" + name + "\""));
  }

  /** Whether the receiver keeps blocks in this case or in the one beside it: its windows are long. */
  public boolean isHeldOrItsBase() {
    return group.equals(HELD);
  }

  /** Whether the passive side answers. */
  public boolean isRoundTrip() {
    return kind == Kind.ROUND_TRIP || kind == Kind.PACED;
  }

  /** What a pair that measures these cases of one group is opened for. */
  static Setup setup(final List<Case> cases, final int processes, final Path directory) {
    return new Setup(
        directory,
        cases.stream().anyMatch(Case::isRoundTrip),
        cases.stream().mapToInt(Case::size).max().orElseThrow(),
        cases.stream().allMatch(Case::touched),
        cases.stream().mapToInt(Case::producers).max().orElseThrow(),
        cases.stream().anyMatch(one -> one.kind.holds()),
        processes);
  }
}
