package org.intercore.jmh.claim;

import java.util.function.IntConsumer;
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

  /** How many contiguous blocks a claim asks for. */
  @Param({"1", "4", "16"})
  public int blocks;

  /** How many words of the bitmap a search passes before it finds a free block. */
  @Param("0")
  public int fullWords;

  /** Tells which blocks to take, from the bottom up, before the first claim. */
  void occupy(final IntConsumer takeOne) {
    for (int block = 0; block < fullWords * BLOCKS_PER_WORD + ALWAYS_TAKEN; block++) {
      takeOne.accept(block);
    }
  }
}
