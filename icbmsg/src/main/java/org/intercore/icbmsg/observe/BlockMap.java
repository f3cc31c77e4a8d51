package org.intercore.icbmsg.observe;

import org.agrona.concurrent.AtomicBuffer;

/**
 * Which runs of a region are in use, for how long, and whose they are. Looked up now and then from the
 * ledger that decides; claiming a run costs no more than a plain store of who did.
 *
 * <pre>
 *  a run, at its first block   bits 63..56  state
 *                              bits 47..32  endpoint, by number of its record; 0 = none
 *                              bits 31..0   length in blocks
 *  next long                                since when it was seen so
 * </pre>
 *
 * <p>One thread at a time looks; any thread says whose a run is.
 */
public final class BlockMap {
  /** No run begins there. */
  public static final int FREE = 0;

  /** Ours: a thread fills it. The peer's: it waits for its handler, or is in it. */
  public static final int OPEN = 1;

  /** Ours: the peer has it. The peer's: it is held. */
  public static final int AWAY = 2;

  /** Ours: the peer has it, as a request to bind. */
  public static final int ASKING = 3;

  private static final int STATE_SHIFT = 56;
  private static final int OWNER_SHIFT = 32;
  private static final int OWNER_MASK = 0xFFFF;
  private static final int STATES = ASKING + 1;

  private final AtomicBuffer buffer;
  private final int offset;
  private final int mapped;
  private final byte[] owners;
  // What was seen the last time, and since when.
  private final long[] seen;
  private final long[] since;
  private final int[] blocks = new int[STATES];
  private final int[] runs = new int[STATES];
  private long nowNs;
  private long oldestAwayNs;
  private int freeFrom;
  private int largestFree;

  BlockMap(final AtomicBuffer buffer, final int offset, final int count) {
    this.buffer = buffer;
    this.offset = offset;
    this.mapped = CountersLayout.mappedBlocks(count);
    this.owners = new byte[count];
    this.seen = new long[count];
    this.since = new long[count];
  }

  static int state(final long word) {
    return (int) (word >>> STATE_SHIFT);
  }

  static int owner(final long word) {
    return (int) (word >>> OWNER_SHIFT) & OWNER_MASK;
  }

  static int length(final long word) {
    return (int) word;
  }

  /** Says whose the run is that begins at a block. */
  void owner(final int block, final int endpoint) {
    // Plain: whoever looks sees it soon, and it is a figure for people.
    owners[block] = (byte) endpoint;
  }

  /** A look begins. */
  void begin(final long atNs) {
    nowNs = atNs;
    oldestAwayNs = 0;
    freeFrom = 0;
    largestFree = 0;
    for (int state = 0; state < STATES; state++) {
      blocks[state] = 0;
      runs[state] = 0;
    }
  }

  /**
   * Notes what is at a block; of every block, in their order.
   *
   * @param block its index
   * @param state of the run that begins there, or {@link #FREE}
   * @param generation of the run
   * @param length of the run in blocks
   */
  public void look(final int block, final int state, final int generation, final int length) {
    final long now = state == FREE ? 0 : (long) generation << Byte.SIZE | state;
    if (now != seen[block]) {
      seen[block] = now;
      since[block] = nowNs;
    }
    if (state != FREE) {
      count(block, state, Math.max(1, length));
    }
    if (block < mapped) {
      final long owner = (long) (owners[block] & 0xFF) << OWNER_SHIFT;
      final int at = offset + block * CountersLayout.BLOCK_LENGTH;
      buffer.putLong(
          at, state == FREE ? 0 : (long) state << STATE_SHIFT | owner | Math.max(1, length));
      buffer.putLong(at + Long.BYTES, since[block]);
    }
  }

  private void count(final int block, final int state, final int length) {
    runs[state]++;
    blocks[state] += length;
    largestFree = Math.max(largestFree, block - freeFrom);
    freeFrom = block + length;
    if (state == AWAY && (oldestAwayNs == 0 || since[block] - oldestAwayNs < 0)) {
      oldestAwayNs = since[block];
    }
  }

  /** The look has ended. */
  void end() {
    largestFree = Math.max(largestFree, seen.length - freeFrom);
  }

  int blocks(final int state) {
    return blocks[state];
  }

  int runs(final int state) {
    return runs[state];
  }

  int largestFree() {
    return largestFree;
  }

  /** Since when the oldest run that is {@link #AWAY} is; 0 if there is none. */
  long oldestAwayNs() {
    return oldestAwayNs;
  }
}
