package org.intercore.icbmsg;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.agrona.MutableDirectBuffer;
import org.intercore.icmsg.region.RegionPair;
import org.intercore.icmsg.region.SharedMemory;

/**
 * The other side, written by hand: it puts words and packets straight into shared memory and can
 * tell any lie. The offsets are worked out on paper, for two regions of 4096 bytes with 4 blocks each
 * and alignment 4:
 *
 * <pre>
 *              rd_idx  handshake  wr_idx  data     block 0  block size  header
 *  PLAIN         0        -         4      8..96      96       1000        4
 *  PLAIN_64      0        -         4      8..128    128        992        8
 *  SESSION       0        4         8     12..96      96       1000        4
 * </pre>
 */
public final class RawPeer {
  static final int REGION_SIZE = 4096;
  static final int BLOCKS = 4;
  static final int DATA = 0;
  static final int RELEASE_DATA = 1;
  static final int BOUND = 2;
  static final int RELEASE_BOUND = 3;

  private static final String[] TYPES = {"DATA", "RELEASE_DATA", "BOUND", "RELEASE_BOUND"};
  private static final byte[] MAGIC = {
    0x45, 0x6d, 0x31, 0x6c, 0x31, 0x4b, 0x30, 0x72, 0x6e, 0x33, 0x6c, 0x69, 0x34
  };
  private static final int SESSION_ID = 77;

  /** Which of the three lines of the table. */
  enum Kind {
    PLAIN(4, 96, 1000, 4),
    PLAIN_64(4, 128, 992, 8),
    SESSION(8, 96, 1000, 4);

    final int writeIndexOffset;
    final int dataOffset;
    final int blocksOffset;
    final int blockSize;
    final int headerWidth;

    Kind(
        final int writeIndexOffset,
        final int blocksOffset,
        final int blockSize,
        final int headerWidth) {
      this.writeIndexOffset = writeIndexOffset;
      this.dataOffset = writeIndexOffset + 4;
      this.blocksOffset = blocksOffset;
      this.blockSize = blockSize;
      this.headerWidth = headerWidth;
    }

    int dataLength() {
      return blocksOffset - dataOffset;
    }

    /** Payload of a run of all four blocks. */
    int maxPayload() {
      return BLOCKS * blockSize - headerWidth;
    }
  }

  final Kind kind;
  final RegionPair ours;
  private final MutableDirectBuffer tx;
  private final MutableDirectBuffer rx;
  private int writeIndex;
  private int readIndex;

  RawPeer(final Kind kind) {
    this.kind = kind;
    final SharedMemory memory = SharedMemory.allocate(2 * REGION_SIZE);
    ours = RegionPair.of(memory.region(0, REGION_SIZE), memory.region(REGION_SIZE, REGION_SIZE));
    tx = ours.rx().buffer();
    rx = ours.tx().buffer();
  }

  /** Does what an honest side does to be bonded with ours. */
  void bond(final Icbmsg with) {
    if (kind == Kind.SESSION) {
      bondBySession(with);
    } else {
      resetRing();
      packet(MAGIC);
      work(with);
      if (nextPacket().length != MAGIC.length) {
        throw new AssertionError("no magic");
      }
    }
    if (!with.isBound()) {
      throw new AssertionError("not bound");
    }
  }

  private void bondBySession(final Icbmsg with) {
    handshake(0);
    work(with);
    handshake(SESSION_ID);
    work(with);
    resetRing();
    handshake(SESSION_ID | (theirHandshake() & 0xFFFF) << 16);
    work(with);
    readIndex = 0;
  }

  /** Lets our side work until it finds nothing more to do. */
  static void work(final Icbmsg side) {
    for (int i = 0; i < 1000; i++) {
      if (side.doWork() == 0) {
        return;
      }
    }
    throw new AssertionError("a side works for ever");
  }

  void resetRing() {
    writeIndex = 0;
    writeIndex(0);
    putInt(tx, 0, 0);
  }

