package org.intercore.icbmsg.block;

/**
 * Which blocks are taken: one bit a block, set = taken. Pure bookkeeping, not thread-safe, any number
 * of blocks.
 */
public final class BlockBitmap {
  private static final int BITS = Long.SIZE;
  private static final long ALL = -1L;

  private final long[] words;
  private final int count;
  private int used;

  /**
   * A bitmap with all blocks free.
   *
   * @param count of blocks, 1 or more
   */
  public BlockBitmap(final int count) {
    if (count < 1) {
      throw new IllegalArgumentException(
          "a bitmap needs 1 block or more, but was asked for " + count);
    }
    this.words = new long[(count + BITS - 1) / BITS];
    this.count = count;
  }

  /**
   * Finds the first run of free blocks (first fit: it keeps the lines that were used last in use).
   *
   * @param length of the run, 1 or more
   * @return index of its first block, or -1
   */
  public int find(final int length) {
    int start = nextFree(0);
    while (start + length <= count) {
      final int end = nextTaken(start, start + length);
      if (end == start + length) {
        return start;
      }
      start = nextFree(end);
    }
    return -1;
  }

  /**
   * The first free block.
   *
   * @param from where to begin looking
   * @return its index; the number of blocks if there is none
   */
  public int nextFree(final int from) {
    int at = from;
    while (at < count) {
      final long free = ~words[at / BITS] & (ALL << at);
      if (free != 0) {
        return Math.min(count, (at & -BITS) + Long.numberOfTrailingZeros(free));
      }
      at = (at & -BITS) + BITS;
    }
    return count;
  }

  /**
   * The first taken block.
   *
   * @param from where to begin looking
   * @param limit where to stop looking
   * @return its index, or {@code limit} if there is none below it
   */
  public int nextTaken(final int from, final int limit) {
    int at = from;
    while (at < limit) {
      final long taken = words[at / BITS] & (ALL << at);
      if (taken != 0) {
        return Math.min(limit, (at & -BITS) + Long.numberOfTrailingZeros(taken));
      }
      at = (at & -BITS) + BITS;
    }
    return limit;
  }

  /**
   * Takes a run that is free.
   *
   * @param start index of its first block
   * @param length of the run
   */
  public void take(final int start, final int length) {
    flip(start, length, false);
    used += length;
  }

  /**
   * Frees a run that is taken.
   *
   * @param start index of its first block
   * @param length of the run
   */
  public void free(final int start, final int length) {
    flip(start, length, true);
    used -= length;
  }

  /**
   * How many blocks are taken.
   *
   * @return 0 to {@link #count()}
   */
  public int used() {
    return used;
  }

  /**
   * How many blocks there are.
   *
   * @return 1 or more
   */
  public int count() {
    return count;
  }

  private void flip(final int start, final int length, final boolean taken) {
    if (start < 0 || length < 1 || start > count - length) {
      throw new IllegalArgumentException(
          "blocks " + start + " to " + (start + length - 1) + " do not lie within " + count);
    }
    final int end = start + length;
    // All of them are looked at before any is changed: a refusal leaves everything as it was.
    if ((taken ? nextFree(start) : nextTaken(start, end)) < end) {
      throw new IllegalStateException(
          "blocks " + start + " to " + (end - 1) + " are not all " + (taken ? "taken" : "free"));
    }
    int at = start;
    while (at < end) {
      final int bits = Math.min(end - at, BITS - (at & (BITS - 1)));
      words[at / BITS] ^= (bits == BITS ? ALL : (1L << bits) - 1) << at;
      at += bits;
    }
  }
}
