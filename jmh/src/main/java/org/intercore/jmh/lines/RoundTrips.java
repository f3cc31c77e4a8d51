package org.intercore.jmh.lines;

/** Round trips of a word between two threads: over a ring of lines each way, and nothing around it. */
final class RoundTrips {
  private static final long LAST = -1;
  private static final int BATCH = 16;

  private final int ring;
  private final int hints;
  private final Lines there;
  private final Lines back;
  private long answered;

  /**
   * Over rings of so many lines, a power of two: with one it is what the bench calls the floor. After a
   * word was sent, so many spin hints pass before the first look for the next one, and one between
   * two looks.
   */
  RoundTrips(final int ring, final int hints) {
    this.ring = ring;
    this.hints = hints;
    this.there = new Lines(ring);
    this.back = new Lines(ring);
  }

  /** Ns of a round trip, measured for so long. Once for each instance. */
  double measure(final long durationNs) throws InterruptedException {
    final Thread other = new Thread(this::answer, "round trips");
    other.start();
    // The first two laps bring the lines to their places and are not counted.
    long position = roundTrips(0, 2 * ring + BATCH);
    final long first = position;
    final long start = System.nanoTime();
    long elapsed;
    do {
      position = roundTrips(position, BATCH);
      elapsed = System.nanoTime() - start;
    } while (elapsed < durationNs);
    there.set(position, LAST);
    other.join();
    if (answered != position) {
      throw new IllegalStateException(position + " words were sent, but " + answered + " answered");
    }
    return (double) elapsed / (position - first);
  }

  private long roundTrips(final long from, final int count) {
    final long end = from + count;
    for (long at = from; at < end; at++) {
      there.set(at, at + 1);
      await(back, at);
    }
    return end;
  }

  private void answer() {
    long at = 0;
    while (await(there, at) != LAST) {
      back.set(at, at + 1);
      at++;
    }
    answered = at;
  }

  private long await(final Lines from, final long at) {
    for (int i = hints; i > 0; i--) {
      Thread.onSpinWait();
    }
    long word = from.get(at);
    while (word != at + 1 && word != LAST) {
      Thread.onSpinWait();
      word = from.get(at);
    }
    return word;
  }
}
