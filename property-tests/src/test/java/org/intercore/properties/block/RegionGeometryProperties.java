package org.intercore.properties.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icbmsg.layout.RegionGeometry;
import org.intercore.icmsg.fault.FaultHandler;
import org.intercore.icmsg.ring.PacketRingReader;
import org.intercore.icmsg.ring.PacketRingWriter;
import org.intercore.icmsg.status.Status;
import org.intercore.properties.Generators.AnyRegions;
import org.intercore.properties.Generators.RegionShape;
import org.intercore.properties.GuardedMemory;
import org.intercore.properties.Scaled;

@Scaled
class RegionGeometryProperties {
  @Property(tries = 5000)
  void theLayoutIsTheOneOfTheWireOrRefused(
      @ForAll(supplier = AnyRegions.class) final RegionShape shape) {
    final GeometryOracle oracle = new GeometryOracle(shape);
    if (!oracle.works()) {
      assertThatThrownBy(() -> RegionGeometry.of(shape.spec()))
          .as("%s", shape)
          .isInstanceOf(IllegalArgumentException.class)
          .message()
          .contains(oracle.offendingValue());
      return;
    }
    final RegionGeometry geometry = RegionGeometry.of(shape.spec());
    assertThat(geometry.skip()).isEqualTo(oracle.skip());
    assertThat(geometry.size()).isEqualTo(oracle.size());
    assertThat(geometry.minimumRingLength()).isEqualTo(oracle.minimum());
    assertThat(geometry.blockSize()).isEqualTo(oracle.block());
    assertThat(geometry.blocksOffset()).isEqualTo(oracle.offset());
    assertThat(geometry.ringAreaLength()).isEqualTo(oracle.offset());
    assertThat(geometry.blockCount()).isEqualTo(shape.localBlocks());
    assertThat(geometry.headerWidth()).isEqualTo(oracle.header());
    assertThat(geometry.ring().writeIndexOffset()).isEqualTo(oracle.writeIndex());
    assertThat(geometry.ring().dataOffset()).isEqualTo(oracle.writeIndex() + 4);
    assertThat(geometry.ring().dataLength()).isEqualTo(oracle.ringData());
    assertThat(geometry.maxPayload()).isEqualTo(oracle.capacity(shape.localBlocks()));
  }

  @Property(tries = 2000)
  void blocksLieSideBySideUpToTheEnd(
      @ForAll(supplier = AnyRegions.class) final RegionShape shape, @ForAll final long seed) {
    final GeometryOracle oracle = new GeometryOracle(shape);
    if (!oracle.works()) {
      return;
    }
    final RegionGeometry geometry = RegionGeometry.of(shape.spec());
    final SplittableRandom random = new SplittableRandom(seed);
    final int block = random.nextInt(shape.localBlocks());
    assertThat(geometry.offsetOf(block)).isEqualTo(oracle.offset() + block * oracle.block());
    assertThat(geometry.payloadOffsetOf(block))
        .isEqualTo(oracle.offset() + block * oracle.block() + oracle.header());
    assertThat(geometry.offsetOf(shape.localBlocks() - 1) + geometry.blockSize())
        .isEqualTo(geometry.size());

    final int blocks = random.nextInt(1, shape.localBlocks() + 1);
    assertThat(geometry.payloadCapacity(blocks)).isEqualTo(oracle.capacity(blocks));
    final int payload = random.nextInt(geometry.maxPayload() + 1);
    final int needed = geometry.blocksFor(payload);
    assertThat(oracle.capacity(needed)).isGreaterThanOrEqualTo(payload);
    if (needed > 1) {
      assertThat(oracle.capacity(needed - 1)).isLessThan(payload);
    }
    assertThat(geometry.blocksFor(geometry.maxPayload())).isEqualTo(shape.localBlocks());
  }

  @Property(tries = 1000)
  void aRegionMadeForABlockSizeHasThatBlockSize(
      @ForAll(supplier = AnyRegions.class) final RegionShape shape, @ForAll final long seed) {
    if (!new GeometryOracle(shape).areCountsTrue()) {
      return;
    }
    final int multiple = Math.max(shape.alignment(), shape.wordSize() / 8);
    final int blockSize = multiple * new SplittableRandom(seed).nextInt(1, 50);
    final long size = RegionGeometry.regionSizeFor(shape.spec(), blockSize);
    final RegionShape made = shape.ofSize(0, size);
    assertThat(RegionGeometry.of(made.spec()).blockSize()).isEqualTo(blockSize);
    final GeometryOracle smaller = new GeometryOracle(made.ofSize(0, size - 1));
    assertThat(smaller.works() ? smaller.block() : 0).isLessThan(blockSize);
  }

  @Property(tries = 150)
  void theRingHasRoomForAMessageOfEveryBlockWhereverItStands(
      @ForAll(supplier = AnyRegions.class) final RegionShape shape, @ForAll final long seed) {
    final GeometryOracle oracle = new GeometryOracle(shape);
    if (!oracle.works() || oracle.offset() > 1 << 20) {
      return;
    }
    final RegionGeometry geometry = RegionGeometry.of(shape.spec());
    final GuardedMemory memory = new GuardedMemory(0, geometry.ringAreaLength());
    final AtomicBuffer ring = memory.buffer(0);
    final PacketRingWriter writer =
        new PacketRingWriter(ring, geometry.ring(), FaultHandler.ignore());
    final PacketRingReader reader =
        new PacketRingReader(ring, geometry.ring(), FaultHandler.ignore());
    writer.init();
    reader.init();
    final SplittableRandom random = new SplittableRandom(seed);
    final int messages = shape.localBlocks() + shape.remoteBlocks();
    for (int round = 0; round < 20; round++) {
      for (int i = 0; i < messages; i++) {
        assertThat(writer.write((byte) 0, (byte) round, (byte) i))
            .as("message %d of %d", i, messages)
            .isEqualTo(3);
      }
      assertThat(reader.poll((buffer, offset, length) -> {}, Integer.MAX_VALUE))
          .isEqualTo(messages);
      // Moves on by 8 or 12 bytes at a time, so that the next round begins anywhere.
      for (int i = random.nextInt(40); i > 0; i--) {
        final int length = random.nextBoolean() ? 4 : 8;
        assertThat(writer.write(ring, 0, length)).isNotEqualTo(Status.PEER_FAULT);
        reader.poll((buffer, offset, polled) -> {}, 1);
      }
    }
    memory.checkCanaries();
  }
}
