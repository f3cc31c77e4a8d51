package org.intercore.jmh.claim;

import java.util.function.IntConsumer;
import java.util.function.IntToLongFunction;
import java.util.function.LongConsumer;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** How long runs are, and what is taken before. */
@State(Scope.Benchmark)
public class Shape {
  static final int BLOCK_COUNT = 256;
  private static final int BLOCKS_PER_WORD = 32;
  // The first blocks are in use, as they mostly are.
  private static final int ALWAYS_TAKEN = 5;
  private static final int LONG_RUN = 16;

  /** How many contiguous blocks a claim asks for. */
  @Param({"1", "4", "16"})
  public int blocks;

  /** How many words of the bitmap a search passes before it finds a free block. */
  @Param("0")
  public int fullWords;

  /** Whether there was traffic of several lengths before, or no run ever left a gap below it. */
  @Param("true")
  public boolean usedBefore;

  /** Tells which blocks to take, from the bottom up, before the first claim. */
  void occupy(final IntConsumer takeOne) {
    for (int block = 0; block < fullWords * BLOCKS_PER_WORD + ALWAYS_TAKEN; block++) {
      takeOne.accept(block);
    }
  }

  /**
   * Claims two long runs and gives them back. The second does not fit the first one's word, so a gap
   * stays below it, as in any traffic of several lengths: the most blocks that were in use at once are
   * fewer than those that were ever used, and whoever keeps that figure cannot take one for the other.
   */
  void useOnce(final IntToLongFunction claim, final LongConsumer giveBack) {
    if (usedBefore) {
      final long first = claim.applyAsLong(LONG_RUN);
      final long second = claim.applyAsLong(LONG_RUN);
      giveBack.accept(first);
      // With but one word left there is no room for a second one.
      if (second >= 0) {
        giveBack.accept(second);
      }
    }
  }
}
