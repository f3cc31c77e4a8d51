package org.intercore.jmh.placement;

/** A hint instead of a list: the word in which something was freed last is looked at first. */
final class HotWord implements Placer {
  private int hot;

  @Override
  public int place(final Blocks blocks, final int length) {
    final int starts = Placers.starts(blocks.free(hot), length);
    return starts == 0
        ? Placers.findWordFirst(blocks, length)
        : hot * Blocks.PER_WORD + Integer.numberOfTrailingZeros(starts);
  }

  @Override
  public void freed(final int start, final int length) {
    hot = start / Blocks.PER_WORD;
  }
}
