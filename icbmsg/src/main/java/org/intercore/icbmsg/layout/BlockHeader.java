package org.intercore.icbmsg.layout;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The header at the start of a run of blocks.
 *
 * <pre>
 *  0   size     u32 or u64 little-endian   bytes of payload
 *  h   payload                             h = 4 or 8, the width of a size_t on both sides
 * </pre>
 *
 * <p>Written by the sender before it publishes the run, read once by the receiver after that. Plain
 * accesses: the ring's write index orders them, and a header may lie on an address that is only
 * 4-aligned.
 */
public final class BlockHeader {
  private BlockHeader() {}

  /**
   * Writes a size.
   *
   * @param blocks the region
   * @param offset where the run starts
   * @param width of the header, 4 or 8 bytes
   * @param size bytes of payload
   */
  public static void size(
      final MutableDirectBuffer blocks, final int offset, final int width, final int size) {
    if (width == Integer.BYTES) {
      blocks.putInt(offset, size, ByteOrder.LITTLE_ENDIAN);
    } else {
      blocks.putLong(offset, size, ByteOrder.LITTLE_ENDIAN);
    }
  }

  /**
   * Reads a size that a peer wrote, unchecked.
   *
   * @param blocks the region
   * @param offset where the run starts
   * @param width of the header, 4 or 8 bytes
   * @return what stands there; a negative value is one that does not fit 63 bits
   */
  public static long size(final DirectBuffer blocks, final int offset, final int width) {
    return width == Integer.BYTES
        ? blocks.getInt(offset, ByteOrder.LITTLE_ENDIAN) & 0xFFFF_FFFFL
        : blocks.getLong(offset, ByteOrder.LITTLE_ENDIAN);
  }
}
