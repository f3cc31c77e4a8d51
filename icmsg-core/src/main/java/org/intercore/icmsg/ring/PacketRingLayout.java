package org.intercore.icmsg.ring;

import org.intercore.icmsg.fault.LinkFault;

/**
 * Where everything stands in a packet ring.
 *
 * <pre>
 *  0        rd_idx     u32 little-endian   written by the READER, read by the writer
 *  4        handshake  u32 little-endian   written by the READER (only with sessions)
 *  A        wr_idx     u32 little-endian   written by the WRITER, read by the reader
 *  A+4      data[len]                      written by the writer
 *
 *  A   = max(alignment, 4), or max(alignment, 8) with the handshake word
 *  len = size - A - 4 rounded down to a multiple of 4
 * </pre>
 *
 * <p>{@code rd_idx} and {@code wr_idx} are byte offsets into {@code data}, multiples of 4. Equal
 * means empty; one 4-byte word always stays unused. A packet is a 4-byte header (length as u16
 * big-endian, then two zero bytes), the payload, and padding up to 4; payloads may wrap at the end
 * of {@code data}.
 */
public final class PacketRingLayout {
  /** Length of the header before each packet, in bytes. */
  public static final int PACKET_HEADER_LENGTH = 4;

  /** Longest payload that a packet header can name, in bytes. */
  public static final int MAX_PACKET_LENGTH = 0xFFFF;

  /** What every index and every packet is aligned to, in bytes. */
  public static final int WORD = 4;

  /** Where the reader publishes how far it has read. */
  public static final int READ_INDEX_OFFSET = 0;

  /** Where the reader writes its handshake, with sessions. */
  public static final int HANDSHAKE_OFFSET = READ_INDEX_OFFSET + WORD;

  private static final int MIN_DATA_LENGTH = 12;
  private static final int MIN_ALIGNMENT = 4;
  private static final int MAX_ALIGNMENT = 4096;

  private final int alignment;
  private final boolean handshake;
  private final int writeIndexOffset;
  private final int dataLength;

  private PacketRingLayout(final int size, final int alignment, final boolean handshake) {
    this.alignment = alignment;
    this.handshake = handshake;
    this.writeIndexOffset = writeIndexOffset(alignment, handshake);
    this.dataLength = (size - dataOffset()) & -WORD;
  }

  /**
   * The layout of a ring that fills a piece of memory.
   *
   * @param size of the memory, in bytes
   * @param alignment the data cache alignment of both sides: a power of two, 4 to 4096
   * @param handshake whether sessions are used, with a handshake word in the header
   * @return the layout
   * @throws IllegalArgumentException if the alignment is wrong or the memory too small
   */
  public static PacketRingLayout of(final int size, final int alignment, final boolean handshake) {
    requireAlignment(alignment);
    final PacketRingLayout layout = new PacketRingLayout(Math.max(size, 0), alignment, handshake);
    if (layout.dataLength < MIN_DATA_LENGTH) {
      throw new IllegalArgumentException("a packet ring with alignment "
          + alignment
          + " needs "
          + (layout.dataOffset() + MIN_DATA_LENGTH)
          + " bytes at least, but has "
          + size);
    }
    return layout;
  }

  /**
   * Checks a data cache alignment.
   *
   * @param alignment in bytes
   * @return the alignment
   * @throws IllegalArgumentException if it is not a power of two from 4 to 4096
   */
  public static int requireAlignment(final int alignment) {
    if (alignment < MIN_ALIGNMENT
        || alignment > MAX_ALIGNMENT
        || Integer.bitCount(alignment) != 1) {
      throw new IllegalArgumentException(
          "the alignment must be a power of two from 4 to 4096, but is " + alignment);
    }
    return alignment;
  }

  /**
   * Where the write index of a ring stands, before the ring's size is known.
   *
   * @param alignment the data cache alignment
   * @param handshake whether the header has a handshake word
   * @return offset in bytes
   */
  public static int writeIndexOffset(final int alignment, final boolean handshake) {
    return Math.max(alignment, handshake ? HANDSHAKE_OFFSET + WORD : WORD);
  }

  /**
   * Bytes that a packet takes in the ring.
   *
   * @param payloadLength length of its payload
   * @return header, payload and padding
   */
  public static int packetLength(final int payloadLength) {
    return PACKET_HEADER_LENGTH + ((payloadLength + WORD - 1) & -WORD);
  }

  /**
   * Whether the header has a handshake word.
   *
   * @return true with sessions
   */
  public boolean hasHandshake() {
    return handshake;
  }

  /**
   * The data cache alignment.
   *
   * @return bytes
   */
  public int alignment() {
    return alignment;
  }

  /**
   * Where the write index stands.
   *
   * @return offset in bytes
   */
  public int writeIndexOffset() {
    return writeIndexOffset;
  }

  /**
   * Where the packets start.
   *
   * @return offset in bytes
   */
  public int dataOffset() {
    return writeIndexOffset + WORD;
  }

  /**
   * Room for packets.
   *
   * @return bytes, a multiple of 4; 4 of them always stay unused
   */
  public int dataLength() {
    return dataLength;
  }

  /**
   * The longest payload that this ring can ever carry.
   *
   * @return bytes
   */
  public int maxPayload() {
    return Math.min(MAX_PACKET_LENGTH, dataLength - WORD - PACKET_HEADER_LENGTH);
  }

  /**
   * Whether a peer's index can be true.
   *
   * @param index as it stands in the ring's header
   * @return false if it does not lie within the ring, or between two words
   */
  public boolean isValid(final int index) {
    return (index & (WORD - 1)) == 0 && index >= 0 && index < dataLength;
  }

  /** What is wrong with an index that is not valid. */
  LinkFault faultOf(final int index) {
    return (index & (WORD - 1)) != 0 ? LinkFault.INDEX_UNALIGNED : LinkFault.INDEX_OUT_OF_RANGE;
  }

  /**
   * Bytes between two valid indices.
   *
   * @param writeIndex of the writer
   * @param readIndex of the reader
   * @return how much is written and not read
   */
  public int occupied(final int writeIndex, final int readIndex) {
    final int distance = writeIndex - readIndex;
    return distance >= 0 ? distance : distance + dataLength;
  }

  /** An index of at most twice the ring's length, brought back into the ring. */
  int wrap(final int index) {
    return index >= dataLength ? index - dataLength : index;
  }
}
