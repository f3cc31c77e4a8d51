package org.intercore.jmh.placement;

/**
 * The bitmap that a policy looks at: words of 32 blocks as in the library, set = taken, for one
 * thread. It counts the words that a policy reads, which is what a claim costs.
 */
final class Blocks {
  static final int NONE = -1;
  static final int PER_WORD = Integer.SIZE;

  private final int count;
  private final int[] words;
  private int used;
  private long looks;
  private int lastLook = NONE;

  Blocks(final int count) {
    this.count = count;
    this.words = new int[(count + PER_WORD - 1) / PER_WORD];
    if (count % PER_WORD != 0) {
      words[words.length - 1] = -1 << count % PER_WORD;
    }
  }

  int count() {
    return count;
  }

  int wordCount() {
    return words.length;
  }

  int used() {
    return used;
  }

  /** How often a policy has gone to another word. */
  long looks() {
    return looks;
  }

  /** The free blocks of a word. A word that is read twice in a row counts once: it is in a register. */
  int free(final int index) {
    if (index != lastLook) {
      looks++;
      lastLook = index;
    }
    return ~words[index];
  }

  /** From here on the next reading counts again: a claim begins. */
  void beginClaim() {
    lastLook = NONE;
  }

  /** The first free block at or after {@code from}, or the number of blocks. */
  int nextFree(final int from) {
    int at = from;
    while (at < count) {
      final int bit = at % PER_WORD;
      final int free = free(at / PER_WORD) & -1 << bit;
      if (free != 0) {
        return at - bit + Integer.numberOfTrailingZeros(free);
      }
      at += PER_WORD - bit;
    }
    return count;
  }

  /** The first taken block from {@code from} on, but {@code limit} at most. */
  int nextTaken(final int from, final int limit) {
    int at = from;
    while (at < limit) {
      final int bit = at % PER_WORD;
      final int taken = ~free(at / PER_WORD) & -1 << bit;
      if (taken != 0) {
        return Math.min(limit, at - bit + Integer.numberOfTrailingZeros(taken));
      }
      at += PER_WORD - bit;
    }
    return limit;
  }

  /** The longest run of free blocks. */
  int largestRun() {
    int largest = 0;
    int open = 0;
    for (final int word : words) {
      int left = PER_WORD;
      int rest = word;
      while (left > 0) {
        final int free = Math.min(left, Integer.numberOfTrailingZeros(rest));
        open += free;
        largest = Math.max(largest, open);
        left -= free;
        rest = free == PER_WORD ? 0 : rest >>> free;
        if (left > 0) {
          final int taken = Math.min(left, Integer.numberOfTrailingZeros(~rest));
          open = 0;
          left -= taken;
          rest = taken == PER_WORD ? 0 : rest >>> taken;
        }
      }
    }
    return largest;
  }

  void take(final int start, final int length) {
    change(start, length, 0);
    used += length;
  }

  void release(final int start, final int length) {
    change(start, length, -1);
    used -= length;
  }

  /** Flips a run whose blocks are all as {@code before} says: 0 = free, -1 = taken. */
  private void change(final int start, final int length, final int before) {
    if (start < 0 || length < 1 || start + length > count) {
      throw new IllegalStateException("no such run: " + start + " + " + length);
    }
    int at = start;
    final int end = start + length;
    while (at < end) {
      final int bit = at % PER_WORD;
      final int piece = Math.min(end - at, PER_WORD - bit);
      final int mask = -1 >>> PER_WORD - piece << bit;
      if (((words[at / PER_WORD] ^ before) & mask) != 0) {
        throw new IllegalStateException("run " + start + " + " + length + " overlaps another");
      }
      words[at / PER_WORD] ^= mask;
      at += piece;
    }
  }
}
