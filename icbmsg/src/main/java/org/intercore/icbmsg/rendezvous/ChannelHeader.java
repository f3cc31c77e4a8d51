package org.intercore.icbmsg.rendezvous;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.intercore.icbmsg.endpoint.Role;
import org.intercore.icbmsg.layout.LinkFormat;
import org.intercore.icbmsg.layout.RegionGeometry;
import org.intercore.icbmsg.observe.CountersHeader;
import org.intercore.icbmsg.slot.SlotGeometry;
import org.intercore.icmsg.UnboundMode;
import org.intercore.icmsg.region.SharedMemory;

/**
 * What a channel's file says about itself in its first page, little-endian. Nothing about an
 * instance is guessed: a second opener compares.
 *
 * <pre>
 *   0  magic             u64   "ICBMSG\0\0"
 *   8  version           u32   of this page
 *  12  initiator blocks  u32   blocks in the region that the initiator writes
 *  16  follower blocks   u32   blocks in the region that the follower writes
 *  20  block size        u32   of both, bytes, header included
 *  24  alignment         u32   bytes
 *  28  word size         u32   bits
 *  32  unbound           u32   0 = disable, 1 = enable, 2 = detect
 *  36  link format       u32   0 = Zephyr's, 1 = native
 * 1024  initiator's bell 2 u32  written by both while the channel is open, see SocketDoorbell
 * 1152  follower's bell  2 u32
 *  4096                        the follower's region, then the initiator's, page by page
 * </pre>
 *
 * <p>The follower's region comes first, since the initiator's rx-region lies at the lower address.
 *
 * @param initiatorBlocks blocks in the region that the initiator writes
 * @param followerBlocks blocks in the region that the follower writes
 * @param blockSize of both, in bytes, header included
 * @param alignment in bytes
 * @param wordSize in bits
 * @param unbound how to bond
 * @param format what is spoken
 */
