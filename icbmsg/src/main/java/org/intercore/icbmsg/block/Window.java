package org.intercore.icbmsg.block;

import java.util.BitSet;

/**
 * The place that is kept for the head of the line when it wants several contiguous blocks: that many
 * positions, of which everything that is free belongs to the head. Nobody else can take a block of
 * the window, so each release there brings the head nearer; all other blocks stay free for claims
 * that do not wait. Belongs to the allocator's lock.
 *
 * <p><b>Where it lies.</b> Where the fewest blocks are missing. When blocks are released elsewhere so
 * that fewer are missing there, it moves; so a whole run that becomes free anywhere is the head's.
 *
 * <p><b>Patience.</b> A receiver may keep one block of the window for very long. So if nothing of the
 * window was released while many other runs were (at first twice as many as there are blocks), what
 * is missing counts as stubborn until it is free, and the window moves to where the fewest stubborn
 * blocks lie. If a stubborn block is released after all, the patience was too short for it, and
 * doubles, once for each time that it ended.
 *
 * <p><b>Why the head is served</b>, whatever claims that do not wait do: let the blocks of some set H
 * never be released, all others within R releases after they were taken, and let some run of the
 * wanted length lie outside of H. While patience is shorter than R, it may find fault with a block
 * outside of H, which then is released within R releases and doubles it: so it reaches R, and hardly
 * exceeds it. From then on patience only ends when all that is missing belongs to H, and each time marks
 * a block of H for good. So after as many ends as H has blocks at most, the window lies outside of H,
 * where nothing is ever taken by others and all that is missing is released within R releases. If R
 * is no more than the first patience, (|H| + 1) k R + 2 N |H| releases are enough for k of N blocks.
 */
final class Window {
  /** One stubborn block is worse than any number of missing ones. */
  private static final long STUBBORN = 1L << Integer.SIZE;

  private final BlockBitmap bitmap;
  // Blocks of the window that the bitmap shows as taken because they are kept for the head.
  private final BitSet kept;
  private final BitSet stubborn;
  // 0 while there is no window.
  private int length;
  private int start;
  private int patience;
  private int fruitless;
  // Patience has ended since it was last doubled. Only asked for once something is stubborn.
  private boolean ended;
  // Read by whoever wants to know how many blocks are in use; a figure for people.
  private volatile int keptCount;

  Window(final BlockBitmap bitmap) {
    this.bitmap = bitmap;
    this.kept = new BitSet(bitmap.count());
    this.stubborn = new BitSet(bitmap.count());
  }

  boolean isOpen() {
    return length > 0;
  }

  /** How many blocks are kept for the head. */
  int keptCount() {
    return keptCount;
  }

  /** Chooses a place for so many blocks, and keeps what is free there. */
  void open(final int blocks) {
    length = blocks;
    start = 0;
    patience = 2 * bitmap.count();
    fruitless = 0;
    moveWithin(0, bitmap.count() - blocks);
    keep();
  }

  /** Gives back what was kept. */
  void close() {
    giveBack(0, bitmap.count());
    forget();
  }

  /**
   * Hands over the whole window, after which there is none.
   *
   * @return index of its first block; -1 if some of it is missing
   */
  int takeIfWhole() {
    keep();
    if (kept.cardinality() < length) {
      return -1;
    }
    final int whole = start;
    kept.clear();
    forget();
    return whole;
  }

  private void forget() {
    length = 0;
    stubborn.clear();
    keptCount = 0;
  }

  /** Takes what is free in the window, so that nobody else can. */
  void keep() {
    for (int block = start; block < start + length; block++) {
      if (bitmap.tryTakeAt(block)) {
        kept.set(block);
      }
    }
    keptCount = kept.cardinality();
  }

  /** The run from block {@code from} to block {@code to - 1} was released. */
  void released(final int from, final int to) {
    forgive(from, to);
    final boolean hit = from < start + length && to > start;
    final boolean moved =
        moveWithin(Math.max(0, from - length + 1), Math.min(to - 1, bitmap.count() - length));
    fruitless = hit || moved ? 0 : fruitless + 1;
    if (fruitless >= patience) {
      loseThePatience();
    }
  }

  private void loseThePatience() {
    for (int block = start; block < start + length; block++) {
      stubborn.set(block, isMissing(block));
    }
    moveWithin(0, bitmap.count() - length);
    fruitless = 0;
    ended = true;
  }

  private void forgive(final int from, final int to) {
    final int first = stubborn.nextSetBit(from);
    if (first < 0 || first >= to) {
      return;
    }
    stubborn.clear(from, to);
    if (ended) {
      ended = false;
      patience = (int) Math.min(Integer.MAX_VALUE, 2L * patience);
    }
  }

  /** Moves the window to the best of these places, one or more; false if none is better. */
  private boolean moveWithin(final int first, final int last) {
    int best = start;
    long least = costOf(start);
    long cost = costOf(first);
    for (int place = first; place <= last; place++) {
      if (cost < least) {
        least = cost;
        best = place;
      }
      if (place < last) {
        cost += costAt(place + length) - costAt(place);
      }
    }
    if (best == start) {
      return false;
    }
    giveBack(start, Math.min(best, start + length));
    giveBack(Math.max(start, best + length), start + length);
    start = best;
    return true;
  }

  private long costOf(final int place) {
    long cost = 0;
    for (int block = place; block < place + length; block++) {
      cost += costAt(block);
    }
    return cost;
  }

  private long costAt(final int block) {
    if (!isMissing(block)) {
      return 0;
    }
    return stubborn.get(block) ? STUBBORN + 1 : 1;
  }

  private boolean isMissing(final int block) {
    return bitmap.isTaken(block) && !kept.get(block);
  }

  private void giveBack(final int from, final int to) {
    int block = kept.nextSetBit(from);
    while (block >= 0 && block < to) {
      final int end = Math.min(to, kept.nextClearBit(block));
      kept.clear(block, end);
      bitmap.free(block, end - block);
      block = kept.nextSetBit(end);
    }
  }
}
