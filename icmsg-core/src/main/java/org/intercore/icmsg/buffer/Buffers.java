package org.intercore.icmsg.buffer;

import java.nio.ByteBuffer;
import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Makes every buffer that the library uses, so that another kind of buffer can stand behind it one
 * day. All code above is written against {@link AtomicBuffer} and {@link DirectBuffer}.
 *
 * <p>Agrona's buffers reach into the JDK and need one JVM flag; when it is missing, the first buffer
 * asked for says so in one sentence.
 */
public final class Buffers {
  /** What has to stand on the command line of a program that uses this library. */
  public static final String JVM_FLAG = "--add-opens java.base/jdk.internal.misc=ALL-UNNAMED";

  private static final byte[] NOTHING = new byte[0];
  private static final boolean USABLE = probe();

  private Buffers() {}

  /**
   * A view of a part of a byte buffer.
   *
   * @param memory the bytes, direct or on the heap
   * @param offset where the view starts
   * @param length its length in bytes
   * @return the view; it keeps {@code memory} reachable
   * @throws IllegalStateException if the JVM lacks {@link #JVM_FLAG}
   */
  public static AtomicBuffer wrap(final ByteBuffer memory, final int offset, final int length) {
    requireFlag();
    return new UnsafeBuffer(memory, offset, length);
  }

  /**
   * Zeroed memory outside the heap, to be wrapped.
   *
   * @param length its length in bytes
   * @param alignment of its address, a power of two
   * @return the bytes, freed by the garbage collector
   * @throws IllegalStateException if the JVM lacks {@link #JVM_FLAG}
   */
  public static ByteBuffer allocateDirect(final int length, final int alignment) {
    requireFlag();
    return BufferUtil.allocateDirectAligned(length, alignment);
  }

  /**
   * A zeroed buffer on the heap, for scratch.
   *
   * @param length its length in bytes
   * @return the buffer
   * @throws IllegalStateException if the JVM lacks {@link #JVM_FLAG}
   */
  public static AtomicBuffer allocate(final int length) {
    requireFlag();
    return new UnsafeBuffer(new byte[length]);
  }

  /**
   * A view of nothing, to be pointed again and again at parts of other buffers.
   *
   * @return a view of length zero
   * @throws IllegalStateException if the JVM lacks {@link #JVM_FLAG}
   */
  public static AtomicBuffer view() {
    requireFlag();
    return new UnsafeBuffer(NOTHING);
  }

  /**
   * Shuts a view: its length is zero from now on, and every access to it fails its bounds check. It
   * still refers to the memory that it showed, since letting go of an object costs a barrier of the
   * garbage collector, and so does the next one; the memory does not have to be in place for that.
   *
   * @param view what {@link #view()} gave
   */
  public static void clear(final DirectBuffer view) {
    view.wrap(view, 0, 0);
  }

  private static void requireFlag() {
    if (!USABLE) {
      throw new IllegalStateException(
          "this JVM does not let Agrona's buffers work: start java with " + JVM_FLAG);
    }
  }

  private static boolean probe() {
    try {
      return new UnsafeBuffer(new byte[Long.BYTES]).getLong(0) == 0;
    } catch (final LinkageError | IllegalStateException missingFlag) {
      return false;
    }
  }
}
