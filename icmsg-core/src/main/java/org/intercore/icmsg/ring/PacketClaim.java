package org.intercore.icmsg.ring;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;

/**
 * Room for one packet in the ring, to be filled in place. The payload may wrap at the end of the
 * ring's data, which the methods here hide. Owned by one thread; reused from claim to claim.
 *
 * <p>Nothing is visible to the reader until {@link PacketRingWriter#commit}.
 */
public final class PacketClaim {
  private AtomicBuffer buffer;
  private int dataOffset;
  private int dataLength;
  private int start;
  private int length;

  /** Makes a claim that holds nothing yet. */
  public PacketClaim() {}

  void set(
      final AtomicBuffer ring, final PacketRingLayout layout, final int index, final int payload) {
    this.buffer = ring;
    this.dataOffset = layout.dataOffset();
    this.dataLength = layout.dataLength();
    this.start = index;
    this.length = payload;
  }

  void clear() {
    length = 0;
    buffer = null;
  }

  boolean isClaimed() {
    return buffer != null;
  }

  /**
   * Length of the payload.
   *
   * @return bytes; 0 when nothing is claimed
   */
  public int length() {
    return length;
  }

  /**
   * Writes one byte.
   *
   * @param index within the payload
   * @param value the byte
   */
  public void putByte(final int index, final byte value) {
    boundsCheck(index, 1);
    buffer.putByte(dataOffset + position(index), value);
  }

  /**
   * Writes bytes.
   *
   * @param index within the payload
   * @param source where they come from
   * @param offset of the first in {@code source}
   * @param count how many
   */
  public void putBytes(
      final int index, final DirectBuffer source, final int offset, final int count) {
    boundsCheck(index, count);
    final int position = position(index);
    final int head = Math.min(count, dataLength - position);
    buffer.putBytes(dataOffset + position, source, offset, head);
    if (count > head) {
      buffer.putBytes(dataOffset, source, offset + head, count - head);
    }
  }

  private int position(final int index) {
    final int position = start + index;
    return position >= dataLength ? position - dataLength : position;
  }

  private void boundsCheck(final int index, final int count) {
    if (index < 0 || count < 0 || index > length - count) {
      throw new IndexOutOfBoundsException(
          count + " bytes at index " + index + " do not lie within a claim of " + length);
    }
  }
}
