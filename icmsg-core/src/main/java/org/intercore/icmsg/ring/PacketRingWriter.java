package org.intercore.icmsg.ring;

import static org.intercore.icmsg.ring.PacketRingLayout.PACKET_HEADER_LENGTH;
import static org.intercore.icmsg.ring.PacketRingLayout.READ_INDEX_OFFSET;
import static org.intercore.icmsg.ring.PacketRingLayout.WORD;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icmsg.buffer.SharedWords;
import org.intercore.icmsg.fault.FaultHandler;
import org.intercore.icmsg.status.Status;

/**
 * The writing end of a packet ring (Zephyr's {@code pbuf_tx_init}, {@code pbuf_write}). Used by one
 * thread at a time.
 *
 * <p>Its own index is private and never read back from shared memory. The reader's index is read
 * only when the copy at hand shows no room, and is validated before use.
 */
public final class PacketRingWriter {
  private static final int PADDING_OF_THREE_BYTES = 0xFF00_0000;
  private static final int NOTHING_FETCHED = -1;

  private final AtomicBuffer buffer;
  private final SharedWords words;
  private final PacketRingLayout layout;
  // As the layout has them, one step nearer: each packet asks for all three.
  private final int writeIndexOffset;
  private final int dataOffset;
  private final int dataLength;
  private final FaultHandler faults;
  private int writeIndex;
  private int knownReadIndex;
  private int fetched = NOTHING_FETCHED;
  private PacketClaim claimed;

  /**
   * A writer for a ring that {@link #init()} has to reset first.
   *
   * @param buffer the ring, header included; outside the heap
   * @param layout of the ring
   * @param faults told when the reader's index cannot be true
   * @throws IllegalArgumentException if the buffer is an array
   */
  public PacketRingWriter(
      final AtomicBuffer buffer, final PacketRingLayout layout, final FaultHandler faults) {
    this.buffer = buffer;
    this.words = SharedWords.of(buffer);
    this.layout = layout;
    this.writeIndexOffset = layout.writeIndexOffset();
    this.dataOffset = layout.dataOffset();
    this.dataLength = layout.dataLength();
    this.faults = faults;
  }

  /**
   * Empties the ring: both indices 0, here and in shared memory. The reader must not be reading, or
   * must be about to find out that it has to begin anew.
   */
  public void init() {
    writeIndex = 0;
    knownReadIndex = 0;
    fetched = NOTHING_FETCHED;
    claimed = null;
    // Sequentially consistent, as in pbuf_tx_init: the reset is in memory before the doorbell or
    // the handshake word that tells the reader of it.
    words.putIntVolatile(writeIndexOffset, 0);
    words.putIntVolatile(READ_INDEX_OFFSET, 0);
  }

  /**
   * Writes one packet, with a copy. Never blocks.
   *
   * @param source where the payload comes from
   * @param offset of its first byte
   * @param length in bytes
   * @return {@code length}; {@link Status#NO_DATA} if that is 0, {@link Status#BAD_MESSAGE} if the
   *     ring can never hold it, {@link Status#NO_BUFFERS} if it has no room now, {@link
   *     Status#PEER_FAULT} if the reader's index cannot be true
   */
  public int write(final DirectBuffer source, final int offset, final int length) {
    final int status = reserve(length);
    if (status < 0) {
      return status;
    }
    final int start = putHeader(length);
    final int head = Math.min(length, dataLength - start);
    buffer.putBytes(dataOffset + start, source, offset, head);
    if (length > head) {
      buffer.putBytes(dataOffset, source, offset + head, length - head);
    }
    publish(start, length);
    return length;
  }

  /**
   * Writes one packet of three bytes, the size of an ICBMsg control message, without a source
   * buffer. Never blocks.
   *
   * @param first byte
   * @param second byte
   * @param third byte
   * @return 3, or a status as {@link #write}
   */
  public int write(final byte first, final byte second, final byte third) {
    final int length = 3;
    final int status = reserve(length);
    if (status < 0) {
      return status;
    }
    final int start = putHeader(length);
    final int position = dataOffset + start;
    final int bytes = first & 0xFF | (second & 0xFF) << 8 | (third & 0xFF) << 16;
    // One store, and what pads the packet stays as it is: nobody else writes here.
    words.putInt(position, bytes | words.getInt(position) & PADDING_OF_THREE_BYTES);
    publish(start, length);
    return length;
  }

