package org.intercore.jmh.lines;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Cache lines that two threads of this JVM share, of each of which they use the first word. */
final class Lines {
  private static final int SIZE = 64;
  private static final VarHandle WORD =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private final ByteBuffer memory;
  private final int mask;

  /** So many lines, a power of two; {@link #get} and {@link #set} go round. */
  Lines(final int count) {
    this.memory = ByteBuffer.allocateDirect((count + 1) * SIZE).alignedSlice(SIZE);
    this.mask = count - 1;
  }

  /** Acquire, pairs with the release in {@link #set}, as between the two ends of a ring. */
  long get(final long position) {
    return (long) WORD.getAcquire(memory, ((int) position & mask) * SIZE);
  }

  /** Brings a line to this core, by a plain store into a word of it that nobody reads. */
  void fetch(final long position) {
    WORD.set(memory, ((int) position & mask) * SIZE + SIZE - Long.BYTES, 0L);
  }

  /** Release, pairs with the acquire in {@link #get}. */
  void set(final long position, final long value) {
    WORD.setRelease(memory, ((int) position & mask) * SIZE, value);
  }
}
