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
    final long at = longAt(index);
    UnsafeApi.putLongOpaque(null, at, UnsafeApi.getLong(at) + change);
  }

  @Override
  public void putBytes(
      final int index, final DirectBuffer source, final int offset, final int count) {
    Objects.checkFromIndexSize(index, count, length);
    source.boundsCheck(offset, count);
    final byte[] array = source.byteArray();
    final long from = source.addressOffset() + offset;
    final long to = address + index;
    if (count < Long.BYTES) {
      for (int i = 0; i < count; i++) {
        UnsafeApi.putByte(to + i, UnsafeApi.getByte(array, from + i));
      }
      return;
    }
    // The last long overlaps the one before it where the count is no multiple of 8.
    final int last = count - Long.BYTES;
    for (int i = 0; i < last; i += Long.BYTES) {
      UnsafeApi.putLong(to + i, UnsafeApi.getLong(array, from + i));
    }
    UnsafeApi.putLong(to + last, UnsafeApi.getLong(array, from + last));
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
