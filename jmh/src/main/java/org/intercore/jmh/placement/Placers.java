package org.intercore.jmh.placement;

/** The policies that remember nothing, as searches over words of free bits. */
final class Placers {
  private static final int CELL = 16;
  private static final int CELL_MASK = 0xFFFF;

  private Placers() {}

  /** How a word that has a run is judged: the lowest rank wins, among equals the lowest word. */
  private interface Rank {
    int of(int free, int length);
  }

  /** A bit for each place of a word where so many free bits begin. */
  static int starts(final int free, final int length) {
    if (length > Blocks.PER_WORD) {
      return 0;
    }
    int starts = free;
    int covered = 1;
    while (covered < length && starts != 0) {
      final int step = Math.min(covered, length - covered);
      starts &= starts >>> step;
      covered += step;
    }
    return starts;
  }

  private static int lowest(final int index, final int bits) {
    return index * Blocks.PER_WORD + Integer.numberOfTrailingZeros(bits);
  }

  private static int highest(final int index, final int bits) {
    return (index + 1) * Blocks.PER_WORD - 1 - Integer.numberOfLeadingZeros(bits);
  }

  static int findFirst(final Blocks blocks, final int length, final int from) {
    int start = blocks.nextFree(from);
    while (start + length <= blocks.count()) {
      final int end = blocks.nextTaken(start, start + length);
      if (end == start + length) {
        return start;
      }
      start = blocks.nextFree(end);
    }
    return Blocks.NONE;
  }

  static int findWordFirst(final Blocks blocks, final int length) {
    for (int i = 0; i < blocks.wordCount(); i++) {
      final int starts = starts(blocks.free(i), length);
      if (starts != 0) {
        return lowest(i, starts);
      }
    }
    return findFirst(blocks, length, 0);
  }

  static Placer firstFit() {
    return (blocks, length) -> findFirst(blocks, length, 0);
  }

  static Placer wordFirst() {
    return Placers::findWordFirst;
  }

  static Placer wordTightest() {
    return (blocks, length) -> {
      for (int i = 0; i < blocks.wordCount(); i++) {
        final int bit = tightestIn(blocks.free(i), length);
        if (bit != Blocks.NONE) {
          return i * Blocks.PER_WORD + bit;
        }
      }
      return findFirst(blocks, length, 0);
    };
  }

  /** The start of the tightest hole of a word. */
  private static int tightestIn(final int free, final int length) {
    int starts = starts(free, length);
    int best = Blocks.NONE;
    int bestHole = Integer.MAX_VALUE;
    while (starts != 0) {
      final int bit = Integer.numberOfTrailingZeros(starts);
      final int hole = holeAt(free, bit);
      if (hole < bestHole) {
        best = bit;
        bestHole = hole;
      }
      starts &= ~mask(bit, hole);
    }
    return best;
  }

  private static int holeAt(final int free, final int bit) {
    return Math.min(Blocks.PER_WORD - bit, Integer.numberOfTrailingZeros(~(free >>> bit)));
  }

  private static int mask(final int bit, final int length) {
    return -1 >>> Blocks.PER_WORD - length << bit;
  }

  static Placer wordBestFit() {
    return bestWord((free, length) -> holeAt(free, tightestIn(free, length)));
  }

  static Placer fullestWord() {
    return bestWord((free, length) -> Integer.bitCount(free));
  }

  /** In the word that ranks best among those with a run, the tightest hole. */
  private static Placer bestWord(final Rank rank) {
    return (blocks, length) -> {
      int best = Blocks.NONE;
      int bestRank = Integer.MAX_VALUE;
      for (int i = 0; i < blocks.wordCount(); i++) {
        final int free = blocks.free(i);
        if (starts(free, length) != 0 && rank.of(free, length) < bestRank) {
          bestRank = rank.of(free, length);
          best = i * Blocks.PER_WORD + tightestIn(free, length);
        }
      }
      return best == Blocks.NONE ? findFirst(blocks, length, 0) : best;
    };
  }

  static Placer bestFit() {
    return (blocks, length) -> findHole(blocks, length, 1);
  }

  static Placer worstFit() {
    return (blocks, length) -> findHole(blocks, length, -1);
  }

  private static int findHole(final Blocks blocks, final int length, final int sign) {
    int best = Blocks.NONE;
    int bestHole = Integer.MAX_VALUE;
    int start = blocks.nextFree(0);
    while (start < blocks.count()) {
      final int end = blocks.nextTaken(start, blocks.count());
      if (end - start >= length && sign * (end - start) < bestHole) {
        best = start;
        bestHole = sign * (end - start);
      }
      start = blocks.nextFree(end);
    }
    return best;
  }

  static Placer aligned() {
    return (blocks, length) -> {
      for (int i = 0; i < blocks.wordCount(); i++) {
        final int starts = starts(blocks.free(i), length) & multiplesOf(length);
        if (starts != 0) {
          return lowest(i, starts);
        }
      }
      return findWordFirst(blocks, length);
    };
  }

  /** A bit at each multiple of the length rounded up to a power of two. */
  private static int multiplesOf(final int length) {
    final int step = Math.min(Blocks.PER_WORD, Integer.highestOneBit(2 * length - 1));
    int bits = 0;
    for (int bit = 0; bit < Blocks.PER_WORD; bit += step) {
      bits |= 1 << bit;
    }
    return bits;
  }

  static Placer usedCells() {
    return (blocks, length) -> {
      for (int i = 0; length < CELL && i < blocks.wordCount(); i++) {
        final int starts = starts(inUsedCells(blocks.free(i)), length);
        if (starts != 0) {
          return lowest(i, starts);
        }
      }
      return findWordFirst(blocks, length);
    };
  }

  /** The free bits of those cells that are not wholly free. */
  private static int inUsedCells(final int free) {
    final int low = free & CELL_MASK;
    final int high = free & ~CELL_MASK;
    return (low == CELL_MASK ? 0 : low) | (high == ~CELL_MASK ? 0 : high);
  }

  static Placer twoEnded(final int longestBelow) {
    return (blocks, length) -> {
      if (length <= longestBelow) {
        return findWordFirst(blocks, length);
      }
      for (int i = blocks.wordCount() - 1; i >= 0; i--) {
        final int starts = starts(blocks.free(i), length);
        if (starts != 0) {
          return highest(i, starts);
        }
      }
      return findLast(blocks, length);
    };
  }

  static Placer tightestFromEnds() {
    return (blocks, length) -> {
      final boolean below = length <= Mix.FEW;
      for (int i = 0; i < blocks.wordCount(); i++) {
        final int index = below ? i : blocks.wordCount() - 1 - i;
        final int bit = tightestIn(blocks.free(index), length);
        if (bit != Blocks.NONE) {
          return index * Blocks.PER_WORD + bit;
        }
      }
      return below ? findFirst(blocks, length, 0) : findLast(blocks, length);
    };
  }

  private static int findLast(final Blocks blocks, final int length) {
    int last = Blocks.NONE;
    int start = blocks.nextFree(0);
    while (start < blocks.count()) {
      final int end = blocks.nextTaken(start, blocks.count());
      last = end - start >= length ? end - length : last;
      start = blocks.nextFree(end);
    }
    return last;
  }
}
