package org.intercore.icbmsg.block;

/**
 * The most blocks that were taken at once. Counting costs a look at the whole bitmap, so it is done
 * only where the count can have grown: as long as all blocks that were ever taken are as many as were
 * once taken at the same time, only a claim beyond them can.
 *
 * <p>Races between claimers can lose a count that another claim has overtaken; plain fields suffice
 * for what is a figure for people.
 */
final class HighWater {
  private int reached;
  private int most;

  /** A run was taken that ends before block {@code end}. */
  void taken(final int end, final BlockAllocator allocator) {
    if (end > reached) {
      reached = end;
    } else if (most == reached) {
      return;
    }
    most = Math.max(most, allocator.used());
  }

  int blocks() {
    return most;
  }
}
