package org.intercore.jmh;

import java.util.concurrent.TimeUnit;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icbmsg.IcbmsgConfig;
import org.intercore.icmsg.region.RegionPair;
import org.intercore.icmsg.region.SharedMemory;
import org.intercore.icmsg.time.Timeout;
import org.intercore.zerocopy.RxBlock;
import org.intercore.zerocopy.TxBlock;
import org.intercore.zerocopy.ZeroCopyEndpoint;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A message from claim to release, both sides driven by one thread: the whole work of the library, and
 * none of the time that two cores need to hear of each other.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = Jvm.ADD_OPENS)
public class MessageBenchmark {
  private static final int REGION_SIZE = 1 << 18;
  private static final int BLOCK_COUNT = 64;
  private static final int ALIGNMENT = 64;

  /** Bytes of the message; 20000 takes several blocks. */
  @Param({"8", "256", "20000"})
  public int length;

  private Icbmsg sender;
  private Icbmsg receiver;
  private ZeroCopyEndpoint endpoint;
  private long sum;

  @Setup
  public void setUp() {
    final SharedMemory memory = SharedMemory.allocate(2 * REGION_SIZE);
    final RegionPair regions =
        RegionPair.of(memory.region(0, REGION_SIZE), memory.region(REGION_SIZE, REGION_SIZE));
    sender = Icbmsg.open(config(regions));
    receiver = Icbmsg.open(config(regions.swapped()));
    endpoint = ZeroCopyEndpoint.register(sender, "benchmark", this::received);
    ZeroCopyEndpoint.register(receiver, "benchmark", this::received);
    while (!endpoint.isBound()) {
      sender.doWork();
      receiver.doWork();
    }
  }

  private static IcbmsgConfig config(final RegionPair regions) {
    return IcbmsgConfig.regions(regions)
        .txBlocks(BLOCK_COUNT)
        .rxBlocks(BLOCK_COUNT)
        .alignment(ALIGNMENT)
        .wordSize(Long.SIZE);
  }

  private void received(final RxBlock block) {
    sum += block.buffer().getLong(0);
  }

  @TearDown
  public void tearDown() {
    sender.close();
    receiver.close();
  }

  /** Claimed, filled in place (8 bytes of it), sent, received in place, released. */
  @Benchmark
  public long inPlace() {
    final TxBlock block = endpoint.claim(length, Timeout.NO_WAIT);
    block.buffer().putLong(0, length);
    block.send(length);
    receiver.doWork();
    sender.doWork();
    return sum;
  }
}
