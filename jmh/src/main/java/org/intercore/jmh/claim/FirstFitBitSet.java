package org.intercore.jmh.claim;

import java.util.BitSet;
import org.intercore.icmsg.status.Status;

/** What comes to mind first: a {@link BitSet} searched from the bottom. To be used under a lock. */
final class FirstFitBitSet {
  private final int count;
  private final BitSet taken;

  FirstFitBitSet(final int count) {
    this.count = count;
    this.taken = new BitSet(count);
  }

  int take(final int length) {
    int start = taken.nextClearBit(0);
    while (start + length <= count) {
      final int end = taken.nextSetBit(start);
      if (end < 0 || end - start >= length) {
        taken.set(start, start + length);
        return start;
      }
      start = taken.nextClearBit(end);
    }
    return Status.NO_MEMORY;
  }

  void free(final int start, final int length) {
    taken.clear(start, start + length);
  }
}
