package org.intercore.icmsg.region;

import java.nio.ByteBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icmsg.buffer.Buffers;

/** A contiguous part of a {@link SharedMemory}: what one side writes and the other reads. */
public final class SharedRegion {
  private final SharedMemory memory;
  private final int offset;
  private final int length;
  private final AtomicBuffer buffer;

  SharedRegion(final SharedMemory memory, final int offset, final int length) {
    this.memory = memory;
    this.offset = offset;
    this.length = length;
    this.buffer = Buffers.wrap(memory.bytes(), offset, length);
  }

  /**
   * The memory that it is part of.
   *
   * @return the whole
   */
  public SharedMemory memory() {
    return memory;
  }

  /**
   * A part of this region.
   *
   * @param from where it starts within this region, in bytes
   * @param count its length in bytes, 1 or more
   * @return the part
   */
  public SharedRegion region(final int from, final int count) {
    buffer.boundsCheck(from, count);
    return memory.region((long) offset + from, count);
  }

  /**
   * Where it starts. Since memory starts at a page boundary, this is also its address as far as
   * alignments up to a page are concerned.
   *
   * @return bytes from the start of the memory
   */
  public int offset() {
    return offset;
  }

  /**
   * How long it is.
   *
   * @return bytes
   */
  public int length() {
    return length;
  }

  /**
   * Its bytes. Valid while the caller holds a lease of the {@link #memory()}.
   *
   * @return a view of the whole region
   */
  public AtomicBuffer buffer() {
    return buffer;
  }

  /**
   * A read-only byte buffer over a part of the region, for channels and digests. From now on the
   * memory is unmapped by the garbage collector only, so that the buffer may be kept.
   *
   * @param from where the part starts within the region
   * @param count its length in bytes
   * @return a new buffer, position 0, limit {@code count}
   * @throws IllegalStateException if the memory is gone
   */
  public ByteBuffer readOnlyBytes(final int from, final int count) {
    buffer.boundsCheck(from, count);
    return memory.bytesToKeep().slice(offset + from, count).asReadOnlyBuffer();
  }

  /**
   * A byte buffer over a part of the region, for channels. As {@link #readOnlyBytes}, but writable.
   *
   * @param from where the part starts within the region
   * @param count its length in bytes
   * @return a new buffer, position 0, limit {@code count}
   */
  public ByteBuffer writableBytes(final int from, final int count) {
    buffer.boundsCheck(from, count);
    return memory.bytesToKeep().slice(offset + from, count);
  }

  boolean overlaps(final SharedRegion other) {
    return memory == other.memory
        && offset < other.offset + other.length
        && other.offset < offset + length;
  }

  @Override
  public String toString() {
    return length + " bytes at offset " + offset + " of " + memory;
  }
}
