package org.intercore.jmh.bench.spi;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What messages of one case hold, the same for every subject: the value in the first word and, if
 * touched, every other byte written. Short ones are written word by word, as one writes fields; long
 * ones are copied from a private buffer in the cache, as one writes data.
 */
public final class Payload {
  /** The smallest message: it has to hold the value. */
  public static final int MIN_SIZE = Long.BYTES;

  private static final int CACHE_LINE = 64;
  private static final int COPIED_FROM = 512;

  private final int size;
  private final boolean touched;
  private final UnsafeBuffer source;

  /** Messages of that many bytes, a multiple of 8. */
  public Payload(final int size, final boolean touched) {
    if (size < MIN_SIZE || size % Long.BYTES != 0) {
      throw new IllegalArgumentException(
          "a message must be a positive multiple of 8 bytes, but is " + size);
    }
    this.size = size;
    this.touched = touched;
    this.source = new UnsafeBuffer(new byte[touched ? size : 0]);
  }

  /** Bytes of a message. */
  public int size() {
    return size;
  }

  /** Writes a message. */
  public void write(final MutableDirectBuffer buffer, final int offset, final long value) {
    if (!touched) {
      buffer.putLong(offset, value);
    } else if (size < COPIED_FROM) {
      for (int i = 0; i < size; i += Long.BYTES) {
        buffer.putLong(offset + i, value);
      }
    } else {
      buffer.putLong(offset, value);
      buffer.putBytes(offset + Long.BYTES, source, Long.BYTES, size - Long.BYTES);
    }
  }

  /** Writes a part of a message, in place, for transports that cut long ones up. */
  public void writePart(
      final int position,
      final MutableDirectBuffer buffer,
      final int offset,
      final int length,
      final long value) {
    if (touched) {
      buffer.putBytes(offset, source, position, length);
    }
    if (position == 0) {
      buffer.putLong(offset, value);
    }
  }

  /** Reads a message: the value, and one word of each line if touched. */
  public long read(final DirectBuffer buffer, final int offset, final int length) {
    final long value = buffer.getLong(offset);
    if (!touched) {
      return value;
    }
    long others = 0;
    for (int i = CACHE_LINE; i < length; i += CACHE_LINE) {
      others |= buffer.getLong(offset + i);
    }
    if (size >= COPIED_FROM && others != 0) {
      throw new IllegalStateException("message " + value + " arrived with other content");
    }
    return value;
  }
}
