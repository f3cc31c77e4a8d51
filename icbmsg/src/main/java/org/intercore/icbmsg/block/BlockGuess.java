package org.intercore.icbmsg.block;

import java.util.Arrays;
import org.intercore.icbmsg.layout.BlockGeometry;
import org.intercore.icmsg.buffer.SharedWords;

/**
 * Guesses in which of the peer's blocks the next message lies: in the one that came next after the last
 * block the time before. Its lines are asked for while the packet that really says it is on its way, which
 * takes as long. A wrong guess costs the peer lines that it may be about to write to, so it is followed
 * by none until one would have been right again. Used by one thread at a time.
 */
final class BlockGuess {
  private static final int NONE = -1;

  private final BlockGeometry geometry;
  private final SharedWords words;
  private final boolean fetchesAhead;
  private final int[] followers;
  private int last;
  private int span;
  private boolean right;
  // What was read, which means nothing: somebody has to want it, or it would not be read.
  private int read;

  BlockGuess(final BlockGeometry geometry, final SharedWords words) {
    this.geometry = geometry;
    this.words = words;
    this.fetchesAhead = geometry.isAlignedToLines();
    this.followers = new int[geometry.blockCount()];
    Arrays.fill(followers, NONE);
  }

  /** A packet has come that is not looked at yet. */
  void load() {
    if (right && followers[last] != NONE) {
      final int start = geometry.offsetOf(followers[last]);
      int sum = 0;
      for (int at = 0; at < span; at += TxBlocks.LINE) {
        sum += words.getInt(start + at);
      }
      read = sum;
    }
  }

  /** A message of so many bytes, its header included, has come in a block. */
  void came(final int block, final int bytes) {
    if (fetchesAhead) {
      right = followers[last] == block;
      followers[last] = block;
      last = block;
      span = Math.min(Math.min(bytes, TxBlocks.MOST_FETCHED), geometry.blockSize());
    }
  }

  /** The sum of the words that were read last, one of each line. */
  int read() {
    return read;
  }
}
