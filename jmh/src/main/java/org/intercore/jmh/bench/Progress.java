package org.intercore.jmh.bench;

import java.io.PrintStream;
import java.time.Duration;

/** Says on which pair it is and how long it will take still. */
final class Progress {
  private static final int PERCENT = 100;

  private final PrintStream out;
  private final long startNs = System.nanoTime();
  private final long expectedMs;
  private long expectedSoFarMs;

  Progress(final PrintStream out, final long expectedMs) {
    this.out = out;
    this.expectedMs = expectedMs;
    out.println("this takes about " + words(expectedMs));
  }

  /** The next pair starts. */
  void next(final String what, final long expectedOfThisMs) {
    out.printf(
        "%3d %%, %s left: %s%n",
        expectedSoFarMs * PERCENT / Math.max(1, expectedMs), words(remainingMs()), what);
    expectedSoFarMs += expectedOfThisMs;
  }

  /** All are done. */
  void end() {
    out.println("100 %, took " + words(elapsedMs()));
  }

  long elapsedMs() {
    return (System.nanoTime() - startNs) / 1_000_000;
  }

  /** What is left takes as much longer than expected as what is done has taken. */
  private long remainingMs() {
    final long left = expectedMs - expectedSoFarMs;
    if (expectedSoFarMs == 0) {
      return left;
    }
    return Math.round((double) left * elapsedMs() / expectedSoFarMs);
  }

  static String words(final long ms) {
    final Duration duration = Duration.ofMillis(ms);
    return duration.toHours() > 0
        ? duration.toHours() + " h " + duration.toMinutesPart() + " min"
        : duration.toMinutes() + " min " + duration.toSecondsPart() + " s";
  }
}
