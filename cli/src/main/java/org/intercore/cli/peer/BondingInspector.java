package org.intercore.cli.peer;

import java.nio.ByteOrder;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.cli.console.Words;
import org.intercore.icmsg.UnboundMode;
import org.intercore.icmsg.region.RegionPair;
import org.intercore.icmsg.region.SharedRegion;
import org.intercore.icmsg.ring.PacketRingLayout;

/**
 * Looks at the two regions, without writing, to tell why nobody answers. It starts before this side
 * writes anything, since its own bonding packet would look like the other side's.
 */
final class BondingInspector {
  private static final byte[] MAGIC = {
    0x45, 0x6d, 0x31, 0x6c, 0x31, 0x4b, 0x30, 0x72, 0x6e, 0x33, 0x6c, 0x69, 0x34
  };
  private static final int ID_MASK = 0xFFFF;
  private static final int SHOWN_BYTES = 8;
  private static final int SEARCHED_BYTES = PacketRingLayout.WORD + 4096;

  private final SharedRegion tx;
  private final SharedRegion rx;
  private final PacketRingLayout ring;
  private final boolean magicWasInTx;

  /**
   * Looks for the first time.
   *
   * @param regions as this side sees them, each beginning with its ring
   * @param ring the layout of the ring that the other side writes
   */
  BondingInspector(final RegionPair regions, final PacketRingLayout ring) {
    this.tx = regions.tx();
    this.rx = regions.rx();
    this.ring = ring;
    this.magicWasInTx = findMagic(tx.buffer()) >= 0;
  }

  /** The likeliest reason why the link is not bound, as a sentence. */
  String reason(final UnboundMode mode) {
    return mode == UnboundMode.ENABLE ? sessionReason() : magicReason();
  }

  private String sessionReason() {
    final int word = little(tx.buffer(), PacketRingLayout.HANDSHAKE_OFFSET);
    if ((word & ID_MASK) != 0) {
      return "the other side asks for session " + (word & ID_MASK)
          + " but does not take ours: it may have been stopped in the middle of bonding";
    }
    if (findMagic(rx.buffer()) >= 0) {
      return "the other side bonds by the magic packet, not by sessions: try --unbound disable on"
          + " this side or --unbound enable on the other";
    }
    return "the other side has not asked for a session in the handshake word at offset "
        + at(tx, PacketRingLayout.HANDSHAKE_OFFSET) + " yet: " + absent();
  }

  private String magicReason() {
    final AtomicBuffer buffer = rx.buffer();
    final int magic = findMagic(buffer);
    final int expected = ring.dataOffset() + PacketRingLayout.PACKET_HEADER_LENGTH;
    if (magic >= 0 && magic != expected) {
      return "the other side's bonding magic stands at offset " + at(rx, magic) + " and not at "
          + at(rx, expected) + ": do both sides use the same --alignment, --unbound and offsets?";
    }
    final int writeIndex = little(buffer, ring.writeIndexOffset());
    final int length = packetLength(buffer);
    if (writeIndex == 0 && length == 0) {
      return "the other side has written nothing in its ring at offset " + at(rx, 0) + " yet: "
          + absent();
    }
    if ((writeIndex & (PacketRingLayout.WORD - 1)) != 0
        || Integer.compareUnsigned(writeIndex, ring.dataLength()) >= 0) {
      return "the write index at offset " + at(rx, ring.writeIndexOffset()) + " is "
          + Integer.toUnsignedString(writeIndex) + ", which no ring of " + ring.dataLength()
          + " bytes can have: do both sides use the same offsets, sizes and --alignment?";
    }
    final int readIndex = little(buffer, PacketRingLayout.READ_INDEX_OFFSET);
    if (readIndex != 0) {
      return "what stands in the other side's ring at offset " + at(rx, 0)
          + " was read up to index " + Integer.toUnsignedString(readIndex)
          + " in an earlier life of this side: start the other side again, too";
    }
    if (magic == expected) {
      return "the other side's bonding magic is there, but it does not go on: has it stopped?";
    }
    return "the first packet found is not the bonding magic but " + length
        + " bytes that begin with "
        + firstBytes(buffer, expected) + ": does the other side speak ICMsg, with the same"
        + " --alignment?";
  }

  private String absent() {
    return magicWasInTx && findMagic(rx.buffer()) < 0
        ? "is it running? The tx-region held a bonding packet before this side wrote one, so --tx"
            + " and --rx may be swapped"
        : "is it running, and are --tx and --rx swapped?";
  }

  private int findMagic(final AtomicBuffer buffer) {
    final int last = Math.min(buffer.capacity() - MAGIC.length, SEARCHED_BYTES);
    for (int offset = 0; offset <= last; offset += PacketRingLayout.WORD) {
      if (isMagic(buffer, offset)) {
        return offset;
      }
    }
    return -1;
  }

  private static boolean isMagic(final AtomicBuffer buffer, final int offset) {
    for (int i = 0; i < MAGIC.length; i++) {
      if (buffer.getByte(offset + i) != MAGIC[i]) {
        return false;
      }
    }
    return true;
  }

  private int packetLength(final AtomicBuffer buffer) {
    return Short.toUnsignedInt(buffer.getShort(ring.dataOffset(), ByteOrder.BIG_ENDIAN));
  }

  private static String firstBytes(final AtomicBuffer buffer, final int offset) {
    final byte[] bytes = new byte[Math.min(SHOWN_BYTES, buffer.capacity() - offset)];
    buffer.getBytes(offset, bytes);
    return Words.hex(bytes);
  }

  private static int little(final AtomicBuffer buffer, final int offset) {
    return buffer.getInt(offset, ByteOrder.LITTLE_ENDIAN);
  }

  private static String at(final SharedRegion region, final int offset) {
    return Words.address((long) region.offset() + offset);
  }
}