  /** The word that this side writes into its rx-region's header. */
  void handshake(final int word) {
    putInt(rx, 4, word);
  }

  int theirHandshake() {
    return tx.getInt(4, ByteOrder.LITTLE_ENDIAN);
  }

  /** Publishes whatever index. */
  void writeIndex(final int value) {
    putInt(tx, kind.writeIndexOffset, value);
  }

  /** Says that this side has read as far as whatever index. */
  void readIndex(final int value) {
    putInt(rx, 0, value);
  }

  /** The four bytes that come before each packet, with a length of one's own. */
  void packetHeader(final int length) {
    tx.putInt(kind.dataOffset + writeIndex, length << 16, ByteOrder.BIG_ENDIAN);
  }

  void packet(final byte... payload) {
    packetHeader(payload.length);
    writeIndex = (writeIndex + 4) % kind.dataLength();
    for (final byte value : payload) {
      tx.putByte(kind.dataOffset + writeIndex, value);
      writeIndex = (writeIndex + 1) % kind.dataLength();
    }
    writeIndex = (writeIndex + 3 & ~3) % kind.dataLength();
    writeIndex(writeIndex);
  }

  void control(final int type, final int address, final int block) {
    packet((byte) type, (byte) address, (byte) block);
  }

  int offsetOf(final int block) {
    return kind.blocksOffset + block * kind.blockSize;
  }

  /** Writes the size word of a run of this side's, true or not. */
  void size(final int block, final long size) {
    putSize(tx, block, size);
  }

  /** Overwrites the size word of a run that ours has sent. */
  void sizeOfOurs(final int block, final long size) {
    putSize(rx, block, size);
  }

  private void putSize(final MutableDirectBuffer region, final int block, final long size) {
    if (kind.headerWidth == 4) {
      putInt(region, offsetOf(block), (int) size);
    } else {
      region.putLong(offsetOf(block), size, ByteOrder.LITTLE_ENDIAN);
    }
  }

  void fill(final int block, final byte... payload) {
    size(block, payload.length);
    tx.putBytes(offsetOf(block) + kind.headerWidth, payload);
  }

  /** An honest message. */
  void data(final int address, final int block, final String text) {
    fill(block, Inbox.ascii(text));
    control(DATA, address, block);
  }

  /** An honest request to bind. */
  void requestBound(final int address, final int block, final String name) {
    fill(block, (name + "\0").getBytes(StandardCharsets.UTF_8));
    control(BOUND, address, block);
  }

  /** What is in a run of ours, as text. */
  String text(final int block) {
    final int length = rx.getInt(offsetOf(block), ByteOrder.LITTLE_ENDIAN);
    return rx.getStringWithoutLengthAscii(offsetOf(block) + kind.headerWidth, length);
  }

  /** What ours has written since the last call, as "TYPE address block". */
  List<String> replies() {
    final List<String> all = new ArrayList<>();
    for (byte[] packet = nextPacket(); packet.length > 0; packet = nextPacket()) {
      all.add(TYPES[packet[0]] + " " + (packet[1] & 0xFF) + " " + (packet[2] & 0xFF));
    }
    return all;
  }

  /** The next packet of ours, empty if there is none. */
  private byte[] nextPacket() {
    if (readIndex == rx.getInt(kind.writeIndexOffset, ByteOrder.LITTLE_ENDIAN)) {
      return new byte[0];
    }
    final int length = rx.getInt(kind.dataOffset + readIndex, ByteOrder.BIG_ENDIAN) >>> 16;
    final byte[] packet = new byte[length];
    for (int i = 0; i < length; i++) {
      packet[i] = rx.getByte(kind.dataOffset + (readIndex + 4 + i) % kind.dataLength());
    }
    readIndex = (readIndex + 4 + (length + 3 & ~3)) % kind.dataLength();
    readIndex(readIndex);
    return packet;
  }

  private static void putInt(final MutableDirectBuffer region, final int offset, final int value) {
    region.putInt(offset, value, ByteOrder.LITTLE_ENDIAN);
  }
}
