package org.intercore.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.intercore.icmsg.status.Status;
import org.intercore.jmh.claim.BlockClaimBenchmark;
import org.intercore.jmh.claim.RefusedClaimBenchmark;
import org.intercore.jmh.claim.Shape;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** That the benchmarks run and that messages leave no garbage; not how fast anything is. */
class BenchmarksTest {
  private static final int WARM_UP = 50_000;
  private static final int MESSAGES = 50_000;

  private volatile byte[] garbage;

  @Test
  void everyBenchmarkRuns() throws RunnerException {
    final Options options = new OptionsBuilder()
        .include("org\\.intercore\\.jmh\\..*")
        .forks(0)
        .warmupIterations(0)
        .measurementIterations(1)
        .measurementTime(TimeValue.milliseconds(20))
        .shouldFailOnError(true)
        .verbosity(VerboseMode.SILENT)
        .build();
    final Collection<RunResult> results = new Runner(options).run();
    final Set<String> names = new TreeSet<>();
    for (final RunResult result : results) {
      names.add(result.getParams().getBenchmark().replace("org.intercore.jmh.", ""));
      assertTrue(result.getPrimaryResult().getScore() > 0, result.toString());
    }
    assertEquals(
        Set.of(
            "BlockHeaderBenchmark.writeAndRead",
            "MessageBenchmark.inPlace",
            "PacketRingBenchmark.copied",
            "PacketRingBenchmark.inPlace",
            "WorkBenchmark.sentAndReceived",
            "claim.BlockClaimBenchmark.allocator",
            "claim.BlockClaimBenchmark.bitSetUnderLock",
            "claim.BlockClaimBenchmark.bitSetUnderSpinLock",
            "claim.BlockClaimBenchmark.floor",
            "claim.BlockClaimBenchmark.floorInSharedWord",
            "claim.BlockClaimBenchmark.queueOfBlocks",
            "claim.BlockClaimBenchmark.txBlocks",
            "claim.RefusedClaimBenchmark.allocator",
            "claim.RefusedClaimBenchmark.bitSetUnderLock",
            "claim.RefusedClaimBenchmark.bitSetUnderSpinLock",
            "claim.RefusedClaimBenchmark.txBlocks"),
        names);
  }

  @Test
  void aMessageLeavesNoGarbage() {
    for (final int length : new int[] {8, 256, 20_000}) {
      final MessageBenchmark benchmark = new MessageBenchmark();
      benchmark.length = length;
      benchmark.setUp();
      assertEquals(0, bytesPerCall(benchmark::inPlace), "bytes a message of " + length);
      benchmark.tearDown();
    }
  }

  @Test
  void aClaimLeavesNoGarbage() {
    final BlockClaimBenchmark benchmark = new BlockClaimBenchmark();
    final Shape shape = new Shape();
    for (final int blocks : new int[] {1, 4, 16}) {
      shape.blocks = blocks;
      final BlockClaimBenchmark.Allocator allocator = new BlockClaimBenchmark.Allocator();
      allocator.setUp(shape);
      assertEquals(0, bytesPerCall(() -> benchmark.allocator(allocator)), blocks + " blocks");
      final BlockClaimBenchmark.Tx tx = new BlockClaimBenchmark.Tx();
      tx.setUp(shape);
      assertEquals(0, bytesPerCall(() -> benchmark.txBlocks(tx)), blocks + " blocks");
    }
  }

  /** Else the comparison would be with a rival that is not at its best. */
  @Test
  void theQueueOfBlocksLeavesNoGarbage() {
    final BlockClaimBenchmark benchmark = new BlockClaimBenchmark();
    final BlockClaimBenchmark.FreeList queue = new BlockClaimBenchmark.FreeList();
    queue.setUp();
    assertEquals(0, bytesPerCall(() -> benchmark.queueOfBlocks(queue)));
  }

  @Test
  void aRefusalIsOneAndLeavesNoGarbage() {
    final RefusedClaimBenchmark benchmark = new RefusedClaimBenchmark();
    final RefusedClaimBenchmark.Allocator allocator = new RefusedClaimBenchmark.Allocator();
    allocator.setUp();
    assertEquals(Status.NO_MEMORY, benchmark.allocator(allocator));
    assertEquals(0, bytesPerCall(() -> benchmark.allocator(allocator)));
    final RefusedClaimBenchmark.Tx tx = new RefusedClaimBenchmark.Tx();
    tx.setUp();
    assertEquals(Status.NO_MEMORY, benchmark.txBlocks(tx));
    assertEquals(0, bytesPerCall(() -> benchmark.txBlocks(tx)));
    final RefusedClaimBenchmark.Locked locked = new RefusedClaimBenchmark.Locked();
    locked.setUp();
    assertEquals(Status.NO_MEMORY, benchmark.bitSetUnderLock(locked));
    assertEquals(Status.NO_MEMORY, benchmark.bitSetUnderSpinLock(locked));
  }

  /** The control: what leaves garbage is found out. */
  @Test
  void garbageIsSeen() {
    assertTrue(bytesPerCall(() -> (garbage = new byte[Long.BYTES]).length) >= Long.BYTES);
  }

  private static long bytesPerCall(final LongSupplier call) {
    final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long sum = 0;
    for (int i = 0; i < WARM_UP; i++) {
      sum += call.getAsLong();
    }
    final long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < MESSAGES; i++) {
      sum += call.getAsLong();
    }
    final long bytes = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(sum != 0);
    return bytes / MESSAGES;
  }
}
