package org.intercore.jmh.bench.run;

import java.util.List;

/**
 * How long it is measured.
 *
 * @param windows of each case in the life of one pair
 * @param warmUpMs for each case before the first window; 0 = none
 * @param floorMs for a window of the floor
 * @param caseMs for a window of a case
 * @param heldMs for a window in which the receiver keeps blocks, and for those beside it
 */
public record Pace(int windows, int warmUpMs, int floorMs, int caseMs, int heldMs) {
  /** A part of a long window is so many times as long as a short one. */
  private static final int PART_FACTOR = 5;

  /** How often a pair that keeps blocks says how it goes: so long is one of its windows. */
  int windowMs(final Case of) {
    return of.isHeldOrItsBase() ? heldMs : caseMs;
  }

  /** The same, with what a paced case needs more. */
  private int wholeWindowMs(final Case of) {
    return of.kind() == Kind.PACED ? ActiveSide.PACED_FACTOR * windowMs(of) : windowMs(of);
  }

  /**
   * In how many parts such a window is measured, with the floor between them. What is held is held for all of
   * it; but in seconds the cores may change their places, and then a window without parts is of no use.
   */
  int partsOf(final Case of) {
    return of.isHeldOrItsBase() ? Math.max(1, heldMs / (PART_FACTOR * caseMs)) : 1;
  }

  /** How many windows a pair measures of these cases, each part of one that has parts counted. */
  int windowsOf(final List<Case> cases) {
    return windows * cases.stream().mapToInt(this::partsOf).sum();
  }

  /** How long a pair measures these cases, without its start. */
  public long durationMs(final List<Case> cases) {
    long duration = floorMs;
    for (final Case one : cases) {
      duration += warmUpMs + (long) windows * (wholeWindowMs(one) + partsOf(one) * floorMs);
    }
    return duration;
  }

  /** The longest of the steps after each of which a pair shows that it goes on. */
  long stepMs(final List<Case> cases) {
    final int longest = cases.stream().mapToInt(this::wholeWindowMs).max().orElseThrow();
    return floorMs + Math.max(longest, (long) warmUpMs * cases.size() / ActiveSide.WARM_UP_STEPS);
  }

  /** The same with another number of windows. */
  public Pace withWindows(final int count) {
    return new Pace(count, warmUpMs, floorMs, caseMs, heldMs);
  }

  List<String> toArguments() {
    return List.of(
        Integer.toString(windows),
        Integer.toString(warmUpMs),
        Integer.toString(floorMs),
        Integer.toString(caseMs),
        Integer.toString(heldMs));
  }

  static Pace ofArguments(final List<String> arguments) {
    final int[] numbers = arguments.stream().mapToInt(Integer::parseInt).toArray();
    return new Pace(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]);
  }
}
