package org.intercore.icmsg.buffer;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;

/**
 * Which bytes a flag-free buffer shows. All of them are reached through a byte buffer, so that one
 * way leads to memory inside and outside the heap; what is done there is up to the classes below.
 *
 * <p>Pointing a view at another part allocates nothing if it has shown the same array last, or is
 * pointed by another flag-free buffer. Unlike Agrona's, such a buffer has no address to give and
 * takes none; and bounds are always checked, whatever {@code agrona.disable.bounds.checks} says.
 */
abstract class JdkMemory implements AtomicBuffer {
  private static final String ADVICE =
      "only Agrona's can, for which java has to be started with " + Buffers.JVM_FLAG;

  /** Everything that the view is a part of. A duplicate, since users set limits to theirs. */
  private ByteBuffer bytes;

  /** Where the view begins in {@link #bytes}. */
  private int base;

  private int capacity;
  private byte[] array;
  private ByteBuffer given;
  private ByteBuffer lastOnHeap;

  /** The bytes that {@link #at} counts in. */
  final ByteBuffer bytes() {
    return bytes;
  }

  /** The array behind the view; null outside the heap. */
  final byte[] array() {
    return array;
  }

  /** Where an access of so many bytes begins in {@link #bytes}, if it lies within the view. */
  final int at(final int index, final int length) {
    if (index < 0 || length < 0 || index + (long) length > capacity) {
      throw new IndexOutOfBoundsException(
          "index=" + index + " length=" + length + " capacity=" + capacity);
    }
    return base + index;
  }

  @Override
  public void wrap(final byte[] buffer) {
    show(onHeap(buffer), buffer, null, 0, buffer.length);
  }

  @Override
  public void wrap(final byte[] buffer, final int offset, final int length) {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    show(onHeap(buffer), buffer, null, offset, length);
  }

  @Override
  public void wrap(final ByteBuffer buffer) {
    wrap(buffer, 0, buffer.capacity());
  }

  @Override
  public void wrap(final ByteBuffer buffer, final int offset, final int length) {
    Objects.checkFromIndexSize(offset, length, buffer.capacity());
    if (buffer.hasArray()) {
      final byte[] theirs = buffer.array();
      show(onHeap(theirs), theirs, buffer, buffer.arrayOffset() + offset, length);
    } else {
      show(outsideHeap(buffer), null, buffer, offset, length);
    }
  }

  @Override
  public void wrap(final DirectBuffer buffer) {
    wrap(buffer, 0, buffer.capacity());
  }

  @Override
  public void wrap(final DirectBuffer buffer, final int offset, final int length) {
    Objects.checkFromIndexSize(offset, length, buffer.capacity());
    final int from = buffer.wrapAdjustment() + offset;
    if (buffer instanceof JdkMemory) {
      final JdkMemory other = (JdkMemory) buffer;
      show(other.bytes, other.array, other.given, from, length);
    } else if (buffer.byteArray() != null) {
      show(onHeap(buffer.byteArray()), buffer.byteArray(), buffer.byteBuffer(), from, length);
    } else if (buffer.byteBuffer() != null) {
      show(outsideHeap(buffer.byteBuffer()), null, buffer.byteBuffer(), from, length);
    } else {
      throw new UnsupportedOperationException(
          "this buffer cannot show memory that is known by its address alone, as " + buffer
              + " is: " + ADVICE);
    }
  }

  @Override
  public void wrap(final long address, final int length) {
    throw new UnsupportedOperationException("this buffer cannot show an address: " + ADVICE);
  }

  @Override
  public long addressOffset() {
    throw new UnsupportedOperationException("this buffer does not know its address: " + ADVICE);
  }

  private void show(
      final ByteBuffer whole,
      final byte[] newArray,
      final ByteBuffer newGiven,
      final int from,
      final int length) {
    // References are written only where they change: each costs a barrier of the garbage collector.
    if (bytes != whole) {
      bytes = whole;
    }
    if (array != newArray) {
      array = newArray;
    }
    if (given != newGiven) {
      given = newGiven;
    }
    base = from;
    capacity = length;
  }

  private ByteBuffer onHeap(final byte[] theirs) {
    if (lastOnHeap == null || lastOnHeap.array() != theirs) {
      lastOnHeap = ByteBuffer.wrap(theirs);
    }
    return lastOnHeap;
  }

  private ByteBuffer outsideHeap(final ByteBuffer theirs) {
    return given == theirs ? bytes : theirs.duplicate().clear();
  }

  @Override
  public byte[] byteArray() {
    return array;
  }

  @Override
  public ByteBuffer byteBuffer() {
    return given;
  }

  @Override
  public int wrapAdjustment() {
    return base;
  }

  @Override
  public int capacity() {
    return capacity;
  }

  @Override
  public boolean isExpandable() {
    return false;
  }

  @Override
  public void checkLimit(final int limit) {
    if (limit > capacity) {
      throw new IndexOutOfBoundsException("limit=" + limit + " is beyond capacity=" + capacity);
    }
  }

  @Override
  public void boundsCheck(final int index, final int length) {
    at(index, length);
  }

  @Override
  public void verifyAlignment() {
    if (array != null) {
      // Atomic accesses to an array take a lock here, so that none depends on an alignment.
      if (STRICT_ALIGNMENT_CHECKS) {
        throw new IllegalStateException("an array is not aligned to " + ALIGNMENT + " for certain");
      }
    } else if (bytes.alignmentOffset(base, ALIGNMENT) != 0) {
      throw new IllegalStateException("the buffer is not aligned to " + ALIGNMENT + ": " + this);
    }
  }

  @Override
  public String toString() {
    return "flag-free buffer of " + capacity + " bytes at offset " + base + " of "
        + (array == null ? given : "an array of " + array.length);
  }
}
