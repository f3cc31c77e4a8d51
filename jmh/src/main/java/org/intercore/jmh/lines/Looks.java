package org.intercore.jmh.lines;

import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Words that one thread stores at agreed times, each into a line that the other has read before; the
 * other begins to look for it some time earlier, or not before it is there. Both read the same clock.
 */
final class Looks {
  private static final int RING = 256;
  private static final long LEAD_NS = 2_000_000;
  private static final long EACH_NS = 2_500;
  /** Who is later than that was interrupted, or reads the clock slowly. */
  private static final long LATE_NS = 60;

  private static final int EARLIEST_NS = 300;
  private static final int LATEST_NS = 700;
  private static final int SPAN_NS = 200;

  /**
   * What became of one word, in ns since the store began.
   *
   * @param lookedNs the first look; negative if it came before
   * @param seenNs the word was read
   * @param storedNs the storing core has written it into the line, and so has the line
   */
  record Look(long lookedNs, long seenNs, long storedNs) {
    boolean isEarly() {
      return lookedNs < 0;
    }

    /** From when the word could have been seen: since the store, or since a look that came later. */
    long wayNs() {
      return isEarly() ? seenNs : seenNs - lookedNs;
    }
  }

  private final int count;
  private final Lines lines = new Lines(RING);
  private final long[] lookAt;
  private final long[] stores;
  private final long[] stored;
  private final long[] looked;
  private final long[] seen;

  /** So many words, half of them looked for early and half late, in random order. */
  Looks(final int count, final SplittableRandom random) {
    this.count = count;
    this.lookAt = new long[count];
    this.stores = new long[count];
    this.stored = new long[count];
    this.looked = new long[count];
    this.seen = new long[count];
    for (int i = 0; i < count; i++) {
      final int within = random.nextInt(SPAN_NS);
      lookAt[i] = random.nextBoolean() ? within - EARLIEST_NS : LATEST_NS - within;
    }
  }

  /** Does it, and gives those in which both threads were in time. */
  List<Look> run() throws InterruptedException {
    final long start = System.nanoTime() + LEAD_NS;
    final Thread reader = new Thread(() -> read(start), "looks");
    reader.start();
    for (int i = 0; i < count; i++) {
      stores[i] = awaitTime(start + i * EACH_NS);
      lines.set(i, i + 1L);
      // Until then the word is in the core's store buffer, which nobody else sees.
      VarHandle.fullFence();
      stored[i] = System.nanoTime();
    }
    reader.join();
    final List<Look> looks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      final long time = start + i * EACH_NS;
      if (stores[i] - time < LATE_NS && looked[i] - time - lookAt[i] < LATE_NS) {
        looks.add(new Look(looked[i] - stores[i], seen[i] - stores[i], stored[i] - stores[i]));
      }
    }
    return looks;
  }

  private void read(final long start) {
    for (int i = 0; i < count; i++) {
      looked[i] = awaitTime(start + i * EACH_NS + lookAt[i]);
      // One that comes later stands there if this thread was away for longer than a lap. No spin
      // hint between two looks: it would be part of what is measured.
      boolean isThere = false;
      while (!isThere) {
        isThere = lines.get(i) > i;
      }
      seen[i] = System.nanoTime();
    }
  }

  private static long awaitTime(final long time) {
    long now = System.nanoTime();
    while (now - time < 0) {
      now = System.nanoTime();
    }
    return now;
  }
}
