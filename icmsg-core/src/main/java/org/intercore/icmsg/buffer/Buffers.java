package org.intercore.icmsg.buffer;

import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Makes every buffer that the library uses; all code above is written against {@link AtomicBuffer}
 * and {@link DirectBuffer}.
 *
 * <p>There are two kinds. Agrona's reach into the JDK and need one JVM flag, and are the faster
 * ones; they are taken where the flag is there. Else buffers of public JDK classes do the same
 * without it. The system property {@value #PROPERTY} takes the choice: {@code auto}, {@code
 * agrona}, which says in one sentence that the flag is missing, or {@code jdk}. It is made once,
 * for the whole JVM.
 */
public final class Buffers {
  /** With this on the command line of a program its messages take fewer instructions. */
  public static final String JVM_FLAG = "--add-opens java.base/jdk.internal.misc=ALL-UNNAMED";

  /** The system property that takes the choice of buffers. */
  public static final String PROPERTY = "icbmsg.buffers";

  /** Whether all buffers are Agrona's. A constant for the compiler: asking costs nothing. */
  static final boolean BY_ADDRESS;

  private static final String AUTO = "auto";
  private static final String AGRONA = "agrona";
  private static final String JDK = "jdk";
  private static final byte[] NOTHING = new byte[0];
  private static final String WANTED = System.getProperty(PROPERTY, AUTO);

  static {
    BY_ADDRESS = (WANTED.equals(AUTO) || WANTED.equals(AGRONA)) && flagIsThere();
  }

  private Buffers() {}

  /**
   * Which buffers this JVM has.
   *
   * @return {@code agrona} or {@code jdk}, as the property has it
   */
  public static String kind() {
    return BY_ADDRESS ? AGRONA : JDK;
  }

  /**
   * A view of a part of a byte buffer.
   *
   * @param memory the bytes, direct or on the heap
   * @param offset where the view starts
   * @param length its length in bytes
   * @return the view; it keeps {@code memory} reachable
   * @throws IllegalStateException if Agrona's buffers are asked for without {@link #JVM_FLAG}
   * @throws IllegalArgumentException if {@value #PROPERTY} is something else than it may be
   */
  public static AtomicBuffer wrap(final ByteBuffer memory, final int offset, final int length) {
    requireChoice();
    return BY_ADDRESS
        ? new UnsafeBuffer(memory, offset, length)
        : new JdkBuffer(memory, offset, length);
  }

  /**
   * A view of a whole array.
   *
   * @param array the bytes
   * @return the view
   * @throws IllegalStateException as {@link #wrap(ByteBuffer, int, int)} does
   */
  public static AtomicBuffer wrap(final byte[] array) {
    requireChoice();
    return BY_ADDRESS ? new UnsafeBuffer(array) : new JdkBuffer(array);
  }

  /**
   * Zeroed memory outside the heap, to be wrapped.
   *
   * @param length its length in bytes
   * @param alignment of its address, a power of two
   * @return the bytes, freed by the garbage collector
   * @throws IllegalArgumentException if there cannot be so many
   */
  public static ByteBuffer allocateDirect(final int length, final int alignment) {
    requireChoice();
    final ByteBuffer bytes = ByteBuffer.allocateDirect(length + alignment - 1);
    return bytes.slice(-bytes.alignmentOffset(0, alignment) & alignment - 1, length);
  }

  /**
   * A zeroed buffer on the heap, for scratch.
   *
   * @param length its length in bytes
   * @return the buffer
   * @throws IllegalStateException as {@link #wrap(ByteBuffer, int, int)} does
   */
  public static AtomicBuffer allocate(final int length) {
    return wrap(new byte[length]);
  }

  /**
   * A view of nothing, to be pointed again and again at parts of other buffers.
   *
   * @return a view of length zero
   * @throws IllegalStateException as {@link #wrap(ByteBuffer, int, int)} does
   */
  public static AtomicBuffer view() {
    return wrap(NOTHING);
  }

  /**
   * Points a view at a part of memory outside the heap that is known to lie within it, and that
   * somebody else keeps in place. Agrona's take the address alone: a reference written would cost a
   * barrier of the garbage collector.
   *
   * @param view what {@link #view()} gave
   * @param memory outside the heap
   * @param offset where the view starts
   * @param length its length in bytes
   */
  public static void point(
      final DirectBuffer view, final DirectBuffer memory, final int offset, final int length) {
    if (BY_ADDRESS) {
      view.wrap(memory.addressOffset() + offset, length);
    } else {
      view.wrap(memory, offset, length);
    }
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

  private static void requireChoice() {
    if (!BY_ADDRESS && WANTED.equals(AGRONA)) {
      throw new IllegalStateException(
          "this JVM does not let Agrona's buffers work: start java with " + JVM_FLAG);
    }
    if (!BY_ADDRESS && !WANTED.equals(AUTO) && !WANTED.equals(JDK)) {
      throw new IllegalArgumentException(
          PROPERTY + " must be " + AUTO + ", " + AGRONA + " or " + JDK + ", but is " + WANTED);
    }
  }

  private static boolean flagIsThere() {
    try {
      return new UnsafeBuffer(new byte[Long.BYTES]).getLong(0) == 0;
    } catch (final LinkageError | IllegalStateException missingFlag) {
      return false;
    }
  }
}
