package org.intercore.icmsg.buffer;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;

/**
 * The little-endian words of memory outside the heap, for the path of a message. The same accesses
 * as {@link AtomicBuffer} has, in a third of the instructions: by their address where {@link
 * Buffers} are Agrona's, else through the JDK. Only one of the two classes is ever loaded in a JVM,
 * so that the compiler knows which one it is, and calls nothing. Never without a bounds check.
 *
 * <p>Each caller says what its acquire or release pairs with. The memory has to be in place, as for
 * any view of it: whoever owns the words keeps a lease.
 */
public abstract class SharedWords {
  SharedWords() {}

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
    return Buffers.BY_ADDRESS ? AgronaWords.at(memory) : JdkWords.at(memory);
  }

  /**
   * Reads a word in no order.
   *
   * @param index offset of the word, a multiple of 4
   * @return its value
   */
  public abstract int getInt(int index);

  /**
   * Writes a word in no order.
   *
   * @param index offset of the word, a multiple of 4
   * @param value its new value
   */
  public abstract void putInt(int index, int value);

  /**
   * Reads a word with acquire order.
   *
   * @param index offset of the word, a multiple of 4
   * @return its value
   */
  public abstract int getIntAcquire(int index);

  /**
   * Reads a word with sequentially consistent order.
   *
   * @param index offset of the word, a multiple of 4
   * @return its value
   */
  public abstract int getIntVolatile(int index);

  /**
   * Writes a word with release order.
   *
   * @param index offset of the word, a multiple of 4
   * @param value its new value
   */
  public abstract void putIntRelease(int index, int value);

  /**
   * Writes a word with sequentially consistent order.
   *
   * @param index offset of the word, a multiple of 4
   * @param value its new value
   */
  public abstract void putIntVolatile(int index, int value);

  /**
   * Reads a long in no order.
   *
   * @param index offset of the long
   * @return its value
   */
  public abstract long getLong(int index);

  /**
   * Writes a long in no order.
   *
   * @param index offset of the long
   * @param value its new value
   */
  public abstract void putLong(int index, long value);

  /**
   * Reads a long with acquire order.
   *
   * @param index offset of the long, a multiple of 8
   * @return its value
   */
  public abstract long getLongAcquire(int index);

  /**
   * Writes a long with release order.
   *
   * @param index offset of the long, a multiple of 8
   * @param value its new value
   */
  public abstract void putLongRelease(int index, long value);

  /**
   * Adds to a long of the machine's byte order that one thread at a time writes: opaque, so that
   * others see one value or the other.
   *
   * @param index offset of the long, a multiple of 8
   * @param change what to add
   */
  public abstract void addNativeLongOpaque(int index, long change);

  /**
   * As {@link #addNativeLongOpaque}, to two that follow each other.
   *
   * @param index offset of the first, a multiple of 8
   * @param change what to add to the first
   * @param nextChange what to add to the second
   */
  public abstract void addNativeLongsOpaque(int index, long change, long nextChange);

  /**
   * Copies bytes here, some of them twice, in no order.
   *
   * @param index offset of the first byte here
   * @param source where they come from
   * @param offset of the first byte there
   * @param count how many, some dozens
   * @throws IndexOutOfBoundsException if they do not lie within both
   */
  public abstract void putBytes(int index, DirectBuffer source, int offset, int count);
}
