package org.intercore.icbmsg.slot;

import org.intercore.icbmsg.layout.BlockGeometry;

/**
 * The layout of one region in the native format: {@link org.intercore.icbmsg.slot}. Both sides compute
 * the same numbers from the same parameters.
 */
public final class SlotGeometry extends BlockGeometry {
  /** Most blocks of a region. */
  public static final int MAX_BLOCKS = 1 << 16;

  /** Bytes of a slot, and what blocks are aligned to: a line of the cache. */
  public static final int LINE = 64;

  /** Where the session word stands. */
  static final int SESSION_OFFSET = 0;

  /** How far lines of different use are apart: some processors fetch pairs of lines. */
  private static final int APART = 2 * LINE;

  /** Where it stands how many slots of the other side were read. */
  static final int READ_OFFSET = APART;

  /** Where it stands how many runs of the other side the dispatcher has given back. */
  static final int GIVEN_IN_TURN_OFFSET = READ_OFFSET + Long.BYTES;

  /** Where it stands how many runs of the other side were given back under the lock. */
  static final int GIVEN_OFFSET = READ_OFFSET + LINE;

  /** Where the words of the other side's blocks begin. */
  static final int RETURNED_OFFSET = READ_OFFSET + APART;

  /** The least number of small messages that may be under way at once. */
  private static final int MIN_CREDITS = 128;

  private final int slotsOffset;
  private final int slotCount;
  private final int credits;

  private SlotGeometry(
      final int size, final int localBlocks, final int remoteBlocks, final int blockSize) {
    super(0, size, localBlocks, blockSize, 0);
    this.slotsOffset = slotsOffset(remoteBlocks);
    this.slotCount = slotCount(localBlocks, remoteBlocks);
    this.credits = slotCount - localBlocks - remoteBlocks;
  }

  @Override
  public boolean isAlignedToLines() {
    return true;
  }

  /**
   * Computes the layout of a region.
   *
   * @param regionSize bytes, up to 2 GiB - 1
   * @param localBlocks in this region
   * @param remoteBlocks in the other one
   * @return the layout; blocks are as large as fits, in whole lines
   * @throws IllegalArgumentException if the parameters cannot work; the message names the value
   */
  public static SlotGeometry of(
      final long regionSize, final int localBlocks, final int remoteBlocks) {
    requireBlocks("this", localBlocks);
    requireBlocks("the other", remoteBlocks);
    final long least = regionSizeFor(localBlocks, remoteBlocks, LINE);
    if (regionSize < least || regionSize > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("a region of the native link format with " + localBlocks
          + " blocks here and " + remoteBlocks + " on the other side has " + least + " to "
          + Integer.MAX_VALUE + " bytes, but " + regionSize + " were given");
    }
    final long room = regionSize - blocksOffset(localBlocks, remoteBlocks);
    final int blockSize = (int) (room / localBlocks) & -LINE;
    return new SlotGeometry(
        blocksOffset(localBlocks, remoteBlocks) + localBlocks * blockSize,
        localBlocks,
        remoteBlocks,
        blockSize);
  }

  private static void requireBlocks(final String which, final int count) {
    if (count < 1 || count > MAX_BLOCKS) {
      throw new IllegalArgumentException(
          which + " region must have 1 to " + MAX_BLOCKS + " blocks, but has " + count);
    }
  }

  /**
   * The size of a region in which each block has a given size.
   *
   * @param localBlocks in this region
   * @param remoteBlocks in the other one
   * @param blockSize bytes, a multiple of {@link #LINE}
   * @return bytes
   */
  public static long regionSizeFor(
      final int localBlocks, final int remoteBlocks, final int blockSize) {
    return blocksOffset(localBlocks, remoteBlocks) + (long) localBlocks * blockSize;
  }

  /**
   * A slot for a message in each of our blocks, for an answer to each request in the peer's, and the
   * rest for small messages: so what has to be said always has room.
   */
  private static int slotCount(final int localBlocks, final int remoteBlocks) {
    return Integer.highestOneBit(localBlocks + remoteBlocks + MIN_CREDITS - 1) << 1;
  }

  private static int slotsOffset(final int remoteBlocks) {
    return RETURNED_OFFSET + (remoteBlocks * Integer.BYTES + APART - 1 & -APART);
  }

  private static int blocksOffset(final int localBlocks, final int remoteBlocks) {
    return slotsOffset(remoteBlocks) + slotCount(localBlocks, remoteBlocks) * LINE;
  }

  /** Where the slots begin. */
  int slotsOffset() {
    return slotsOffset;
  }

  /** How many slots there are, a power of two. */
  int slotCount() {
    return slotCount;
  }

  /** How many messages may be unread, or have room kept for them, with a small one that is added. */
  int credits() {
    return credits;
  }
}
