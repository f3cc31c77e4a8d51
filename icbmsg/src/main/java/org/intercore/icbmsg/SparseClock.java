package org.intercore.icbmsg;

import org.agrona.concurrent.NanoClock;

/**
 * A clock for what is due now and then in a loop that is faster than a reading of the clock: it is read
 * every so many passes, adapting to how often somebody passes. Two threads may lose a pass: then the
 * next reading is a little later.
 */
final class SparseClock {
  private final NanoClock clock;
  private final long longestGapNs;
  private final int mostPasses;
  private int passesLeft;
  private int passesPerReading = 1;
  private long lastNs;

  /**
   * A clock.
   *
   * @param clock to be read
   * @param longestGapNs between two readings, while the loop goes on as fast as it did
   * @param mostPasses between two readings, however fast the loop is
   */
  SparseClock(final NanoClock clock, final long longestGapNs, final int mostPasses) {
    this.clock = clock;
    this.longestGapNs = longestGapNs;
    this.mostPasses = mostPasses;
    this.lastNs = clock.nanoTime();
  }

  /** One more pass; true if the clock is to be read. */
  boolean pass() {
    return --passesLeft <= 0;
  }

  /** Reads the clock. */
  long read() {
    final long nowNs = clock.nanoTime();
    passesPerReading = nowNs - lastNs > longestGapNs
        ? Math.max(1, passesPerReading / 4)
        : Math.min(2 * passesPerReading, mostPasses);
    passesLeft = passesPerReading;
    lastNs = nowNs;
    return nowNs;
  }
}
