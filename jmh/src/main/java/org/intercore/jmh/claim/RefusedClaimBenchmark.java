package org.intercore.jmh.claim;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.intercore.icbmsg.block.BlockAllocator;
import org.intercore.icbmsg.block.TxBlocks;
import org.intercore.icmsg.sync.SpinLock;
import org.intercore.jmh.Jvm;
import org.intercore.jmh.NoWaiting;
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

/**
 * A search that fails among fragments: every second block is taken, 4 are wanted. All words are read,
 * and the answer has to be exact, so this is the long way through the allocator.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = Jvm.ADD_OPENS)
public class RefusedClaimBenchmark {
  private static final int WANTED = 4;

  /** The allocator alone. */
  @State(Scope.Benchmark)
  public static class Allocator {
    private final BlockAllocator allocator = new BlockAllocator(Shape.BLOCK_COUNT, new NoWaiting());

    /** Leaves every second block free. */
    @Setup
    public void setUp() {
      allocator.claim(Shape.BLOCK_COUNT, 0);
      for (int block = 0; block < Shape.BLOCK_COUNT; block += 2) {
        allocator.free(block, 1);
      }
    }
  }

  /** Refused by the allocator. */
  @Benchmark
  public long allocator(final Allocator state) {
    return state.allocator.claim(WANTED, 0);
  }

  /** What a claim costs its user. */
  @State(Scope.Benchmark)
  public static class Tx {
    private final TxBlocks tx = SharedBlocks.allFree();

    /** Leaves every second block free. */
    @Setup
    public void setUp() {
      final long[] tokens = new long[Shape.BLOCK_COUNT];
      for (int block = 0; block < tokens.length; block++) {
        tokens[block] = tx.claimBlocks(1, 0);
      }
      for (int block = 0; block < tokens.length; block += 2) {
        tx.drop(tokens[block]);
      }
    }
  }

  /** Refused to a user. */
  @Benchmark
  public long txBlocks(final Tx state) {
    return state.tx.claimBlocks(WANTED, 0);
  }

  /** A lock around java.util.BitSet. */
  @State(Scope.Benchmark)
  public static class Locked {
    private final ReentrantLock lock = new ReentrantLock();
    private final SpinLock spinLock = new SpinLock();
    private final FirstFitBitSet bits = new FirstFitBitSet(Shape.BLOCK_COUNT);

    /** Leaves every second block free. */
    @Setup
    public void setUp() {
      bits.take(Shape.BLOCK_COUNT);
      for (int block = 0; block < Shape.BLOCK_COUNT; block += 2) {
        bits.free(block, 1);
      }
    }
  }

  /** The lock of the JDK. */
  @Benchmark
  public int bitSetUnderLock(final Locked state) {
    state.lock.lock();
    try {
      return state.bits.take(WANTED);
    } finally {
      state.lock.unlock();
    }
  }

  /** The lock that the library uses where it needs one. */
  @Benchmark
  public int bitSetUnderSpinLock(final Locked state) {
    state.spinLock.lock();
    try {
      return state.bits.take(WANTED);
    } finally {
      state.spinLock.unlock();
    }
  }
}
