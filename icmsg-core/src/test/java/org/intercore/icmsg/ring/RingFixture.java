package org.intercore.icmsg.ring;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icmsg.buffer.Buffers;

/** A ring in memory that was never zeroed, with both its ends and what they complained about. */
final class RingFixture {
  /** What stands in every byte that nobody has written. */
  static final byte UNTOUCHED = (byte) 0xA5;

  final List<String> faults = new ArrayList<>();
  final PacketRingLayout layout;
  final AtomicBuffer memory;
  final PacketRingWriter writer;
  final PacketRingReader reader;

  RingFixture(final int size, final int alignment, final boolean handshake) {
    layout = PacketRingLayout.of(size, alignment, handshake);
    memory = memory(size);
    memory.setMemory(0, size, UNTOUCHED);
    writer = new PacketRingWriter(
        memory, layout, (fault, value) -> faults.add("writer " + fault.name() + " " + value));
    reader = new PacketRingReader(
        memory, layout, (fault, value) -> faults.add("reader " + fault.name() + " " + value));
    writer.init();
    reader.init();
  }

  /** Zeroed memory that a ring can lie in. */
  static AtomicBuffer memory(final int size) {
    return Buffers.wrap(Buffers.allocateDirect(size, Long.BYTES), 0, size);
  }

  /** A ring with alignment 4, without handshake: rd_idx at 0, wr_idx at 4, data from 8 on. */
  static RingFixture ofDataLength(final int dataLength) {
    return new RingFixture(8 + dataLength, 4, false);
  }

  int write(final String hex) {
    final byte[] payload = HexFormat.of().parseHex(hex);
    return writer.write(buffer(payload), 0, payload.length);
  }

  /** The next packet's payload in hex, taken out of the ring; "" if there is none. */
  String read() {
    final AtomicBuffer target = Buffers.allocate(layout.dataLength());
    final int length = reader.read(target, 0, target.capacity());
    if (length < 0) {
      return "status " + length;
    }
    final byte[] payload = new byte[length];
    target.getBytes(0, payload);
    return HexFormat.of().formatHex(payload);
  }

  /** Writes and reads filler until both indices stand at {@code index}; wipes the data after it. */
  void moveTo(final int index) {
    int left = index == 4 ? index + layout.dataLength() : index;
    while (left > 0) {
      // Packets take 8 or 12 bytes here, which sum up to every multiple of 4 but 4 itself.
      final String filler = left % 8 == 0 ? "ffffffff" : "ffffffffffffffff";
      write(filler);
      if (!read().equals(filler)) {
        throw new AssertionError("the filler did not pass");
      }
      left -= 4 + filler.length() / 2;
    }
    memory.setMemory(layout.dataOffset(), layout.dataLength(), UNTOUCHED);
  }

  /** Writes a little-endian word as a peer would that does not use our code. */
  void raw(final int offset, final int value) {
    for (int i = 0; i < 4; i++) {
      memory.putByte(offset + i, (byte) (value >>> 8 * i));
    }
  }

  String hex(final int offset, final int length) {
    final byte[] bytes = new byte[length];
    memory.getBytes(offset, bytes);
    return HexFormat.of().formatHex(bytes);
  }

  String allHex() {
    return hex(0, memory.capacity());
  }

  static AtomicBuffer buffer(final byte[] bytes) {
    final AtomicBuffer buffer = Buffers.allocate(bytes.length);
    buffer.putBytes(0, bytes);
    return buffer;
  }
}
