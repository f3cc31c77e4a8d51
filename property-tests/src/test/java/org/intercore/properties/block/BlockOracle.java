package org.intercore.properties.block;

/** Which blocks are taken, in the plainest way there is. */
final class BlockOracle {
  private final boolean[] taken;

  BlockOracle(final int count) {
    taken = new boolean[count];
  }

  int count() {
    return taken.length;
  }

  boolean isTaken(final int block) {
    return taken[block];
  }

  boolean isAll(final int start, final int length, final boolean wanted) {
    for (int i = start; i < start + length; i++) {
      if (taken[i] != wanted) {
        return false;
      }
    }
    return true;
  }

  /** Whether there are such blocks and all are free. */
  boolean isRun(final int start, final int length) {
    return start >= 0
        && length > 0
        && length <= taken.length - start
        && isAll(start, length, false);
  }

  /** How many blocks from there on are free. */
  int freeFrom(final int start) {
    int end = start;
    while (end < taken.length && !taken[end]) {
      end++;
    }
    return end - start;
  }

  void set(final int start, final int length, final boolean value) {
    for (int i = start; i < start + length; i++) {
      taken[i] = value;
    }
  }

  /** The first run of that length which is free, or -1. */
  int find(final int length) {
    for (int start = 0; start + length <= taken.length; start++) {
      if (isAll(start, length, false)) {
        return start;
      }
    }
    return -1;
  }

  /** As {@link #find}, but the run must not cross a multiple of {@code words}. */
  int findWithin(final int length, final int words) {
    for (int start = 0; start + length <= taken.length; start++) {
      if (start / words == (start + length - 1) / words && isAll(start, length, false)) {
        return start;
      }
    }
    return -1;
  }

  int used() {
    int used = 0;
    for (final boolean one : taken) {
      used += one ? 1 : 0;
    }
    return used;
  }
}
