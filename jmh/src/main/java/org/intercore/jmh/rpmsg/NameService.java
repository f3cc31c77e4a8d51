package org.intercore.jmh.rpmsg;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The announcement of an endpoint, a message to address {@value #ADDRESS}, little-endian:
 *
 * <pre>
 *   0 char name[32], padded with zeros    32 u32 addr    36 u32 flags: 0 = create, 1 = destroy
 * </pre>
 */
final class NameService {
  /** Where announcements are sent to and from (RPMSG_NS_ADDR). */
  static final int ADDRESS = 53;

  static final int LENGTH = 40;
  static final int NAME_LENGTH = 32;
  static final int CREATE = 0;
  static final int DESTROY = 1;

  private static final int ADDRESS_OFFSET = 32;
  private static final int FLAGS_OFFSET = 36;

  private NameService() {}

  /** The last of the 32 bytes is a zero, as those expect who read it with C's string functions. */
  static void requireName(final String name) {
    if (name.getBytes(StandardCharsets.UTF_8).length >= NAME_LENGTH || name.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a name has at most " + (NAME_LENGTH - 1)
          + " bytes and no zero in it, but this is \"" + name + '"');
    }
  }

  static void put(
      final MutableDirectBuffer buffer, final String name, final int address, final int flags) {
    buffer.setMemory(0, NAME_LENGTH, (byte) 0);
    buffer.putBytes(0, name.getBytes(StandardCharsets.UTF_8));
    buffer.putInt(ADDRESS_OFFSET, address, ByteOrder.LITTLE_ENDIAN);
    buffer.putInt(FLAGS_OFFSET, flags, ByteOrder.LITTLE_ENDIAN);
  }

  static String name(final DirectBuffer buffer, final int offset) {
    final byte[] bytes = new byte[NAME_LENGTH];
    buffer.getBytes(offset, bytes);
    int length = 0;
    while (length < NAME_LENGTH && bytes[length] != 0) {
      length++;
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  static int address(final DirectBuffer buffer, final int offset) {
    return buffer.getInt(offset + ADDRESS_OFFSET, ByteOrder.LITTLE_ENDIAN);
  }

  static boolean isDestroy(final DirectBuffer buffer, final int offset) {
    return (buffer.getInt(offset + FLAGS_OFFSET, ByteOrder.LITTLE_ENDIAN) & DESTROY) != 0;
  }
}
