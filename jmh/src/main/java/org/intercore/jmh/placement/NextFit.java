package org.intercore.jmh.placement;

/** The lowest run after the one placed last; at the end of the blocks it begins anew. */
final class NextFit implements Placer {
  private int cursor;

  @Override
  public int place(final Blocks blocks, final int length) {
    int start = Placers.findFirst(blocks, length, cursor);
    if (start == Blocks.NONE) {
      start = Placers.findFirst(blocks, length, 0);
    }
    if (start != Blocks.NONE) {
      cursor = start + length;
    }
    return start;
  }
}
