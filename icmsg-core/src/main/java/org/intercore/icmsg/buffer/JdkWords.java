package org.intercore.icmsg.buffer;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;

/**
 * Words without a flag of the JVM: in a byte buffer of their own, so that its bounds are theirs.
 */
final class JdkWords extends SharedWords {
  private static final VarHandle INT =
      MethodHandles.byteBufferViewVarHandle(int[].class, LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteBufferViewVarHandle(long[].class, LITTLE_ENDIAN);

  private final ByteBuffer words;

  private JdkWords(final ByteBuffer words) {
    this.words = words;
  }

  /** As what it is elsewhere: whoever verifies the caller's class has no need to load this one. */
  static SharedWords at(final AtomicBuffer memory) {
    final JdkBuffer whole = new JdkBuffer(memory);
    return new JdkWords(whole.bytes().slice(whole.wrapAdjustment(), whole.capacity()));
  }

  @Override
  public int getInt(final int index) {
    return (int) INT.get(words, index);
  }

  @Override
  public void putInt(final int index, final int value) {
    INT.set(words, index, value);
  }

  @Override
  public int getIntAcquire(final int index) {
    return (int) INT.getAcquire(words, index);
  }

  @Override
  public int getIntVolatile(final int index) {
    return (int) INT.getVolatile(words, index);
  }

  @Override
  public void putIntRelease(final int index, final int value) {
    INT.setRelease(words, index, value);
  }

  @Override
  public void putIntVolatile(final int index, final int value) {
    INT.setVolatile(words, index, value);
  }

  @Override
  public long getLong(final int index) {
    return (long) LONG.get(words, index);
  }

  @Override
  public void putLong(final int index, final long value) {
    LONG.set(words, index, value);
  }

  @Override
  public long getLongAcquire(final int index) {
    return (long) LONG.getAcquire(words, index);
  }

  @Override
  public void putLongRelease(final int index, final long value) {
    LONG.setRelease(words, index, value);
  }

  @Override
  public void addNativeLongOpaque(final int index, final long change) {
    JdkNumbers.LONG.setOpaque(words, index, (long) JdkNumbers.LONG.get(words, index) + change);
  }

  @Override
  public void addNativeLongsOpaque(final int index, final long change, final long nextChange) {
    // Read first: what does not lie within changes neither.
    final int nextIndex = index + Long.BYTES;
    final long next = (long) JdkNumbers.LONG.get(words, nextIndex) + nextChange;
    addNativeLongOpaque(index, change);
    JdkNumbers.LONG.setOpaque(words, nextIndex, next);
  }

  @Override
  public void putBytes(
      final int index, final DirectBuffer source, final int offset, final int count) {
    Objects.checkFromIndexSize(index, count, words.capacity());
    source.boundsCheck(offset, count);
    if (count < Long.BYTES) {
      for (int i = 0; i < count; i++) {
        words.put(index + i, source.getByte(offset + i));
      }
      return;
    }
    // The last long overlaps the one before it where the count is no multiple of 8.
    final int last = count - Long.BYTES;
    for (int i = 0; i < last; i += Long.BYTES) {
      JdkNumbers.LONG.set(words, index + i, source.getLong(offset + i));
    }
    JdkNumbers.LONG.set(words, index + last, source.getLong(offset + last));
  }

  @Override
  public String toString() {
    return "words of " + words;
  }
}
