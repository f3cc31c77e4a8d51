package org.intercore.cli.observe;

import java.util.Arrays;
import org.intercore.icbmsg.observe.BlockMap;
import org.intercore.icbmsg.observe.InstanceSnapshot;

/** A region's blocks drawn as a bar: where they are in use, and what for. */
final class BlockBar {
  private static final char FREE = '.';
  private static final char CLAIMED = 'c';
  private static final char SENT = '#';

  private BlockBar() {}

  /**
   * Draws the blocks.
   *
   * @param blocks of a side
   * @param width how many characters; each stands for as many blocks as it takes
   * @return the bar: "." = free, "c" = claimed, "#" = with the peer; the busiest wins
   */
  static String draw(final InstanceSnapshot.TxBlocks blocks, final int width) {
    final int shown = Math.min(width, blocks.count());
    final char[] bar = new char[shown];
    Arrays.fill(bar, FREE);
    for (final InstanceSnapshot.Run run : blocks.runs()) {
      final char mark = run.state() == BlockMap.OPEN ? CLAIMED : SENT;
      final int last = run.block() + run.length() - 1;
      for (int i = place(run.block(), shown, blocks); i <= place(last, shown, blocks); i++) {
        bar[i] = bar[i] == SENT ? SENT : mark;
      }
    }
    return "[" + new String(bar) + "]";
  }

  private static int place(
      final int block, final int shown, final InstanceSnapshot.TxBlocks blocks) {
    return (int) ((long) Math.min(block, blocks.count() - 1) * shown / blocks.count());
  }
}
