package org.intercore.icmsg.buffer;

import java.nio.ByteOrder;
import org.agrona.concurrent.AtomicBuffer;

/**
 * Ordered accesses to the little-endian words of the wire. The byte order stands here once,
 * in the name; each caller says what its acquire or release pairs with.
 */
public final class LittleEndian {
  private static final boolean SWAP = ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN;

  private LittleEndian() {}

  /**
   * Reads a word with acquire order.
   *
   * @param buffer shared memory
   * @param index offset of the word, a multiple of 4
   * @return its value
   */
  public static int getIntAcquire(final AtomicBuffer buffer, final int index) {
    return order(buffer.getIntAcquire(index));
  }

  /**
   * Writes a word with release order.
   *
   * @param buffer shared memory
   * @param index offset of the word, a multiple of 4
   * @param value its new value
   */
  public static void putIntRelease(final AtomicBuffer buffer, final int index, final int value) {
    buffer.putIntRelease(index, order(value));
  }

  /**
   * Reads a word with sequentially consistent order.
   *
   * @param buffer shared memory
   * @param index offset of the word, a multiple of 4
   * @return its value
   */
  public static int getIntVolatile(final AtomicBuffer buffer, final int index) {
    return order(buffer.getIntVolatile(index));
  }

  /**
   * Writes a word with sequentially consistent order.
   *
   * @param buffer shared memory
   * @param index offset of the word, a multiple of 4
   * @param value its new value
   */
  public static void putIntVolatile(final AtomicBuffer buffer, final int index, final int value) {
    buffer.putIntVolatile(index, order(value));
  }

  /**
   * Reads a long, in no order.
   *
   * @param buffer shared memory
   * @param index offset of the long
   * @return its value
   */
  public static long getLong(final AtomicBuffer buffer, final int index) {
    return order(buffer.getLong(index));
  }

  /**
   * Writes a long, in no order.
   *
   * @param buffer shared memory
   * @param index offset of the long
   * @param value its new value
   */
  public static void putLong(final AtomicBuffer buffer, final int index, final long value) {
    buffer.putLong(index, order(value));
  }

  /**
   * Reads a long with acquire order.
   *
   * @param buffer shared memory
   * @param index offset of the long, a multiple of 8
   * @return its value
   */
  public static long getLongAcquire(final AtomicBuffer buffer, final int index) {
    return order(buffer.getLongAcquire(index));
  }

  /**
   * Writes a long with release order.
   *
   * @param buffer shared memory
   * @param index offset of the long, a multiple of 8
   * @param value its new value
   */
  public static void putLongRelease(final AtomicBuffer buffer, final int index, final long value) {
    buffer.putLongRelease(index, order(value));
  }

  private static long order(final long value) {
    return SWAP ? Long.reverseBytes(value) : value;
  }

  private static int order(final int value) {
    return SWAP ? Integer.reverseBytes(value) : value;
  }
}
