package org.intercore.jmh.placement;

import java.util.Arrays;

/**
 * Single blocks are taken where one was freed last, as from a stack of free blocks. The bitmap stays
 * the truth: a block on the stack that was taken as part of a run is passed over and forgotten until
 * it is freed again.
 */
final class LastReleased implements Placer {
  private static final int ABSENT = -1;

  // A ring of blocks; its last index is the ring's own place, before the top and after the bottom.
  private int[] below = {};
  private int[] above = {};
  private int ends;

  @Override
  public int place(final Blocks blocks, final int length) {
    if (below.length == 0) {
      begin(blocks.count());
    }
    while (length == 1 && below[ends] != ends) {
      final int block = below[ends];
      remove(block);
      if ((blocks.free(block / Blocks.PER_WORD) & 1 << block) != 0) {
        return block;
      }
    }
    return Placers.findWordFirst(blocks, length);
  }

  private void begin(final int count) {
    ends = count;
    below = new int[count + 1];
    above = new int[count + 1];
    Arrays.fill(below, ABSENT);
    below[ends] = ends;
    above[ends] = ends;
  }

  private void remove(final int block) {
    below[above[block]] = below[block];
    above[below[block]] = above[block];
    below[block] = ABSENT;
  }

  @Override
  public void freed(final int start, final int length) {
    for (int block = start + length - 1; block >= start; block--) {
      if (below[block] != ABSENT) {
        remove(block);
      }
      above[block] = ends;
      below[block] = below[ends];
      above[below[ends]] = block;
      below[ends] = block;
    }
  }
}
