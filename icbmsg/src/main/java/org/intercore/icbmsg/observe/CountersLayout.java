package org.intercore.icbmsg.observe;

import org.intercore.icmsg.status.Status;
import org.intercore.icmsg.status.UnboundReason;

/**
 * Where everything stands in the counters of one side of an instance.
 *
 * <pre>
 *      0  header            who counts what: {@link CountersHeader}, never changed
 *    128  life              longs, written now and then by whoever does the instance's work
 *    640  faults            a long for each kind, in the order of {@link FaultKinds}
 *    896  last faults       how many there were, then the last 16: time, kind, value, unused
 *   1536  tx-blocks         two longs for each run that begins at a block: {@link BlockMap}
 *    ...  rx-blocks         the same of the peer's blocks
 *    ...  endpoints         a record each; the first sums up those whose record was given away
 *
 *  record of an endpoint, each part on lines of its own
 *      0  what it is        state u32, address u32, since and registered, name
 *    128  sent              by whoever has the senders' lock: bytes, messages by class
 *    256  received          by the dispatcher: bytes, messages, holds
 *    384  refused, waited   by any thread, with atomic additions: nobody is in a hurry there;
 *                           refusals are counted in private memory first, and added when one looks
 * </pre>
 *
 * <p>Numbers are in the byte order of the machine, since a counters file never leaves it. Times are
 * those of {@link System#nanoTime}, which is one clock for all processes of a host; 0 = never. Agrona's own counters are not used, since each of them takes two lines of the
 * cache and 512 bytes for its name; here what one thread counts about a message stands in one line.
 */
public final class CountersLayout {
  /** Most endpoints with a record of their own; as many as can be registered at once. */
  public static final int MAX_ENDPOINTS = 254;

  /** Most blocks of a region that are listed one by one. */
  public static final int MAX_MAPPED_BLOCKS = 4096;

  /** How many classes of waits there are: see {@link #waitClass}. */
  public static final int WAIT_CLASSES = 32;

  /** How many of the last faults are kept. */
  public static final int LAST_FAULTS = 16;

  static final long MAGIC = 0x0053_544E_5543_4349L;
  static final int VERSION = 1;

  /** Lines of different writers are that far apart: some processors fetch pairs of lines. */
  static final int APART = 128;

  static final int HEADER_OFFSET = 0;
  static final int HEADER_LENGTH = APART;

  static final int LIFE_OFFSET = HEADER_OFFSET + HEADER_LENGTH;
  static final int LIFE_LENGTH = 4 * APART;

  static final int FAULTS_OFFSET = LIFE_OFFSET + LIFE_LENGTH;
  static final int MAX_FAULT_KINDS = 32;

  static final int FAULT_COUNT_OFFSET = FAULTS_OFFSET + MAX_FAULT_KINDS * Long.BYTES;
  static final int LAST_FAULTS_OFFSET = FAULT_COUNT_OFFSET + APART;
  static final int FAULT_LENGTH = 4 * Long.BYTES;

  static final int TX_BLOCKS_OFFSET = LAST_FAULTS_OFFSET + LAST_FAULTS * FAULT_LENGTH;
  static final int BLOCK_LENGTH = 2 * Long.BYTES;

  /** Records by which the counters grow. */
  static final int RECORDS_PER_CHUNK = 16;

  // Within a record.
  static final int STATE = 0;
  static final int ADDRESS = STATE + Integer.BYTES;
  static final int SINCE = ADDRESS + Integer.BYTES;
  static final int REGISTERED = SINCE + Long.BYTES;
  static final int NAME_LENGTH = REGISTERED + Long.BYTES;
  static final int NAME = NAME_LENGTH + Integer.BYTES;
  static final int MAX_NAME_LENGTH = APART - NAME;
  // How many travelled without a block stands next to the bytes: both are counted in one step.
  static final int SENT_BYTES = APART;
  static final int SENT_CLASS = SENT_BYTES + Long.BYTES;
  static final int SENT_CLASSES = 4;
  static final int RECEIVED_BYTES = 2 * APART;
  static final int RECEIVED_INLINE = RECEIVED_BYTES + Long.BYTES;
  static final int RECEIVED_IN_BLOCKS = RECEIVED_INLINE + Long.BYTES;
  static final int HOLDS = RECEIVED_IN_BLOCKS + Long.BYTES;
  static final int REFUSED = 3 * APART;
  static final int REFUSALS = 9;
  static final int WAITED_NS = REFUSED + REFUSALS * Long.BYTES;
  static final int LONGEST_WAIT_NS = WAITED_NS + Long.BYTES;
  static final int WAITS = LONGEST_WAIT_NS + Long.BYTES;
  static final int RECORD_LENGTH = 6 * APART;