record ChannelHeader(
    int initiatorBlocks,
    int followerBlocks,
    int blockSize,
    int alignment,
    int wordSize,
    UnboundMode unbound,
    LinkFormat format) {
  /** Bytes before the first region. */
  static final int LENGTH = SharedMemory.PAGE_SIZE;

  private static final int INITIATOR_BELL_OFFSET = 1024;
  private static final int FOLLOWER_BELL_OFFSET = 1152;
  private static final long MAGIC = 0x0000_4753_4D42_4349L;
  private static final int VERSION = 4;
  private static final int MAGIC_OFFSET = 0;
  private static final int VERSION_OFFSET = MAGIC_OFFSET + Long.BYTES;
  private static final int INITIATOR_BLOCKS_OFFSET = VERSION_OFFSET + Integer.BYTES;
  private static final int FOLLOWER_BLOCKS_OFFSET = INITIATOR_BLOCKS_OFFSET + Integer.BYTES;
  private static final int BLOCK_SIZE_OFFSET = FOLLOWER_BLOCKS_OFFSET + Integer.BYTES;
  private static final int ALIGNMENT_OFFSET = BLOCK_SIZE_OFFSET + Integer.BYTES;
  private static final int WORD_SIZE_OFFSET = ALIGNMENT_OFFSET + Integer.BYTES;
  private static final int UNBOUND_OFFSET = WORD_SIZE_OFFSET + Integer.BYTES;
  private static final int FORMAT_OFFSET = UNBOUND_OFFSET + Integer.BYTES;
  private static final int FIELDS_LENGTH = FORMAT_OFFSET + Integer.BYTES;

  /** The fields as bytes, to be put at the start of a file. */
  ByteBuffer toBytes() {
    final ByteBuffer bytes = ByteBuffer.allocate(FIELDS_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(MAGIC_OFFSET, MAGIC);
    bytes.putInt(VERSION_OFFSET, VERSION);
    bytes.putInt(INITIATOR_BLOCKS_OFFSET, initiatorBlocks);
    bytes.putInt(FOLLOWER_BLOCKS_OFFSET, followerBlocks);
    bytes.putInt(BLOCK_SIZE_OFFSET, blockSize);
    bytes.putInt(ALIGNMENT_OFFSET, alignment);
    bytes.putInt(WORD_SIZE_OFFSET, wordSize);
    bytes.putInt(UNBOUND_OFFSET, unbound.ordinal());
    bytes.putInt(FORMAT_OFFSET, format.ordinal());
    return bytes;
  }

  /**
   * Reads what anybody may have written.
   *
   * @throws IOException with a sentence, if it is no header of this version
   */
  static ChannelHeader read(final ByteBuffer source) throws IOException {
    final ByteBuffer bytes = source.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.limit() < FIELDS_LENGTH || bytes.getLong(MAGIC_OFFSET) != MAGIC) {
      throw new IOException("it was not made by icbmsg");
    }
    if (bytes.getInt(VERSION_OFFSET) != VERSION) {
      throw new IOException("it is of format version " + bytes.getInt(VERSION_OFFSET)
          + ", and this program reads version " + VERSION);
    }
    return new ChannelHeader(
        bytes.getInt(INITIATOR_BLOCKS_OFFSET),
        bytes.getInt(FOLLOWER_BLOCKS_OFFSET),
        bytes.getInt(BLOCK_SIZE_OFFSET),
        bytes.getInt(ALIGNMENT_OFFSET),
        bytes.getInt(WORD_SIZE_OFFSET),
        choice(UnboundMode.values(), bytes.getInt(UNBOUND_OFFSET), "unbound mode"),
        choice(LinkFormat.values(), bytes.getInt(FORMAT_OFFSET), "link format"));
  }

  private static <T> T choice(final T[] values, final int value, final String what)
      throws IOException {
    if (value < 0 || value >= values.length) {
      throw new IOException("its header cannot be true: the " + what + " is " + value);
    }
    return values[value];
  }

  /** Whether a regular file was made by {@link #toBytes()} of any version. Links are not followed. */
  static boolean isAtStartOf(final Path file) throws IOException {
    final ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      return channel.read(bytes) == Long.BYTES && bytes.getLong(MAGIC_OFFSET) == MAGIC;
    }
  }

  /**
   * Compares a file's first bytes with what is wanted.
   *
   * @param bytes the first {@value #LENGTH} bytes
   * @param channel its name, for the message
   * @throws IllegalArgumentException naming the first thing that differs, with both values
   */
  void requireSame(final ByteBuffer bytes, final String channel) {
    final ByteBuffer theirs = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    if (theirs.limit() < FIELDS_LENGTH || theirs.getLong(MAGIC_OFFSET) != MAGIC) {
      throw new IllegalArgumentException(
          "the file of channel \"" + channel + "\" was not made by icbmsg");
    }
    final ByteBuffer ours = toBytes();
    require(theirs, ours, VERSION_OFFSET, channel, "format version");
    require(theirs, ours, FORMAT_OFFSET, channel, "link format");
    require(theirs, ours, INITIATOR_BLOCKS_OFFSET, channel, "number of the initiator's tx-blocks");
    require(theirs, ours, FOLLOWER_BLOCKS_OFFSET, channel, "number of the follower's tx-blocks");
    require(theirs, ours, BLOCK_SIZE_OFFSET, channel, "block size");
    require(theirs, ours, ALIGNMENT_OFFSET, channel, "alignment");
    require(theirs, ours, WORD_SIZE_OFFSET, channel, "word size");
    require(theirs, ours, UNBOUND_OFFSET, channel, "unbound mode");
  }

  private static void require(
      final ByteBuffer theirs,
      final ByteBuffer ours,
      final int offset,
      final String channel,
      final String what) {
    if (theirs.getInt(offset) != ours.getInt(offset)) {
      throw new IllegalArgumentException("the " + what + " of channel \"" + channel + "\" is "
          + words(offset, theirs.getInt(offset)) + " on the other side, but "
          + words(offset, ours.getInt(offset)) + " was asked for here");
    }
  }

  private static String words(final int offset, final int value) {
    return switch (offset) {
      case UNBOUND_OFFSET -> words(UnboundMode.values(), value);
      case FORMAT_OFFSET -> words(LinkFormat.values(), value);
      default -> Integer.toString(value);
    };
  }

  private static String words(final Enum<?>[] names, final int value) {
    return value >= 0 && value < names.length ? names[value].name() : Integer.toString(value);
  }

  /** Where a side's line of the doorbell is: two lines of the cache apart, since some fetch pairs. */
  static int bellOffset(final Role role) {
    return role == Role.INITIATOR ? INITIATOR_BELL_OFFSET : FOLLOWER_BELL_OFFSET;
  }

  /** What stands at the start of a side's counters that begin now. */
  CountersHeader countersHeader(final Role role) {
    final boolean initiator = role == Role.INITIATOR;
    return CountersHeader.ofThisProcess(
        initiator,
        format,
        initiator ? initiatorBlocks : followerBlocks,
        initiator ? followerBlocks : initiatorBlocks,
        blockSize,
        blockSize);
  }

  long followerRegionOffset() {
    return LENGTH;
  }

  long followerRegionSize() {
    return regionSize(followerBlocks, initiatorBlocks);
  }

  long initiatorRegionOffset() {
    return roundUp(followerRegionOffset() + followerRegionSize());
  }

  long initiatorRegionSize() {
    return regionSize(initiatorBlocks, followerBlocks);
  }

  long fileSize() {
    return roundUp(initiatorRegionOffset() + initiatorRegionSize());
  }

  private long regionSize(final int local, final int remote) {
    if (format == LinkFormat.NATIVE) {
      return SlotGeometry.regionSizeFor(local, remote, blockSize);
    }
    final RegionGeometry.Spec spec = RegionGeometry.spec()
        .localBlocks(local)
        .remoteBlocks(remote)
        .alignment(alignment)
        .wordSize(wordSize)
        .handshake(unbound != UnboundMode.DISABLE);
    return RegionGeometry.regionSizeFor(spec, blockSize);
  }

  private static long roundUp(final long value) {
    return (value + SharedMemory.PAGE_SIZE - 1) & -(long) SharedMemory.PAGE_SIZE;
  }
}
