package org.intercore.icbmsg;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** A numbered message, of a length and content that follow from its number. */
final class ShopOrder {
  static final int MAX_LENGTH = 512;

  private static final int MIN_LENGTH = Long.BYTES;

  private ShopOrder() {}

  static int length(final long number) {
    // Some travel in the link's own lines and some in blocks.
    return MIN_LENGTH + (int) (number * 37 % 400);
  }

  private static byte content(final long number, final int index) {
    return (byte) (number * 31 + index * 7);
  }

  static int write(final MutableDirectBuffer into, final long number) {
    final int length = length(number);
    into.putLong(0, number);
    for (int i = MIN_LENGTH; i < length; i++) {
      into.putByte(i, content(number, i));
    }
    return length;
  }

  /** What is wrong with a message if it should be this one; null if nothing is. */
  static String wrongWith(
      final DirectBuffer buffer, final int offset, final int length, final long expected) {
    final long number = length < MIN_LENGTH ? -1 : buffer.getLong(offset);
    if (number != expected) {
      return "message " + number + " where " + expected + " was expected";
    }
    if (length != length(number)) {
      return "message " + number + " with " + length + " bytes";
    }
    for (int i = MIN_LENGTH; i < length; i++) {
      if (buffer.getByte(offset + i) != content(number, i)) {
        return "message " + number + ", torn at " + i;
      }
    }
    return null;
  }
}