  private static final int[] STATUSES = {
    Status.NO_MEMORY,
    Status.NO_BUFFERS,
    Status.TIMED_OUT,
    Status.INTERRUPTED,
    Status.BUSY,
    Status.NOT_CONNECTED,
    Status.PEER_FAULT,
    Status.CLOSED,
    Status.BAD_MESSAGE,
  };

  private static final int FIRST_WAIT_CLASS_BITS = 10;

  /** What stands in the part that is written now and then, a long each. */
  enum Life {
    LOOKED_AT,
    BOUND,
    BONDS,
    BOUND_AT,
    UNBOUND_AT,
    UNBOUND_REASON,
    TX_CLAIMED,
    TX_SENT,
    TX_HIGH_WATER,
    TX_LARGEST_FREE,
    TX_OLDEST_SENT_AT,
    RX_WAITING,
    RX_HELD,
    RX_SMALL_HELD,
    RX_OLDEST_HELD_AT,
    UNREAD,
    UNDELIVERED,
    RINGS,
    SLEEPS,
    UNBONDS;

    int offset() {
      return LIFE_OFFSET + ordinal() * Long.BYTES;
    }
  }

  private CountersLayout() {}

  static int unbondsOffset(final UnboundReason reason) {
    return Life.UNBONDS.offset() + reason.ordinal() * Long.BYTES;
  }

  /** How many blocks of a region are listed. */
  static int mappedBlocks(final int blocks) {
    return Math.min(blocks, MAX_MAPPED_BLOCKS);
  }

  private static int blocksLength(final int blocks) {
    return mappedBlocks(blocks) * BLOCK_LENGTH + APART - 1 & -APART;
  }

  static int rxBlocksOffset(final int txBlocks) {
    return TX_BLOCKS_OFFSET + blocksLength(txBlocks);
  }

  static int recordsOffset(final int txBlocks, final int rxBlocks) {
    return rxBlocksOffset(txBlocks) + blocksLength(rxBlocks);
  }

  /**
   * How large the counters are before they grow.
   *
   * @param txBlocks of this side
   * @param rxBlocks of the other side
   * @return bytes
   */
  public static int initialLength(final int txBlocks, final int rxBlocks) {
    return recordsOffset(txBlocks, rxBlocks) + RECORDS_PER_CHUNK * RECORD_LENGTH;
  }

  /**
   * The class of a wait, for the histogram: 0 is below 1.024 us, and each of the others twice as long as
   * the one before.
   *
   * @param waitedNs how long
   * @return 0 to {@link #WAIT_CLASSES} - 1
   */
  public static int waitClass(final long waitedNs) {
    final int bits = Long.SIZE - Long.numberOfLeadingZeros(Math.max(0, waitedNs));
    return Math.max(0, Math.min(bits - FIRST_WAIT_CLASS_BITS, WAIT_CLASSES - 1));
  }

  /**
   * What the waits of a class are shorter than.
   *
   * @param waitClass 0 to {@link #WAIT_CLASSES} - 1
   * @return nanoseconds; the last class has no bound
   */
  public static long waitBoundNs(final int waitClass) {
    return waitClass == WAIT_CLASSES - 1 ? Long.MAX_VALUE : 1L << waitClass + FIRST_WAIT_CLASS_BITS;
  }

  /** The number by which refusals with a status are counted. */
  static int statusIndex(final long status) {
    int index = 0;
    while (index < STATUSES.length - 1 && STATUSES[index] != status) {
      index++;
    }
    return index;
  }

  /** Where they are counted within a record. */
  static int refusedOffset(final int statusIndex) {
    return REFUSED + statusIndex * Long.BYTES;
  }

  /** The status whose refusals are counted there. */
  static int statusOf(final int index) {
    return STATUSES[index];
  }
}
