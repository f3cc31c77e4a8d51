package org.intercore.jmh.claim;

import java.util.ArrayList;
import java.util.List;

/**
 * What is measured side by side, in one JVM of its own.
 *
 * @param refused whether the search fails among fragments; else runs are claimed and given back
 * @param blocks how many a claim asks for
 * @param fullWords how many words of the bitmap a search passes
 * @param threads that claim at the same time
 */
record Cell(boolean refused, int blocks, int fullWords, int threads) {
  static final String FLOOR = "floor";

  private static final int WANTED_AMONG_FRAGMENTS = 4;

  static Cell claim(final int blocks, final int fullWords, final int threads) {
    return new Cell(false, blocks, fullWords, threads);
  }

  static Cell refused(final int threads) {
    return new Cell(true, WANTED_AMONG_FRAGMENTS, 0, threads);
  }

  /** The methods of {@link #benchmark} to be compared. */
  List<String> subjects() {
    final List<String> subjects = new ArrayList<>();
    if (!refused && threads > 1) {
      subjects.add("floorInSharedWord");
    }
    subjects.addAll(List.of("allocator", "txBlocks", "bitSetUnderLock", "bitSetUnderSpinLock"));
    if (!refused && blocks == 1 && fullWords == 0) {
      subjects.add("queueOfBlocks");
    }
    return subjects;
  }

  /** The full name of a subject's benchmark. */
  String benchmark(final String subject) {
    final Class<?> owner =
        refused && !FLOOR.equals(subject) ? RefusedClaimBenchmark.class : BlockClaimBenchmark.class;
    return owner.getName() + "." + subject;
  }

  /** What is asked for, in words. */
  String what() {
    if (refused) {
      return "refused among fragments";
    }
    return fullWords == 0 ? "claim and free" : "claim behind " + fullWords + " full words";
  }

  /** As arguments of a process. */
  List<String> toArguments() {
    return List.of(
        Boolean.toString(refused),
        Integer.toString(blocks),
        Integer.toString(fullWords),
        Integer.toString(threads));
  }

  static Cell ofArguments(final List<String> arguments) {
    return new Cell(
        Boolean.parseBoolean(arguments.get(0)),
        Integer.parseInt(arguments.get(1)),
        Integer.parseInt(arguments.get(2)),
        Integer.parseInt(arguments.get(3)));
  }
}
