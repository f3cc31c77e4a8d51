package org.intercore.jmh;

import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icbmsg.layout.BlockHeader;
import org.intercore.icmsg.region.SharedMemory;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The size at the start of a run, written and read back. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = Jvm.ADD_OPENS)
public class BlockHeaderBenchmark {
  private static final int SIZE = 4096;

  /** Where the header stands: an 8-byte header may lie on an address that is only 4-aligned. */
  @Param({"64", "68"})
  public int offset;

  /** Its width in bytes. */
  @Param({"4", "8"})
  public int width;

  private final AtomicBuffer memory =
      SharedMemory.allocate(SIZE).region(0, SIZE).buffer();
  private int size;

  @Benchmark
  public long writeAndRead() {
    size = size + 1 & 0xFFFF;
    BlockHeader.size(memory, offset, width, size);
    return BlockHeader.size(memory, offset, width);
  }
}
