package org.intercore.jmh;

import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icmsg.buffer.Buffers;
import org.intercore.icmsg.fault.FaultHandler;
import org.intercore.icmsg.region.SharedMemory;
import org.intercore.icmsg.ring.PacketClaim;
import org.intercore.icmsg.ring.PacketRingLayout;
import org.intercore.icmsg.ring.PacketRingReader;
import org.intercore.icmsg.ring.PacketRingWriter;
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

/** One packet through the ring: written and read by one thread, so nothing waits for a cache line. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = Jvm.ADD_OPENS)
public class PacketRingBenchmark {
  private static final int RING_SIZE = 8192;
  private static final int ALIGNMENT = 64;

  /** Bytes of payload; 3 is a control message of ICBMsg. */
  @Param({"3", "32", "256"})
  public int length;

  private final PacketClaim claim = new PacketClaim();
  private PacketRingWriter writer;
  private PacketRingReader reader;
  private AtomicBuffer source;
  private AtomicBuffer target;

  @Setup
  public void setUp() {
    final AtomicBuffer ring =
        SharedMemory.allocate(RING_SIZE).region(0, RING_SIZE).buffer();
    final PacketRingLayout layout = PacketRingLayout.of(RING_SIZE, ALIGNMENT, false);
    writer = new PacketRingWriter(ring, layout, FaultHandler.ignore());
    reader = new PacketRingReader(ring, layout, FaultHandler.ignore());
    writer.init();
    reader.init();
    source = Buffers.allocate(length);
    target = Buffers.allocate(length);
  }

  /** Copied into the ring and out of it. */
  @Benchmark
  public int copied() {
    writer.write(source, 0, length);
    return reader.read(target, 0, length);
  }

  /** Written in place and read in place, the first byte only. */
  @Benchmark
  public byte inPlace() {
    writer.claim(length, claim);
    claim.putByte(0, (byte) length);
    writer.commit(claim);
    reader.peek();
    final byte first = reader.payload().getByte(reader.payloadOffset());
    reader.consume();
    return first;
  }
}
