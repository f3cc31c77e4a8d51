package org.intercore.icbmsg.layout;

/**
 * Where the blocks of one region lie, whatever else is in it: equal blocks up to the region's end. A run
 * of blocks may begin with a header; the rest of it is payload.
 *
 * <pre>
 *  | skip | whatever the link needs | block 0 | block 1 | ... | block N-1 |
 *         ^ all offsets count       ^ blocksOffset
 *           from here
 * </pre>
 */
public abstract class BlockGeometry {
  private final int skip;
  private final int size;
  private final int blockCount;
  private final int blockSize;
  private final int headerWidth;

  /**
   * Blocks at the end of a region.
   *
   * @param skip bytes at the region's start that are not used
   * @param size bytes of the rest
   * @param blockCount how many blocks, 1 or more
   * @param blockSize bytes of each, header included
   * @param headerWidth bytes at the start of a run that are not payload, 0 or more
   */
  protected BlockGeometry(
      final int skip,
      final int size,
      final int blockCount,
      final int blockSize,
      final int headerWidth) {
    this.skip = skip;
    this.size = size;
    this.blockCount = blockCount;
    this.blockSize = blockSize;
    this.headerWidth = headerWidth;
  }

  /**
   * Whether the two sides have agreed on alignment to the lines of a cache, 64 bytes or more. What is
   * aligned to less may be memory that nobody caches, and then there is nothing to fetch ahead.
   *
   * @return true if so
   */
  public abstract boolean isAlignedToLines();

  /**
   * Bytes at the region's start that alignment leaves unused.
   *
   * @return bytes; all other offsets count from there
   */
  public final int skip() {
    return skip;
  }

  /**
   * Bytes between the aligned start and the aligned end.
   *
   * @return bytes
   */
  public final int size() {
    return size;
  }

  /**
   * Where block 0 starts.
   *
   * @return bytes from the aligned start
   */
  public final int blocksOffset() {
    return size - blockSize * blockCount;
  }

  /**
   * The size of a block, header included.
   *
   * @return bytes
   */
  public final int blockSize() {
    return blockSize;
  }

  /**
   * How many blocks there are.
   *
   * @return 1 or more
   */
  public final int blockCount() {
    return blockCount;
  }

  /**
   * The width of a run's header.
   *
   * @return bytes; 0 = lengths do not stand in the blocks
   */
  public final int headerWidth() {
    return headerWidth;
  }

  /**
   * The largest message: one that takes all blocks.
   *
   * @return bytes of payload
   */
  public final int maxPayload() {
    return payloadCapacity(blockCount);
  }

  /**
   * Blocks that a message takes.
   *
   * @param payload bytes, 0 or more
   * @return 1 or more; may exceed {@link #blockCount()}
   */
  public final int blocksFor(final int payload) {
    final long needed = (long) payload + headerWidth;
    // Most messages take one block, and a division takes long.
    return needed <= blockSize ? 1 : (int) ((needed + blockSize - 1) / blockSize);
  }

  /**
   * Room for payload in a run.
   *
   * @param blocks of the run
   * @return bytes; negative if the run does not even hold a header
   */
  public final int payloadCapacity(final int blocks) {
    return blocks * blockSize - headerWidth;
  }

  /**
   * Where a run starts.
   *
   * @param block index of its first block
   * @return bytes from the aligned start
   */
  public final int offsetOf(final int block) {
    return blocksOffset() + block * blockSize;
  }

  /**
   * Where a run's payload starts.
   *
   * @param block index of its first block
   * @return bytes from the aligned start
   */
  public final int payloadOffsetOf(final int block) {
    return offsetOf(block) + headerWidth;
  }
}
