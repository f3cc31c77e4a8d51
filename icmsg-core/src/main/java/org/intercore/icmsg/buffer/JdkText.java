package org.intercore.icmsg.buffer;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.agrona.AsciiEncoding;
import org.agrona.AsciiNumberFormatException;
import org.agrona.LangUtil;

/** Strings and decimal numbers in a flag-free buffer, encoded as Agrona's buffers encode them. */
abstract class JdkText extends JdkNumbers {
  private static final byte[] NULL = "null".getBytes(StandardCharsets.UTF_8);
  private static final int LAST_ASCII = 127;
  private static final int TEN = 10;
  // Not one digit more, not even a zero: Agrona's buffers refuse what could be too large by length.
  private static final int INT_DIGITS = 10;
  private static final int LONG_DIGITS = 19;

  @Override
  public String getStringAscii(final int index) {
    return getStringWithoutLengthAscii(index + STR_HEADER_LEN, getInt(index));
  }

  @Override
  public int getStringAscii(final int index, final Appendable appendable) {
    return getStringWithoutLengthAscii(index + STR_HEADER_LEN, getInt(index), appendable);
  }

  @Override
  public String getStringAscii(final int index, final ByteOrder byteOrder) {
    return getStringWithoutLengthAscii(index + STR_HEADER_LEN, getInt(index, byteOrder));
  }

  @Override
  public int getStringAscii(
      final int index, final Appendable appendable, final ByteOrder byteOrder) {
    final int length = getInt(index, byteOrder);
    return getStringWithoutLengthAscii(index + STR_HEADER_LEN, length, appendable);
  }

  @Override
  public String getStringAscii(final int index, final int length) {
    return getStringWithoutLengthAscii(index + STR_HEADER_LEN, length);
  }

  @Override
  public int getStringAscii(final int index, final int length, final Appendable appendable) {
    at(index, length + STR_HEADER_LEN);
    return getStringWithoutLengthAscii(index + STR_HEADER_LEN, length, appendable);
  }

  @Override
  public String getStringWithoutLengthAscii(final int index, final int length) {
    return new String(copy(index, length), StandardCharsets.US_ASCII);
  }

  @Override
  public int getStringWithoutLengthAscii(
      final int index, final int length, final Appendable appendable) {
    final int start = at(index, length);
    try {
      for (int i = 0; i < length; i++) {
        final byte letter = bytes().get(start + i);
        appendable.append(letter < 0 ? '?' : (char) letter);
      }
    } catch (final IOException e) {
      LangUtil.rethrowUnchecked(e);
    }
    return length;
  }

  private byte[] copy(final int index, final int length) {
    at(index, length);
    final byte[] copy = new byte[length];
    getBytes(index, copy);
    return copy;
  }

  @Override
  public int putStringAscii(final int index, final String value) {
    return putStringAscii(index, (CharSequence) value, NATIVE);
  }

  @Override
  public int putStringAscii(final int index, final CharSequence value) {
    return putStringAscii(index, value, NATIVE);
  }

  @Override
  public int putStringAscii(final int index, final String value, final ByteOrder byteOrder) {
    return putStringAscii(index, (CharSequence) value, byteOrder);
  }

  @Override
  public int putStringAscii(final int index, final CharSequence value, final ByteOrder byteOrder) {
    final int length = value == null ? 0 : value.length();
    at(index, length + STR_HEADER_LEN);
    putInt(index, length, byteOrder);
    return STR_HEADER_LEN + putStringWithoutLengthAscii(index + STR_HEADER_LEN, value);
  }

  @Override
  public int putStringWithoutLengthAscii(final int index, final String value) {
    return putStringWithoutLengthAscii(index, (CharSequence) value);
  }

  @Override
  public int putStringWithoutLengthAscii(final int index, final CharSequence value) {
    return value == null ? 0 : putStringWithoutLengthAscii(index, value, 0, value.length());
  }

  @Override
  public int putStringWithoutLengthAscii(
      final int index, final String value, final int valueOffset, final int length) {
    return putStringWithoutLengthAscii(index, (CharSequence) value, valueOffset, length);
  }

  @Override
  public int putStringWithoutLengthAscii(
      final int index, final CharSequence value, final int valueOffset, final int length) {
    if (value == null) {
      return 0;
    }
    final int count = Math.min(value.length() - valueOffset, length);
    final int start = at(index, count);
    for (int i = 0; i < count; i++) {
      final char letter = value.charAt(valueOffset + i);
      bytes().put(start + i, (byte) (letter > LAST_ASCII ? '?' : letter));
    }
    return count;
  }

  @Override
  public String getStringUtf8(final int index) {
    return getStringWithoutLengthUtf8(index + STR_HEADER_LEN, getInt(index));
  }

  @Override
  public String getStringUtf8(final int index, final ByteOrder byteOrder) {
    return getStringWithoutLengthUtf8(index + STR_HEADER_LEN, getInt(index, byteOrder));
  }

  @Override
  public String getStringUtf8(final int index, final int length) {
    return getStringWithoutLengthUtf8(index + STR_HEADER_LEN, length);
  }

  @Override
  public String getStringWithoutLengthUtf8(final int index, final int length) {
    return new String(copy(index, length), StandardCharsets.UTF_8);
  }

