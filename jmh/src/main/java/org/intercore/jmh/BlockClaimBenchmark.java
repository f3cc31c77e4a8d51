package org.intercore.jmh;

import java.util.BitSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.intercore.icbmsg.block.TxBlocks;
import org.intercore.icbmsg.layout.RegionGeometry;
import org.intercore.icmsg.region.SharedMemory;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A run of blocks claimed and dropped by one thread, beside what a simple allocator would do and beside
 * the floor: no allocator that threads share does with less than one compare-and-set each way.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = Jvm.ADD_OPENS)
public class BlockClaimBenchmark {
  private static final int BLOCK_COUNT = 256;
  private static final int BLOCK_SIZE = 64;
  private static final int ALIGNMENT = 64;

  /** How many contiguous blocks. */
  @Param({"1", "4", "16"})
  public int blocks;

  private final BitSet bits = new BitSet(BLOCK_COUNT);
  private final ReentrantLock lock = new ReentrantLock();
  private final AtomicLong word = new AtomicLong();
  private TxBlocks tx;

  @Setup
  public void setUp() {
    final RegionGeometry.Spec spec = RegionGeometry.spec()
        .localBlocks(BLOCK_COUNT)
        .remoteBlocks(BLOCK_COUNT)
        .alignment(ALIGNMENT)
        .wordSize(Long.SIZE);
    final int size = (int) RegionGeometry.regionSizeFor(spec, BLOCK_SIZE);
    tx = new TxBlocks(
        SharedMemory.allocate(size).region(0, size),
        RegionGeometry.of(spec.regionSize(size)),
        new NoWaiting());
    // The first blocks are in use, as they mostly are.
    tx.claimBlocks(5, 0);
    bits.set(0, 5);
  }

  @Benchmark
  public long claimAndDrop() {
    final long token = tx.claimBlocks(blocks, 0);
    tx.drop(token);
    return token;
  }

  /** java.util.BitSet under a lock. */
  @Benchmark
  public int bitSetUnderLock() {
    lock.lock();
    final int start;
    try {
      start = findInBitSet();
      bits.set(start, start + blocks);
    } finally {
      lock.unlock();
    }
    lock.lock();
    try {
      bits.clear(start, start + blocks);
    } finally {
      lock.unlock();
    }
    return start;
  }

  private int findInBitSet() {
    int start = bits.nextClearBit(0);
    int end = bits.nextSetBit(start);
    while (end >= 0 && end - start < blocks) {
      start = bits.nextClearBit(end);
      end = bits.nextSetBit(start);
    }
    return start;
  }

  /** The floor: take one word and give it back. */
  @Benchmark
  public boolean compareAndSetPair() {
    return word.compareAndSet(0, blocks) && word.compareAndSet(blocks, 0);
  }
}