  /**
   * Claims room for one packet, to be filled in place. Never blocks. A claim that is not committed
   * is simply forgotten at the next one.
   *
   * @param length of the payload in bytes
   * @param claim where to put the room
   * @return {@code length}, or a status as {@link #write}
   */
  public int claim(final int length, final PacketClaim claim) {
    claim.clear();
    final int status = reserve(length);
    if (status < 0) {
      return status;
    }
    claim.set(buffer, layout, layout.wrap(writeIndex + PACKET_HEADER_LENGTH), length);
    claimed = claim;
    return length;
  }

  /**
   * Publishes a claimed packet.
   *
   * @param claim the last thing claimed from this writer
   * @return the packet's length in bytes
   * @throws IllegalStateException if it holds no claim, or another packet or a reset has come in
   *     between
   */
  public int commit(final PacketClaim claim) {
    if (!claim.isClaimed()) {
      throw new IllegalStateException("nothing is claimed, so nothing can be committed");
    }
    final int length = claim.length();
    // The index alone does not tell: it may have gone once round, and the room be taken.
    if (claim != claimed) {
      throw new IllegalStateException("another packet was written, or the ring reset, after this"
          + " one of " + length + " bytes was claimed");
    }
    publish(putHeader(length), length);
    claim.clear();
    return length;
  }

  /**
   * The longest payload of a packet.
   *
   * @return bytes
   */
  public int maxPayload() {
    return layout.maxPayload();
  }

  /**
   * Brings the line in which the next packet will begin to this core, ahead of it: the reader has it, if
   * it has read the packet before, and a store would have to wait for it. Once for each packet.
   */
  public void fetchNext() {
    if (fetched != writeIndex) {
      fetched = writeIndex;
      // One word always stays free, and this is the first that is.
      words.putInt(dataOffset + writeIndex, 0);
    }
  }

  /**
   * As {@link #fetchNext()}, for the line of the index: a reader that waits looks at it all the time, so it
   * is ours for a moment only.
   */
  public void fetchIndex() {
    // Release, as in publish: the same word once more.
    words.putIntRelease(writeIndexOffset, writeIndex);
  }

  /**
   * Whether the reader's index has moved since {@link #init()}. After a whole round it may say no
   * again.
   *
   * @return true if a packet was taken
   */
  public boolean isRead() {
    // Acquire, pairs with the release in PacketRingReader.consume: who sees that this ring was read
    // sees what its reader did before.
    return words.getIntAcquire(READ_INDEX_OFFSET) != 0;
  }

  /**
   * What the reader of this ring wrote into the handshake word.
   *
   * @return the word
   */
  public int handshake() {
    // Sequentially consistent: pairs with PacketRingReader.handshake(int) of the other side.
    return words.getIntVolatile(PacketRingLayout.HANDSHAKE_OFFSET);
  }

  private int reserve(final int length) {
    if (length < 0) {
      throw new IllegalArgumentException("the length of a packet cannot be " + length);
    }
    if (length == 0) {
      return Status.NO_DATA;
    }
    if (length > layout.maxPayload()) {
      return Status.BAD_MESSAGE;
    }
    final int needed = PacketRingLayout.packetLength(length);
    if (needed <= room()) {
      return 0;
    }
    if (!refreshReadIndex()) {
      return Status.PEER_FAULT;
    }
    return needed <= room() ? 0 : Status.NO_BUFFERS;
  }

  private int room() {
    return dataLength - layout.occupied(writeIndex, knownReadIndex) - WORD;
  }

  private boolean refreshReadIndex() {
    // Acquire, pairs with the release in PacketRingReader.consume: what we overwrite from here on,
    // the reader has finished reading.
    final int readIndex = words.getIntAcquire(READ_INDEX_OFFSET);
    if (!layout.isValid(readIndex)) {
      faults.onFault(layout.faultOf(readIndex), readIndex & 0xFFFF_FFFFL);
      return false;
    }
    knownReadIndex = readIndex;
    return true;
  }

  private int putHeader(final int length) {
    // Big-endian, in the first two of four bytes.
    words.putInt(dataOffset + writeIndex, Integer.reverseBytes(length << Short.SIZE));
    return layout.wrap(writeIndex + PACKET_HEADER_LENGTH);
  }

  private void publish(final int start, final int length) {
    claimed = null;
    writeIndex = layout.wrap(start + ((length + WORD - 1) & -WORD));
    // Release, pairs with the acquire in PacketRingReader.refreshWriteIndex: header and payload are
    // there before the index that covers them. It also publishes the block that a control message
    // in this packet hands over.
    words.putIntRelease(writeIndexOffset, writeIndex);
  }
}