  @Override
  public int putStringUtf8(final int index, final String value) {
    return putStringUtf8(index, value, NATIVE, Integer.MAX_VALUE);
  }

  @Override
  public int putStringUtf8(final int index, final String value, final ByteOrder byteOrder) {
    return putStringUtf8(index, value, byteOrder, Integer.MAX_VALUE);
  }

  @Override
  public int putStringUtf8(final int index, final String value, final int maxEncodedLength) {
    return putStringUtf8(index, value, NATIVE, maxEncodedLength);
  }

  @Override
  public int putStringUtf8(
      final int index, final String value, final ByteOrder byteOrder, final int maxEncodedLength) {
    final byte[] encoded = utf8(value);
    if (encoded.length > maxEncodedLength) {
      throw new IllegalArgumentException(
          "the string is " + encoded.length + " bytes long, but may be " + maxEncodedLength);
    }
    at(index, STR_HEADER_LEN + encoded.length);
    putInt(index, encoded.length, byteOrder);
    putBytes(index + STR_HEADER_LEN, encoded);
    return STR_HEADER_LEN + encoded.length;
  }

  @Override
  public int putStringWithoutLengthUtf8(final int index, final String value) {
    final byte[] encoded = utf8(value);
    putBytes(index, encoded);
    return encoded.length;
  }

  private static byte[] utf8(final String value) {
    return value == null ? NULL : value.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public int parseNaturalIntAscii(final int index, final int length) {
    return (int) -parse(index, length, false, INT_DIGITS, -Integer.MAX_VALUE);
  }

  @Override
  public long parseNaturalLongAscii(final int index, final int length) {
    return -parse(index, length, false, LONG_DIGITS, -Long.MAX_VALUE);
  }

  @Override
  public int parseIntAscii(final int index, final int length) {
    return isNegative(index, length)
        ? (int) parse(index, length, true, INT_DIGITS, Integer.MIN_VALUE)
        : parseNaturalIntAscii(index, length);
  }

  @Override
  public long parseLongAscii(final int index, final int length) {
    return isNegative(index, length)
        ? parse(index, length, true, LONG_DIGITS, Long.MIN_VALUE)
        : parseNaturalLongAscii(index, length);
  }

  private boolean isNegative(final int index, final int length) {
    final int start = at(index, length);
    return length > 0 && bytes().get(start) == '-';
  }

  /** Minus the number: there is one more below zero than above. */
  private long parse(
      final int index, final int length, final boolean signed, final int digits, final long least) {
    final int start = at(index, length) + (signed ? 1 : 0);
    final int count = signed ? length - 1 : length;
    if (count <= 0 || count > digits) {
      throw noNumber(index, length);
    }
    long value = 0;
    for (int i = 0; i < count; i++) {
      final int digit = bytes().get(start + i) - '0';
      // Neither side of the last comparison can overflow.
      if (digit < 0 || digit >= TEN || value < least / TEN || value * TEN < least + digit) {
        throw noNumber(index, length);
      }
      value = value * TEN - digit;
    }
    return value;
  }

  private AsciiNumberFormatException noNumber(final int index, final int length) {
    return new AsciiNumberFormatException("no number, or one that is too large: \""
        + getStringWithoutLengthAscii(index, length) + "\" at index " + index);
  }

  @Override
  public int putIntAscii(final int index, final int value) {
    return putLongAscii(index, value);
  }

  @Override
  public int putLongAscii(final int index, final long value) {
    if (value >= 0) {
      return putNaturalLongAscii(index, value);
    }
    // Below zero all along: the least long has no counterpart above.
    final int count = value == Long.MIN_VALUE ? LONG_DIGITS : AsciiEncoding.digitCount(-value);
    final int start = at(index, count + 1);
    bytes().put(start, (byte) '-');
    putDigits(start + 1, count, value);
    return count + 1;
  }

  @Override
  public int putNaturalIntAscii(final int index, final int value) {
    return putNaturalLongAscii(index, value);
  }

  @Override
  public int putNaturalLongAscii(final int index, final long value) {
    final int count = AsciiEncoding.digitCount(value);
    putDigits(at(index, count), count, -value);
    return count;
  }

  /** What is left of the number if it has more digits. */
  private long putDigits(final int start, final int count, final long minusValue) {
    long rest = minusValue;
    for (int at = start + count - 1; at >= start; at--) {
      bytes().put(at, (byte) ('0' - rest % TEN));
      rest /= TEN;
    }
    return rest;
  }

  @Override
  public void putNaturalPaddedIntAscii(final int offset, final int length, final int value) {
    if (putDigits(at(offset, length), length, -(long) value) != 0) {
      throw new NumberFormatException("cannot write " + value + " in " + length + " bytes");
    }
  }

  @Override
  public int putNaturalIntAsciiFromEnd(final int value, final int endExclusive) {
    final int count = AsciiEncoding.digitCount(value);
    final int start = at(endExclusive - count, count);
    if (value == 0) {
      // As Agrona's buffers do: nothing is written.
      return endExclusive;
    }
    putDigits(start, count, -(long) value);
    return endExclusive - count;
  }
}
