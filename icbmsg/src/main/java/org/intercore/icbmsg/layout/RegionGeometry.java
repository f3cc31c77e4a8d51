package org.intercore.icbmsg.layout;

import org.intercore.icmsg.ring.PacketRingLayout;

/**
 * The layout of one region, as its writer sees it.
 *
 * <pre>
 *  | skip | packet ring (ICMsg area) | block 0 | block 1 | ... | block N-1 | rest |
 *                                    ^ blocksOffset
 *  run of blocks:  | size (header) | payload ... | padding |
 * </pre>
 *
 * <p>With {@code local} blocks in this region, {@code remote} in the other one, alignment {@code a},
 * pointer width {@code w} and header width {@code h}, all lengths in bytes:
 *
 * <pre>
 *  start    = region start rounded up to a, end rounded down to a; all else counts from start
 *  message  = roundUp(3, w) + 4                        one control message in the ring
 *  overhead = wr_idx offset + 4 + 2 * message          ring header, one slot to spare, the bonding magic
 *  minimum  = roundUp(overhead + message * (local + remote), a)
 *  block    = roundDown((size - minimum) / local, 4)
 *  offset   = size - block * local                     where block 0 starts
 * </pre>
 *
 * <p>The ring has room for a message of every local block and a release of every remote block at
 * once, so it never overflows. Both sides compute the same numbers from the same parameters; none of
 * them stands in shared memory.
 */
public final class RegionGeometry extends BlockGeometry {
  /** Most blocks of a region: an index is one byte on the wire. */
  public static final int MAX_BLOCKS = 256;

  private static final int CONTROL_LENGTH = 3;
  private static final int LINE = 64;
  private static final int WORD = 4;

  private final Spec spec;
  private final PacketRingLayout ring;

  private RegionGeometry(final Spec spec) {
    super(
        (int) (roundUp(spec.regionAddress, spec.alignment) - spec.regionAddress),
        (int) alignedSize(spec),
        spec.localBlocks,
        blockSize(spec),
        spec.headerWidth());
    this.spec = spec;
    this.ring = PacketRingLayout.of(blocksOffset(), spec.alignment, spec.handshake);
  }

  @Override
  public boolean isAlignedToLines() {
    return spec.alignment >= LINE;
  }

  private static int blockSize(final Spec spec) {
    final long room = alignedSize(spec) - minimumRing(spec);
    final int blockSize = room < 0 ? 0 : (int) (room / spec.localBlocks) & -WORD;
    if (blockSize < leastBlockSize(spec)) {
      throw new IllegalArgumentException(tooSmall(spec));
    }
    return blockSize;
  }

  /** What a geometry is computed from. Both sides use the same values for the same region. */
  public static final class Spec {
    private long regionAddress;
    private long regionSize;
    private int localBlocks;
    private int remoteBlocks;
    private int alignment = WORD;
    private int wordSize = Integer.SIZE;
    private boolean handshake;

    private Spec() {}

    private Spec(final Spec other) {
      this.regionAddress = other.regionAddress;
      this.regionSize = other.regionSize;
      this.localBlocks = other.localBlocks;
      this.remoteBlocks = other.remoteBlocks;
      this.alignment = other.alignment;
      this.wordSize = other.wordSize;
      this.handshake = other.handshake;
    }

    /**
     * Where the region starts, as far as alignment is concerned; default 0.
     *
     * @param address 0 or more
     * @return this
     */
    public Spec regionAddress(final long address) {
      this.regionAddress = address;
      return this;
    }

    /**
     * How long the region is.
     *
     * @param bytes up to 2 GiB - 1
     * @return this
     */
    public Spec regionSize(final long bytes) {
      this.regionSize = bytes;
      return this;
    }

    /**
     * Blocks in this region.
     *
     * @param count 1 to 256
     * @return this
     */
    public Spec localBlocks(final int count) {
      this.localBlocks = count;
      return this;
    }

    /**
     * Blocks in the other region.
     *
     * @param count 1 to 256
     * @return this
     */
    public Spec remoteBlocks(final int count) {
      this.remoteBlocks = count;
      return this;
    }

    /**
     * The data cache alignment; default 4.
     *
     * @param bytes a power of two, 4 to 4096
     * @return this
     */
    public Spec alignment(final int bytes) {
      this.alignment = bytes;
      return this;
    }

    /**
     * The width of a pointer and a size_t on both sides; default 32.
     *
     * @param bits 32 or 64
     * @return this
     */
    public Spec wordSize(final int bits) {
      this.wordSize = bits;
      return this;
    }

