package org.intercore.icbmsg.observe;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.intercore.icbmsg.layout.LinkFormat;

/**
 * Who counts, and what about.
 *
 * <pre>
 *   0  magic        u64   "ICCUNTS\0"
 *   8  version      u32   of the layout
 *  12  fault kinds  u32   how many this version knows
 *  16  process id   u64
 *  24  started      u64   when the instance was opened
 *  32  role         u32   0 = initiator, 1 = follower
 *  36  link format  u32   0 = Zephyr's, 1 = native
 *  40  tx-blocks    u32
 *  44  rx-blocks    u32
 *  48  block size   u32   of the tx-region, bytes
 *  52  block size   u32   of the rx-region, bytes
 * </pre>
 *
 * @param processId of the process that counts
 * @param startedNs when the instance was opened, by {@link System#nanoTime}
 * @param isInitiator which role it has
 * @param format what is spoken
 * @param txBlocks blocks that it sends with
 * @param rxBlocks blocks that the other side sends with
 * @param txBlockSize in bytes
 * @param rxBlockSize in bytes
 */
public record CountersHeader(
    long processId,
    long startedNs,
    boolean isInitiator,
    LinkFormat format,
    int txBlocks,
    int rxBlocks,
    int txBlockSize,
    int rxBlockSize) {
  private static final int MAGIC_OFFSET = CountersLayout.HEADER_OFFSET;
  private static final int VERSION_OFFSET = MAGIC_OFFSET + Long.BYTES;
  private static final int FAULT_KINDS_OFFSET = VERSION_OFFSET + Integer.BYTES;
  private static final int PROCESS_ID_OFFSET = FAULT_KINDS_OFFSET + Integer.BYTES;
  private static final int STARTED_OFFSET = PROCESS_ID_OFFSET + Long.BYTES;
  private static final int ROLE_OFFSET = STARTED_OFFSET + Long.BYTES;
  private static final int FORMAT_OFFSET = ROLE_OFFSET + Integer.BYTES;
  private static final int TX_BLOCKS_OFFSET = FORMAT_OFFSET + Integer.BYTES;
  private static final int RX_BLOCKS_OFFSET = TX_BLOCKS_OFFSET + Integer.BYTES;
  private static final int TX_BLOCK_SIZE_OFFSET = RX_BLOCKS_OFFSET + Integer.BYTES;
  private static final int RX_BLOCK_SIZE_OFFSET = TX_BLOCK_SIZE_OFFSET + Integer.BYTES;
  private static final int MAX_BLOCKS = 1 << 16;

  /**
   * The header of counters that begin now, in this process.
   *
   * @param isInitiator which role it has
   * @param format what is spoken
   * @param txBlocks blocks that it sends with
   * @param rxBlocks blocks that the other side sends with
   * @param txBlockSize in bytes
   * @param rxBlockSize in bytes
   * @return the header
   */
  public static CountersHeader ofThisProcess(
      final boolean isInitiator,
      final LinkFormat format,
      final int txBlocks,
      final int rxBlocks,
      final int txBlockSize,
      final int rxBlockSize) {
    return new CountersHeader(
        ProcessHandle.current().pid(),
        System.nanoTime(),
        isInitiator,
        format,
        txBlocks,
        rxBlocks,
        txBlockSize,
        rxBlockSize);
  }

  /**
   * How large the counters are before they grow.
   *
   * @return bytes
   */
  public int initialLength() {
    return CountersLayout.initialLength(txBlocks, rxBlocks);
  }

  /**
   * The header as bytes.
   *
   * @return to be put at the start of the counters
   */
  public ByteBuffer toBytes() {
    final ByteBuffer bytes =
        ByteBuffer.allocate(CountersLayout.HEADER_LENGTH).order(ByteOrder.nativeOrder());
    bytes.putLong(MAGIC_OFFSET, CountersLayout.MAGIC);
    bytes.putInt(VERSION_OFFSET, CountersLayout.VERSION);
    bytes.putInt(FAULT_KINDS_OFFSET, FaultKinds.count());
    bytes.putLong(PROCESS_ID_OFFSET, processId);
    bytes.putLong(STARTED_OFFSET, startedNs);
    bytes.putInt(ROLE_OFFSET, isInitiator ? 0 : 1);
    bytes.putInt(FORMAT_OFFSET, format.ordinal());
    bytes.putInt(TX_BLOCKS_OFFSET, txBlocks);
    bytes.putInt(RX_BLOCKS_OFFSET, rxBlocks);
    bytes.putInt(TX_BLOCK_SIZE_OFFSET, txBlockSize);
    bytes.putInt(RX_BLOCK_SIZE_OFFSET, rxBlockSize);
    return bytes;
  }

  /**
   * Whether these bytes are counters of any version.
   *
   * @param bytes what a file begins with
   * @return true if its magic says so
   */
  public static boolean isAtStartOf(final ByteBuffer bytes) {
    return bytes.limit() >= VERSION_OFFSET
        && bytes.duplicate().order(ByteOrder.nativeOrder()).getLong(MAGIC_OFFSET)
            == CountersLayout.MAGIC;
  }

  /**
   * Reads a header that anybody may have written.
   *
   * @param source what a file begins with
   * @return the header
   * @throws UnreadableCountersException with a sentence, if it is none of this version
   */
  static CountersHeader read(final ByteBuffer source) throws UnreadableCountersException {
    final ByteBuffer bytes = source.duplicate().order(ByteOrder.nativeOrder());
    if (!isAtStartOf(bytes)) {
      throw new UnreadableCountersException("they were not written by icbmsg");
    }
    if (bytes.limit() < CountersLayout.HEADER_LENGTH) {
      throw cut(bytes.limit(), CountersLayout.HEADER_LENGTH);
    }
    final int version = bytes.getInt(VERSION_OFFSET);
    final int faultKinds = bytes.getInt(FAULT_KINDS_OFFSET);
    if (version != CountersLayout.VERSION || faultKinds != FaultKinds.count()) {
      throw new UnreadableCountersException("they are of layout version " + version + " with "
          + faultKinds + " kinds of fault, and this program reads version " + CountersLayout.VERSION
          + " with " + FaultKinds.count());
    }
    final CountersHeader header = new CountersHeader(
        bytes.getLong(PROCESS_ID_OFFSET),
        bytes.getLong(STARTED_OFFSET),
        choice(bytes.getInt(ROLE_OFFSET), "role") == 0,
        LinkFormat.values()[choice(bytes.getInt(FORMAT_OFFSET), "link format")],
        blocks(bytes.getInt(TX_BLOCKS_OFFSET)),
        blocks(bytes.getInt(RX_BLOCKS_OFFSET)),
        bytes.getInt(TX_BLOCK_SIZE_OFFSET),
        bytes.getInt(RX_BLOCK_SIZE_OFFSET));
    if (bytes.limit() < header.initialLength()) {
      throw cut(bytes.limit(), header.initialLength());
    }
    return header;
  }

  private static UnreadableCountersException cut(final int length, final int needed) {
    return new UnreadableCountersException(
        "only " + length + " of at least " + needed + " bytes are there");
  }

  private static int choice(final int value, final String what) throws UnreadableCountersException {
    if (value != 0 && value != 1) {
      throw new UnreadableCountersException("their " + what + " cannot be " + value);
    }
    return value;
  }

  private static int blocks(final int count) throws UnreadableCountersException {
    if (count < 1 || count > MAX_BLOCKS) {
      throw new UnreadableCountersException("their number of blocks cannot be " + count);
    }
    return count;
  }
}
