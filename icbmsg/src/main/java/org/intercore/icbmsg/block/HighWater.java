package org.intercore.icbmsg.block;

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
  private int reached;
  private int most;
  private int missing;

  /** A run of so many blocks was taken that ends before block {@code end}. */
  void taken(final int end, final int length, final BlockAllocator allocator) {
    missing -= length;
    final boolean beyond = end > reached;
    if (beyond) {
      reached = end;
    }
    if (missing < 0 && (beyond || most < reached)) {
      final int used = allocator.used();
      most = Math.max(most, used);
      missing = most - used;
    }
  }

  int blocks() {
    return most;
  }
}
