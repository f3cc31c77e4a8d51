package org.intercore.icbmsg.block;

import java.util.function.IntSupplier;

/**
 * The most blocks that were taken at once. Counting costs a look at the whole bitmap, so it is done
 * only where the count can have grown: not before as many blocks were taken as were missing to the
 * most when they were last counted; and not as long as all blocks that were ever taken are as many as
 * were once taken at the same time, unless a claim goes beyond them.
 *
 * <p>Races between claimers can lose a count that another claim has overtaken; plain fields suffice
 * for what is a figure for people.
 */
final class HighWater {
  private final IntSupplier used;
  private int reached;
  private int most;
  private int missing;

  HighWater(final IntSupplier used) {
    this.used = used;
  }

  /** A run of so many blocks was taken that ends before block {@code end}. */
  void taken(final int end, final int length) {
    if (end > reached) {
      reached = end;
      count();
    } else if (most < reached) {
      // Only here is anything written: claimers on several cores would fight for the line.
      missing -= length;
      if (missing < 0) {
        count();
      }
    }
  }

  private void count() {
    final int now = used.getAsInt();
    most = Math.max(most, now);
    missing = most - now;
  }

  int blocks() {
    return most;
  }
}
