package org.intercore.cli.peer;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.intercore.cli.console.SizeRange;

/**
 * Sizes and contents of messages that follow from a seed, an endpoint and a sequence number alone:
 * whoever knows the three can tell whether a message is right, and nothing has to be kept.
 */
final class SeededContent {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private final long seed;
  private final SizeRange sizes;

  SeededContent(final long seed, final SizeRange sizes) {
    this.seed = seed;
    this.sizes = sizes;
  }

  /** The length of a message. */
  int length(final int endpoint, final long sequence) {
    final long choices = (long) sizes.max() - sizes.min() + 1;
    return sizes.min() + (int) Long.remainderUnsigned(mix(start(endpoint, sequence)), choices);
  }

  /** Writes a message of {@link #length} bytes. */
  void fill(
      final int endpoint, final long sequence, final MutableDirectBuffer buffer, final int offset) {
    final int length = length(endpoint, sequence);
    long state = start(endpoint, sequence);
    int done = 0;
    for (; done + Long.BYTES <= length; done += Long.BYTES) {
      state += GOLDEN_GAMMA;
      buffer.putLong(offset + done, mix(state), ByteOrder.LITTLE_ENDIAN);
    }
    for (long rest = mix(state + GOLDEN_GAMMA); done < length; done++, rest >>>= Byte.SIZE) {
      buffer.putByte(offset + done, (byte) rest);
    }
  }

  /** What is wrong with a message, or null. */
  String problem(
      final int endpoint,
      final long sequence,
      final DirectBuffer buffer,
      final int offset,
      final int length) {
    final int expected = length(endpoint, sequence);
    if (length != expected) {
      return length + " bytes long instead of " + expected;
    }
    long state = start(endpoint, sequence);
    int done = 0;
    for (; done + Long.BYTES <= length; done += Long.BYTES) {
      state += GOLDEN_GAMMA;
      if (buffer.getLong(offset + done, ByteOrder.LITTLE_ENDIAN) != mix(state)) {
        return "different near byte " + done + " of " + length;
      }
    }
    for (long rest = mix(state + GOLDEN_GAMMA); done < length; done++, rest >>>= Byte.SIZE) {
      if (buffer.getByte(offset + done) != (byte) rest) {
        return "different at byte " + done + " of " + length;
      }
    }
    return null;
  }

  private long start(final int endpoint, final long sequence) {
    return mix(mix(seed + endpoint * GOLDEN_GAMMA) + sequence);
  }

  /** The finalizer of SplitMix64. */
  private static long mix(final long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
