package org.intercore.properties.lincheck;

import java.util.BitSet;
import org.intercore.icbmsg.block.BlockAllocator;
import org.intercore.icbmsg.block.BlockBitmap;
import org.intercore.icmsg.status.Status;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;

/**
 * Calls as Lincheck mixes them: claims that do not wait, and what a thread may do with a run that it
 * owns. All blocks but a few are taken for ever beforehand, so that those few lie where it is
 * interesting and are fought for.
 */
public abstract class BlockHistory {
  private final Purse purse = new Purse();
  private final BitSet takenAtFirst = new BitSet();
  private final int count;

  /**
   * What is free at first.
   *
   * @param count of all blocks
   * @param firstFree the first that is free
   * @param endOfFree the first after them
   */
  BlockHistory(final int count, final int firstFree, final int endOfFree) {
    this.count = count;
    takenAtFirst.set(0, count);
    takenAtFirst.clear(firstFree, endOfFree);
  }

  final int count() {
    return count;
  }

  final BitSet takenAtFirst() {
    return (BitSet) takenAtFirst.clone();
  }

  /** Claims without waiting; a run as the allocator gives it, or a status. */
  abstract long claimNow(int blocks);

  abstract void free(int start, int length);

  /** Claims some blocks or is refused at once. */
  @Operation
  public Answer claim(
      @Param(gen = IntGen.class, conf = "1:3") final int blocks,
      @Param(gen = ThreadIdGen.class) final int thread) {
    return claimed(claimNow(blocks), thread);
  }

  final Answer claimed(final long run, final int thread) {
    if (run >= 0) {
      purse.put(thread, run);
    }
    return Answer.ofClaim(run);
  }

  /** Frees the newest run. */
  @Operation
  public Answer drop(@Param(gen = ThreadIdGen.class) final int thread) {
    final long run = purse.take(thread);
    if (run < 0) {
      return Answer.ownsNothing();
    }
    free(BlockAllocator.start(run), BlockAllocator.length(run));
    return Answer.ofFree(BlockAllocator.start(run), BlockAllocator.length(run));
  }

  /** Keeps the first block of the newest run. */
  @Operation
  public Answer shrink(@Param(gen = ThreadIdGen.class) final int thread) {
    final long run = purse.take(thread);
    if (run < 0) {
      return Answer.ownsNothing();
    }
    final int start = BlockAllocator.start(run);
    final int rest = BlockAllocator.length(run) - 1;
    purse.put(thread, run(start, 1));
    if (rest == 0) {
      return Answer.ownsNothing();
    }
    free(start + 1, rest);
    return Answer.ofFree(start + 1, rest);
  }

  private static long run(final int start, final int length) {
    return (long) length << Integer.SIZE | start;
  }

  /**
   * The bitmap alone. One thread at a time claims exactly, as the allocator does under its lock; the
   * others take what they find within a word. No run reaches across words, since freeing it would be
   * for that one thread, too.
   */
  public static class Bitmap extends BlockHistory {
    private final BlockBitmap bitmap = new BlockBitmap(35);

    /** Two blocks at the end of the first word, two in the second. */
    public Bitmap() {
      super(35, 30, 34);
      bitmap.take(35);
      bitmap.free(30, 2);
      bitmap.free(32, 2);
    }

    @Override
    long claimNow(final int blocks) {
      final int start = bitmap.tryTake(blocks);
      return start < 0 ? Status.NO_MEMORY : run(start, blocks);
    }

    @Override
    void free(final int start, final int length) {
      bitmap.free(start, length);
    }

    /** Takes a block, or there was a moment without one. */
    @Operation(nonParallelGroup = "holder of the lock")
    public Answer take(@Param(gen = ThreadIdGen.class) final int thread) {
      final int start = bitmap.take(1);
      return claimed(start < 0 ? Status.NO_MEMORY : run(start, 1), thread);
    }
  }

  /** The whole allocator. */
  public abstract static class Allocator extends BlockHistory {
    final BlockAllocator allocator;

    Allocator(final int count, final int firstFree, final int endOfFree) {
      super(count, firstFree, endOfFree);
      allocator = new BlockAllocator(count, new Alone());
      allocator.claim(count, 0);
      allocator.free(firstFree, endOfFree - firstFree);
    }

    @Override
    final long claimNow(final int blocks) {
      return allocator.claim(blocks, 0);
    }

    @Override
    final void free(final int start, final int length) {
      allocator.free(start, length);
    }
  }

  /** Claims that never wait. */
  public abstract static class Claiming extends Allocator {
    Claiming(final int count, final int firstFree, final int endOfFree) {
      super(count, firstFree, endOfFree);
    }

    /** Claims the first free block and all that follow it. */
    @Operation
    public Answer claimLargest(@Param(gen = ThreadIdGen.class) final int thread) {
      return claimed(allocator.claim(BlockAllocator.LARGEST, 0), thread);
    }
  }

  /** Four blocks of one word. */
  public static class WithinWord extends Claiming {
    /** All are free. */
    public WithinWord() {
      super(4, 0, 4);
    }
  }

  /** Two blocks on either side of the border between two words. */
  public static class AcrossWords extends Claiming {
    /** These four are free. */
    public AcrossWords() {
      super(35, 30, 34);
    }
  }

  /**
   * Bounded waits among claims that do not wait. Time is up as soon as a thread has looked once, so
   * every wait ends in the middle of what the others do.
   */
  public static class Waiting extends Allocator {
    /** Three blocks, all free. */
    public Waiting() {
      super(3, 0, 3);
    }

    /** Claims some blocks, and waits for them for a moment. */
    @Operation
    public Answer claimWaiting(
        @Param(gen = IntGen.class, conf = "1:2") final int blocks,
        @Param(gen = ThreadIdGen.class) final int thread) {
      return claimed(allocator.claim(blocks, 1), thread);
    }
  }

  /** Endless waits; only for scenarios in which the other threads are sure to free enough. */
  public static class Endless extends Allocator {
    /** Three blocks, all free. */
    public Endless() {
      super(3, 0, 3);
    }

    /** Claims some blocks, however long that takes. */
    @Operation(blocking = true)
    public Answer claimForever(
        @Param(gen = IntGen.class, conf = "1:2") final int blocks,
        @Param(gen = ThreadIdGen.class) final int thread) {
      return claimed(allocator.claim(blocks, Long.MAX_VALUE), thread);
    }
  }
}
