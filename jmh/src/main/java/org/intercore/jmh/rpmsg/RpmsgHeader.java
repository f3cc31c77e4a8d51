package org.intercore.jmh.rpmsg;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * What stands before each payload, little-endian:
 *
 * <pre>
 *   0 u32 src    4 u32 dst    8 u32 reserved   12 u16 len   14 u16 flags   16 payload
 * </pre>
 */
final class RpmsgHeader {
  static final int LENGTH = 16;

  private static final int SOURCE = 0;
  private static final int RESERVED = 8;
  private static final int PAYLOAD_LENGTH = 12;
  private static final int LENGTH_MASK = 0xFFFF;

  private RpmsgHeader() {}

  /** Two stores of eight bytes for the five fields. */
  static void put(
      final MutableDirectBuffer memory,
      final int offset,
      final int source,
      final int destination,
      final int length) {
    memory.putLong(
        offset + SOURCE,
        (long) destination << Integer.SIZE | Integer.toUnsignedLong(source),
        ByteOrder.LITTLE_ENDIAN);
    memory.putLong(offset + RESERVED, (long) length << Integer.SIZE, ByteOrder.LITTLE_ENDIAN);
  }

  /** Both addresses, read at once. */
  static long addresses(final DirectBuffer memory, final int offset) {
    return memory.getLong(offset + SOURCE, ByteOrder.LITTLE_ENDIAN);
  }

  static int source(final long addresses) {
    return (int) addresses;
  }

  static int destination(final long addresses) {
    return (int) (addresses >>> Integer.SIZE);
  }

  static int length(final DirectBuffer memory, final int offset) {
    return memory.getShort(offset + PAYLOAD_LENGTH, ByteOrder.LITTLE_ENDIAN) & LENGTH_MASK;
  }
}
