package org.intercore.jmh.lines;

/** Round trips of a word between two threads: over a ring of lines each way, and nothing around it. */
final class RoundTrips {
  private static final long LAST = -1;
  private static final int BATCH = 16;
  private static final long FACTOR = 31;
  private static final long UNLIKELY = 0x5eed_1e55_0f_a11L;

  private final int ring;
  private final int hints;
  private final int steps;
  private final boolean fetches;
  private final Lines there;
  private final Lines back;
  private long answered;

  /**
   * Over rings of so many lines, a power of two: with one it is what the bench calls the floor. After a
   * word was sent, so many spin hints pass before the first look for the next one, and one between
   * two looks. Before a word is answered, or the next one sent, each side works for so many {@link #work}
   * steps; and before it works, it may fetch the line into which it will store.
   */
  RoundTrips(final int ring, final int hints, final int steps, final boolean fetches) {
    this.ring = ring;
    this.hints = hints;
    this.steps = steps;
    this.fetches = fetches;
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
    long word = from + 1;
    for (long at = from; at < end; at++) {
      there.set(at, word);
      word = worked(await(back, at), there, at + 1) + 1;
    }
    return end;
  }

  /** The same word, but not before the work on it is done. */
  private long worked(final long word, final Lines out, final long next) {
    if (fetches) {
      out.fetch(next);
    }
    return work(word, steps) == UNLIKELY ? word + 1 : word;
  }

  /** Works for that many steps of a multiplication, each of which waits for the one before. */
  static long work(final long from, final int steps) {
    long value = from;
    for (int i = steps; i > 0; i--) {
      value = value * FACTOR + i;
    }
    return value;
  }

  private void answer() {
    long at = 0;
    long word = await(there, at);
    while (word != LAST) {
      back.set(at, worked(word, back, at));
      at++;
      word = await(there, at);
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
