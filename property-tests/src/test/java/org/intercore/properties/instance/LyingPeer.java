package org.intercore.properties.instance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icbmsg.layout.RegionGeometry;
import org.intercore.icmsg.IcmsgConfig;
import org.intercore.icmsg.IcmsgLink;
import org.intercore.icmsg.UnboundMode;
import org.intercore.icmsg.buffer.Buffers;
import org.intercore.icmsg.region.RegionPair;
import org.intercore.properties.Generators.InstanceShape;
import org.intercore.properties.GuardedMemory;

/** The other side of an instance: an honest link, over which it says what a test tells it to. */
final class LyingPeer {
  static final int DATA = 0;
  static final int RELEASE_DATA = 1;
  static final int BOUND = 2;
  static final int RELEASE_BOUND = 3;

  /** A control message of ours. */
  record Said(int type, int address, int block) {}

  private final RegionGeometry geometry;
  private final AtomicBuffer region;
  private final AtomicBuffer victimsRegion;
  private final IcmsgLink link;
  private final List<Said> heard = new ArrayList<>();

  LyingPeer(
      final InstanceShape shape, final GuardedMemory memory, final int side, final Icbmsg victim) {
    geometry = (RegionGeometry) victim.rxGeometry();
    // Side 0 writes region 1, side 1 writes region 0.
    region = memory.buffer(side);
    victimsRegion = memory.buffer(1 - side);
    link = IcmsgLink.create(
        IcmsgConfig.regions(RegionPair.of(
                memory.region(side).region(0, geometry.ringAreaLength()),
                memory.region(1 - side).region(0, victim.txGeometry().blocksOffset())))
            .alignment(shape.alignment())
            .unbound(shape.sessions() ? UnboundMode.ENABLE : UnboundMode.DISABLE),
        (buffer, offset, length) -> heard.add(new Said(
            buffer.getByte(offset) & 0xFF,
            buffer.getByte(offset + 1) & 0xFF,
            buffer.getByte(offset + 2) & 0xFF)));
    link.open();
  }

  boolean isBound() {
    return link.isBound();
  }

  /** What the victim has said since the last time. */
  List<Said> listen() {
    while (link.poll(100) > 0) {
      assertThat(link.isReceiveFaulted()).isFalse();
    }
    final List<Said> said = List.copyOf(heard);
    heard.clear();
    return said;
  }

  void say(final int type, final int address, final int block) {
    sayBytes((byte) type, (byte) address, (byte) block);
  }

  /** A control message of any length. */
  void sayBytes(final byte... bytes) {
    final AtomicBuffer message = Buffers.allocate(bytes.length);
    message.putBytes(0, bytes);
    assertThat(link.send(message, 0, bytes.length)).isEqualTo(bytes.length);
  }

  /** The size word of a run, as wide as it is. */
  void size(final int block, final long size) {
    if (geometry.headerWidth() == Long.BYTES) {
      region.putLong(geometry.offsetOf(block), size, ByteOrder.LITTLE_ENDIAN);
    } else {
      region.putInt(geometry.offsetOf(block), (int) size, ByteOrder.LITTLE_ENDIAN);
    }
  }

  /** A name in a run, with or without the NUL that ends it. */
  void name(final int block, final String name, final boolean ends) {
    final byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    size(block, bytes.length + (ends ? 1 : 0));
    region.putBytes(geometry.payloadOffsetOf(block), bytes);
    region.putByte(geometry.payloadOffsetOf(block) + bytes.length, (byte) 0);
  }

  /** Any byte where the victim has its blocks. */
  void scribble(final int offset, final byte value) {
    victimsRegion.putByte(offset, value);
  }

  int writeIndex() {
    return region.getInt(geometry.ring().writeIndexOffset(), ByteOrder.LITTLE_ENDIAN);
  }

  /** Any word as the write index. From here on the link has lost its ring. */
  void writeIndex(final int word) {
    region.putInt(geometry.ring().writeIndexOffset(), word, ByteOrder.LITTLE_ENDIAN);
  }

  /** The header of a packet with any length, and an index that covers so many bytes after it. */
  void packet(final int length, final int covered) {
    final int index = writeIndex();
    region.putInt(geometry.ring().dataOffset() + index, length << 16, ByteOrder.BIG_ENDIAN);
    writeIndex((index + 4 + covered) % geometry.ring().dataLength());
  }
}
