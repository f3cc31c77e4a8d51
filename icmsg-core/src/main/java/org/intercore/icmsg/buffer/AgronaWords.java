package org.intercore.icmsg.buffer;

import java.nio.ByteOrder;
import java.util.Objects;
import org.agrona.DirectBuffer;
import org.agrona.UnsafeApi;
import org.agrona.concurrent.AtomicBuffer;

/**
 * Words by their address: a bounds check is one comparison. Needs the JVM's flag, as Agrona does.
 */
final class AgronaWords extends SharedWords {
  private static final boolean SWAP = ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN;

  // Keeps memory of the garbage collector's reachable.
  private final AtomicBuffer memory;
  private final long address;
  private final int length;
  private final int intEnd;
  private final int longEnd;

  private AgronaWords(final AtomicBuffer memory) {
    this.memory = memory;
    this.address = memory.addressOffset();
    this.length = memory.capacity();
    this.intEnd = Math.max(0, length - Integer.BYTES + 1);
    this.longEnd = Math.max(0, length - Long.BYTES + 1);
  }

  /** As what it is elsewhere: whoever verifies the caller's class has no need to load this one. */
  static SharedWords at(final AtomicBuffer memory) {
    return new AgronaWords(memory);
  }

  private long intAt(final int index) {
    return address + Objects.checkIndex(index, intEnd);
  }

  private long longAt(final int index) {
    return address + Objects.checkIndex(index, longEnd);
  }

  @Override
  public int getInt(final int index) {
    return order(UnsafeApi.getInt(intAt(index)));
  }

  @Override
  public void putInt(final int index, final int value) {
    UnsafeApi.putInt(intAt(index), order(value));
  }

  @Override
  public int getIntAcquire(final int index) {
    return order(UnsafeApi.getIntAcquire(null, intAt(index)));
  }

  @Override
  public int getIntVolatile(final int index) {
    return order(UnsafeApi.getIntVolatile(null, intAt(index)));
  }

  @Override
  public void putIntRelease(final int index, final int value) {
    UnsafeApi.putIntRelease(null, intAt(index), order(value));
  }

  @Override
  public void putIntVolatile(final int index, final int value) {
    UnsafeApi.putIntVolatile(null, intAt(index), order(value));
  }

  @Override
  public long getLong(final int index) {
    return order(UnsafeApi.getLong(longAt(index)));
  }

  @Override
  public void putLong(final int index, final long value) {
    UnsafeApi.putLong(longAt(index), order(value));
  }

  @Override
  public long getLongAcquire(final int index) {
    return order(UnsafeApi.getLongAcquire(null, longAt(index)));
  }

  @Override
  public void putLongRelease(final int index, final long value) {
    UnsafeApi.putLongRelease(null, longAt(index), order(value));
  }

  @Override
  public void addNativeLongOpaque(final int index, final long change) {
    addAt(longAt(index), change);
  }

  @Override
  public void addNativeLongsOpaque(final int index, final long change, final long nextChange) {
    final long at = longAt(index);
    final long nextAt = longAt(index + Long.BYTES);
    addAt(at, change);
    addAt(nextAt, nextChange);
  }

  private static void addAt(final long at, final long change) {
    UnsafeApi.putLongOpaque(null, at, UnsafeApi.getLong(at) + change);
  }

  @Override
  public void putBytes(
      final int index, final DirectBuffer source, final int offset, final int count) {
    Objects.checkFromIndexSize(index, count, length);
    source.boundsCheck(offset, count);
    final byte[] array = source.byteArray();
    final long from = source.addressOffset() + offset;
    if (count >= Long.BYTES) {
      putWords(address + index, array, from, count);
    } else {
      for (int i = 0; i < count; i++) {
        UnsafeApi.putByte(address + index + i, UnsafeApi.getByte(array, from + i));
      }
    }
  }

  /**
   * Copies 8 bytes or more in pieces of which the last one overlaps the one before it where the count
   * is no multiple of theirs. A loop would cost a short message more than its words do.
   */
  private static void putWords(
      final long to, final byte[] array, final long from, final int count) {
    if (count <= 2 * Long.BYTES) {
      putWord(to, array, from);
      putWord(to + count - Long.BYTES, array, from + count - Long.BYTES);
    } else if (count <= 4 * Long.BYTES) {
      putTwoWords(to, array, from);
      putTwoWords(to + count - 2 * Long.BYTES, array, from + count - 2 * Long.BYTES);
    } else {
      final int last = count - 4 * Long.BYTES;
      for (int i = 0; i < last; i += 4 * Long.BYTES) {
        putFourWords(to + i, array, from + i);
      }
      putFourWords(to + last, array, from + last);
    }
  }

  private static void putFourWords(final long to, final byte[] array, final long from) {
    putTwoWords(to, array, from);
    putTwoWords(to + 2 * Long.BYTES, array, from + 2 * Long.BYTES);
  }

  private static void putTwoWords(final long to, final byte[] array, final long from) {
    putWord(to, array, from);
    putWord(to + Long.BYTES, array, from + Long.BYTES);
  }

  private static void putWord(final long to, final byte[] array, final long from) {
    UnsafeApi.putLong(to, UnsafeApi.getLong(array, from));
  }

  private static long order(final long value) {
    return SWAP ? Long.reverseBytes(value) : value;
  }

  private static int order(final int value) {
    return SWAP ? Integer.reverseBytes(value) : value;
  }

  @Override
  public String toString() {
    return "words of " + memory;
  }
}
