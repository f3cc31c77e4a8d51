package org.intercore.properties.process;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * A message of which every byte depends on who sent it, where, in which bond and as which.
 *
 * <pre>
 *  0  lane  4  incarnation  8  bond  12  sequence  16  length  20  bytes drawn from all of these
 * </pre>
 *
 * <p>A message that is too short for its head has the drawn bytes only: who receives it has to know
 * which one comes.
 *
 * @param lane the endpoint's number
 * @param incarnation the number of the sending process
 * @param bond the number of the sender's bond, counted by the sender from 1
 * @param sequence the message's number in that bond, counted from 0
 * @param length of the message in bytes
 */
record Letter(int lane, int incarnation, int bond, int sequence, int length) {
  static final int HEAD = 5 * Integer.BYTES;

  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  void write(final long seed, final MutableDirectBuffer buffer) {
    if (!isShort()) {
      buffer.putInt(0, lane);
      buffer.putInt(4, incarnation);
      buffer.putInt(8, bond);
      buffer.putInt(12, sequence);
      buffer.putInt(16, length);
    }
    long word = start(seed);
    int at = isShort() ? 0 : HEAD;
    for (; at + Long.BYTES <= length; at += Long.BYTES) {
      word = next(word);
      buffer.putLong(at, word);
    }
    for (; at < length; at++) {
      word = next(word);
      buffer.putByte(at, (byte) word);
    }
  }

  /** Reads a message; fails if anybody else has written any part of it. */
  static Letter read(final long seed, final DirectBuffer buffer, final int length) {
    if (length < HEAD) {
      throw new AssertionError("nobody sends a message of " + length + " bytes");
    }
    final Letter letter = new Letter(
        buffer.getInt(0), buffer.getInt(4), buffer.getInt(8), buffer.getInt(12), buffer.getInt(16));
    letter.check(seed, buffer, length);
    return letter;
  }

  /** Whether a buffer still shows this message, to the last byte. */
  boolean isIn(final long seed, final DirectBuffer buffer, final int itsLength) {
    try {
      if (isShort()) {
        check(seed, buffer, itsLength);
        return true;
      }
      return equals(read(seed, buffer, itsLength));
    } catch (final AssertionError other) {
      return false;
    }
  }

  private boolean isShort() {
    return length < HEAD;
  }

  private void check(final long seed, final DirectBuffer buffer, final int itsLength) {
    boolean right = length == itsLength;
    long word = start(seed);
    int at = isShort() ? 0 : HEAD;
    for (; right && at + Long.BYTES <= length; at += Long.BYTES) {
      word = next(word);
      right = buffer.getLong(at) == word;
    }
    for (; right && at < length; at++) {
      word = next(word);
      right = buffer.getByte(at) == (byte) word;
    }
    if (!right) {
      throw new AssertionError(
          this + " came as " + itsLength + " bytes, and is wrong at or before byte " + at);
    }
  }

  /** A number that depends on the whole message, save on its length. */
  static long draw(
      final long seed, final int lane, final int incarnation, final int bond, final int sequence) {
    return next(new Letter(lane, incarnation, bond, sequence, 0).start(seed));
  }

  private long start(final long seed) {
    return next(seed ^ next((long) incarnation << 32 | sequence) ^ next((long) bond << 32 | lane));
  }

  private static long next(final long word) {
    final long mixed = (word + GOLDEN) * GOLDEN;
    return mixed ^ mixed >>> 29;
  }
}
