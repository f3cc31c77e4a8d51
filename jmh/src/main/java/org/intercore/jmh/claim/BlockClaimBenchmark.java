package org.intercore.jmh.claim;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.intercore.icbmsg.block.BlockAllocator;
import org.intercore.icbmsg.block.TxBlocks;
import org.intercore.icmsg.sync.SpinLock;
import org.intercore.jmh.Jvm;
import org.intercore.jmh.NoWaiting;
import org.jctools.queues.varhandle.MpmcVarHandleArrayQueue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.ThreadParams;

/**
 * A run of blocks claimed and given back, by any number of threads ({@code -t}), beside what others
 * would do and beside the floor: no allocator that threads share does with less than one compare-and-set
 * each way. {@link ClaimComparison} runs them side by side.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = Jvm.ADD_OPENS)
public class BlockClaimBenchmark {
  /** The allocator alone. */
  @State(Scope.Benchmark)
  public static class Allocator {
    private BlockAllocator allocator;
    private int blocks;

    /** Takes what is taken before. */
    @Setup
    public void setUp(final Shape shape) {
      allocator = new BlockAllocator(Shape.BLOCK_COUNT, new NoWaiting());
      blocks = shape.blocks;
      shape.occupy(block -> allocator.claim(1, 0));
      shape.useOnce(length -> allocator.claim(length, 0), this::free);
    }

    private void free(final long run) {
      allocator.free(BlockAllocator.start(run), BlockAllocator.length(run));
    }
  }

  /** Claim and free, without a ledger. */
  @Benchmark
  public long allocator(final Allocator state) {
    final long run = state.allocator.claim(state.blocks, 0);
    state.free(run);
    return run;
  }

  /** The allocator and the ledger: what a claim costs its user. */
  @State(Scope.Benchmark)
  public static class Tx {
    private TxBlocks tx;
    private int blocks;

    /** Takes what is taken before. */
    @Setup
    public void setUp(final Shape shape) {
      tx = SharedBlocks.allFree();
      blocks = shape.blocks;
      shape.occupy(block -> tx.claimBlocks(1, 0));
      shape.useOnce(length -> tx.claimBlocks(length, 0), tx::drop);
    }
  }

  /** Claim and drop. */
  @Benchmark
  public long txBlocks(final Tx state) {
    final long token = state.tx.claimBlocks(state.blocks, 0);
    state.tx.drop(token);
    return token;
  }

  /** A lock around java.util.BitSet. */
  @State(Scope.Benchmark)
  public static class Locked {
    private final ReentrantLock lock = new ReentrantLock();
    private final SpinLock spinLock = new SpinLock();
    private final FirstFitBitSet bits = new FirstFitBitSet(Shape.BLOCK_COUNT);
    private int blocks;

    /** Takes what is taken before. */
    @Setup
    public void setUp(final Shape shape) {
      blocks = shape.blocks;
      shape.occupy(block -> bits.take(1));
    }
  }

  /** The lock of the JDK. */
  @Benchmark
  public int bitSetUnderLock(final Locked state) {
    state.lock.lock();
    final int start;
    try {
      start = state.bits.take(state.blocks);
    } finally {
      state.lock.unlock();
    }
    state.lock.lock();
    try {
      state.bits.free(start, state.blocks);
    } finally {
      state.lock.unlock();
    }
    return start;
  }

  /** The lock that the library uses where it needs one. */
  @Benchmark
  public int bitSetUnderSpinLock(final Locked state) {
    state.spinLock.lock();
    final int start;
    try {
      start = state.bits.take(state.blocks);
    } finally {
      state.spinLock.unlock();
    }
    state.spinLock.lock();
    try {
      state.bits.free(start, state.blocks);
    } finally {
      state.spinLock.unlock();
    }
    return start;
  }

  /**
   * Free blocks in a queue, boxed once; it can hand out single blocks only. With room to spare, so that
   * a thread that gives back never meets one that has not quite taken yet.
   */
  @State(Scope.Benchmark)
  public static class FreeList {
    private final MpmcVarHandleArrayQueue<Integer> queue =
        new MpmcVarHandleArrayQueue<>(2 * Shape.BLOCK_COUNT);

    /** All blocks are free. */
    @Setup
    public void setUp() {
      for (int block = 0; block < Shape.BLOCK_COUNT; block++) {
        queue.offer(block);
      }
    }
  }

  /**
   * JCTools' queue for many producers and consumers, in the variant that is fast without sun.misc.Unsafe,
   * of which later JDKs warn.
   */
  @Benchmark
  public Integer queueOfBlocks(final FreeList state) {
    final Integer block = state.queue.poll();
    state.queue.offer(block);
    return block;
  }

  /** A word for each thread. */
  @State(Scope.Thread)
  public static class OwnWord extends WordFloor {}

  /** The floor: two compare-and-sets, and nobody near. */
  @Benchmark
  public long floor(final OwnWord state) {
    return state.takeAndGiveBack(1);
  }

  /** A word for all threads. */
  @State(Scope.Benchmark)
  public static class SharedWord extends WordFloor {}

  /** The thread's own bit in it. */
  @State(Scope.Thread)
  public static class OwnBit {
    private long bit;

    /** By the thread's number. */
    @Setup
    public void setUp(final ThreadParams thread) {
      bit = 1L << thread.getThreadIndex();
    }
  }

  /** The floor of whoever shares: two compare-and-sets in one word for all threads. */
  @Benchmark
  public long floorInSharedWord(final SharedWord state, final OwnBit own) {
    return state.takeAndGiveBack(own.bit);
  }
}
