package org.intercore.icmsg.buffer;

import java.nio.ByteOrder;
import java.util.Objects;
import org.agrona.DirectBuffer;
import org.agrona.UnsafeApi;
import org.agrona.concurrent.AtomicBuffer;

/**
 * The little-endian words of memory outside the heap, for the path of a message. The same accesses as
 * {@link AtomicBuffer} has, in a third of the instructions: the class is one, not an interface's, the
 * memory is an address, and a bounds check is one comparison. Never without the check.
 *
 * <p>Each caller says what its acquire or release pairs with. The memory has to be in place, as for any
 * view of it: whoever owns the words keeps a lease.
 */
public final class SharedWords {
  private static final boolean SWAP = ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN;

  // Keeps memory of the garbage collector's reachable.
  private final AtomicBuffer memory;
  private final long address;
  private final int length;
  private final int intEnd;
  private final int longEnd;

  private SharedWords(final AtomicBuffer memory) {
    this.memory = memory;
    this.address = memory.addressOffset();
    this.length = memory.capacity();
    this.intEnd = Math.max(0, length - Integer.BYTES + 1);
    this.longEnd = Math.max(0, length - Long.BYTES + 1);
  }

  /**
   * The words of a view.
   *
   * @param memory outside the heap
   * @return its words, at the same offsets
   * @throws IllegalArgumentException if the memory is on the heap
   */
  public static SharedWords of(final AtomicBuffer memory) {
    if (memory.byteArray() != null) {
      throw new IllegalArgumentException(
          "words are shared in memory outside the heap only, but " + memory + " is an array");
    }
    return new SharedWords(memory);
  }

  private long intAt(final int index) {
    return address + Objects.checkIndex(index, intEnd);
  }

  private long longAt(final int index) {
    return address + Objects.checkIndex(index, longEnd);
  }

  /**
   * Reads a word in no order.
   *
   * @param index offset of the word, a multiple of 4
   * @return its value
   */
  public int getInt(final int index) {
    return order(UnsafeApi.getInt(intAt(index)));
  }

  /**
   * Reads a word with acquire order.
   *
   * @param index offset of the word, a multiple of 4
   * @return its value
   */
  public int getIntAcquire(final int index) {
    return order(UnsafeApi.getIntAcquire(null, intAt(index)));
  }

  /**
   * Reads a word with sequentially consistent order.
   *
   * @param index offset of the word, a multiple of 4
   * @return its value
   */
  public int getIntVolatile(final int index) {
    return order(UnsafeApi.getIntVolatile(null, intAt(index)));
  }

  /**
   * Writes a word with release order.
   *
   * @param index offset of the word, a multiple of 4
   * @param value its new value
   */
  public void putIntRelease(final int index, final int value) {
    UnsafeApi.putIntRelease(null, intAt(index), order(value));
  }

  /**
   * Writes a word with sequentially consistent order.
   *
   * @param index offset of the word, a multiple of 4
   * @param value its new value
   */
  public void putIntVolatile(final int index, final int value) {
    UnsafeApi.putIntVolatile(null, intAt(index), order(value));
  }

  /**
   * Reads a long in no order.
   *
   * @param index offset of the long
   * @return its value
   */
  public long getLong(final int index) {
    return order(UnsafeApi.getLong(longAt(index)));
  }

  /**
   * Writes a long in no order.
   *
   * @param index offset of the long
   * @param value its new value
   */
  public void putLong(final int index, final long value) {
    UnsafeApi.putLong(longAt(index), order(value));
  }

  /**
   * Reads a long with acquire order.
   *
   * @param index offset of the long, a multiple of 8
   * @return its value
   */
  public long getLongAcquire(final int index) {
    return order(UnsafeApi.getLongAcquire(null, longAt(index)));
  }

  /**
   * Writes a long with release order.
   *
   * @param index offset of the long, a multiple of 8
   * @param value its new value
   */
  public void putLongRelease(final int index, final long value) {
    UnsafeApi.putLongRelease(null, longAt(index), order(value));
  }

  /**
   * Adds to a long of the machine's byte order that one thread at a time writes: opaque, so that others
   * see one value or the other.
   *
   * @param index offset of the long, a multiple of 8
   * @param change what to add
   */
  public void addNativeLongOpaque(final int index, final long change) {
    final long at = longAt(index);
    UnsafeApi.putLongOpaque(null, at, UnsafeApi.getLong(at) + change);
  }

  /**
   * Copies bytes here, some of them twice, in no order.
   *
   * @param index offset of the first byte here
   * @param source where they come from
   * @param offset of the first byte there
   * @param count how many, some dozens
   * @throws IndexOutOfBoundsException if they do not lie within both
   */
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
