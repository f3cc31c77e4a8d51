package org.intercore.properties;

import java.util.Arrays;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icmsg.region.SharedMemory;
import org.intercore.icmsg.region.SharedRegion;

/**
 * Regions in direct memory with canary bytes before, between and after them. Whoever writes outside
 * his region is found out by {@link #checkCanaries()}.
 *
 * <pre>
 *  | canaries | region 0 | canaries | region 1 | ... | canaries |
 * </pre>
 */
public final class GuardedMemory {
  private static final int GAP = 4096; // Keeps every region aligned to every alignment there is.
  private static final byte CANARY = (byte) 0xC7;

  private final SharedRegion whole;
  private final SharedRegion[] regions;

  /** Memory with one region of each length, filled with the given byte. */
  public GuardedMemory(final int filler, final int... lengths) {
    final int[] offsets = new int[lengths.length];
    int end = GAP;
    for (int i = 0; i < lengths.length; i++) {
      offsets[i] = end;
      end += (lengths[i] + 2 * GAP - 1) & -GAP;
    }
    final SharedMemory memory = SharedMemory.allocate(end);
    whole = memory.region(0, end);
    whole.buffer().setMemory(0, end, CANARY);
    regions = new SharedRegion[lengths.length];
    for (int i = 0; i < lengths.length; i++) {
      regions[i] = memory.region(offsets[i], lengths[i]);
      regions[i].buffer().setMemory(0, lengths[i], (byte) filler);
    }
  }

  /** A region. */
  public SharedRegion region(final int index) {
    return regions[index];
  }

  /** The bytes of a region. */
  public AtomicBuffer buffer(final int index) {
    return regions[index].buffer();
  }

  /** Fails if a byte outside the regions has changed. */
  public void checkCanaries() {
    int from = 0;
    for (final SharedRegion region : regions) {
      checkCanaries(from, region.offset());
      from = region.offset() + region.length();
    }
    checkCanaries(from, whole.length());
  }

  private void checkCanaries(final int from, final int to) {
    final byte[] actual = new byte[to - from];
    whole.buffer().getBytes(from, actual);
    final byte[] expected = new byte[to - from];
    Arrays.fill(expected, CANARY);
    final int changed = Arrays.mismatch(expected, actual);
    if (changed >= 0) {
      throw new AssertionError(
          "byte " + (from + changed) + " outside of every region was written: " + actual[changed]);
    }
  }
}