    /**
     * Whether the ring's header has a handshake word, as between processes of our own; default
     * false, as in Zephyr.
     *
     * @param present whether it is there
     * @return this
     */
    public Spec handshake(final boolean present) {
      this.handshake = present;
      return this;
    }

    private int headerWidth() {
      return wordSize / Byte.SIZE;
    }

    private void check() {
      PacketRingLayout.requireAlignment(alignment);
      if (wordSize != Integer.SIZE && wordSize != Long.SIZE) {
        throw new IllegalArgumentException(
            "the word size must be 32 or 64 bits, but is " + wordSize);
      }
      requireBlocks("this", localBlocks);
      requireBlocks("the other", remoteBlocks);
      if (regionAddress < 0) {
        throw new IllegalArgumentException("the region's address cannot be " + regionAddress);
      }
      if (regionSize < 1 || regionSize > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "the region's size must be 1 to " + Integer.MAX_VALUE + " bytes, but is " + regionSize);
      }
    }

    private static void requireBlocks(final String which, final int count) {
      if (count < 1 || count > MAX_BLOCKS) {
        throw new IllegalArgumentException(
            which + " region must have 1 to " + MAX_BLOCKS + " blocks, but has " + count);
      }
    }
  }

  /**
   * What a geometry is computed from, to be filled in.
   *
   * @return the parameters, with Zephyr's defaults
   */
  public static Spec spec() {
    return new Spec();
  }

  /**
   * Computes the layout of a region.
   *
   * @param spec its parameters
   * @return the layout
   * @throws IllegalArgumentException if the parameters cannot work; the message names the value
   */
  public static RegionGeometry of(final Spec spec) {
    spec.check();
    return new RegionGeometry(new Spec(spec));
  }

  /**
   * The smallest aligned region in which each block has a given size.
   *
   * @param spec the parameters; its region size does not matter
   * @param blockSize of each block, a multiple of 4
   * @return bytes, a multiple of the alignment if {@code blockSize} is one
   */
  public static long regionSizeFor(final Spec spec, final int blockSize) {
    PacketRingLayout.requireAlignment(spec.alignment);
    return minimumRing(spec) + (long) blockSize * spec.localBlocks;
  }

  private static long alignedSize(final Spec spec) {
    final long start = roundUp(spec.regionAddress, spec.alignment);
    final long end = (spec.regionAddress + spec.regionSize) & -spec.alignment;
    return Math.max(0, end - start);
  }

  private static long minimumRing(final Spec spec) {
    final int message = (int) roundUp(CONTROL_LENGTH, spec.wordSize / Byte.SIZE) + WORD;
    final int overhead =
        PacketRingLayout.writeIndexOffset(spec.alignment, spec.handshake) + WORD + 2 * message;
    return roundUp(
        (long) overhead + (long) message * (spec.localBlocks + spec.remoteBlocks), spec.alignment);
  }

  /** The wire allows blocks smaller than a header, as long as all of them together hold one. */
  private static int leastBlockSize(final Spec spec) {
    return WORD * spec.localBlocks >= spec.headerWidth() ? WORD : spec.headerWidth();
  }

  private static String tooSmall(final Spec spec) {
    final long needed = minimumRing(spec) + (long) leastBlockSize(spec) * spec.localBlocks;
    return "a region of " + spec.regionSize + " bytes is too small for " + spec.localBlocks
        + " blocks: with "
        + spec.remoteBlocks + " blocks on the other side, alignment " + spec.alignment
        + " and word size "
        + spec.wordSize + ", " + alignedSize(spec) + " of its bytes can be used and " + needed
        + " are needed";
  }

  private static long roundUp(final long value, final int multiple) {
    return (value + multiple - 1) & -(long) multiple;
  }

  /**
   * The parameters' region size.
   *
   * @return bytes
   */
  public long regionSize() {
    return spec.regionSize;
  }

  /**
   * The least that the ring needs, before it gets what the blocks leave over.
   *
   * @return bytes
   */
  public int minimumRingLength() {
    return (int) minimumRing(spec);
  }

  /**
   * The packet ring's length, header included (the ICMsg area).
   *
   * @return bytes
   */
  public int ringAreaLength() {
    return blocksOffset();
  }

  /**
   * The packet ring.
   *
   * @return its layout
   */
  public PacketRingLayout ring() {
    return ring;
  }
}
