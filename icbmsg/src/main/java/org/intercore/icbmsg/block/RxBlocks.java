package org.intercore.icbmsg.block;

import org.agrona.collections.LongHashSet;
import org.intercore.icbmsg.fault.BlockFault;
import org.intercore.icbmsg.layout.BlockGeometry;
import org.intercore.icbmsg.layout.BlockHeader;
import org.intercore.icbmsg.observe.BlockMap;
import org.intercore.icmsg.buffer.SharedWords;
import org.intercore.icmsg.fault.FaultHandler;
import org.intercore.icmsg.region.SharedRegion;
import org.intercore.icmsg.sync.Confinement;

/**
 * The blocks of the peer's region, as far as we have them: arrived, held, released. Whoever polls
 * lets runs arrive; any thread holds and releases.
 *
 * <p>What the peer says about a run is read once and validated when it arrives; that copy is used
 * from then on. A run that arrives while we still have one that starts there is a lie.
 */
public final class RxBlocks {
  /** What {@link #arrive} answers to a lie about the size: the run is to be released. */
  public static final long TO_RELEASE = -1;

  /** What {@link #arrive} answers to a lie about the block: there is nothing to release. */
  public static final long REFUSED = -2;

  private static final long NO_SIZE = -1;

  private final BlockGeometry geometry;
  private final SharedRegion region;
  private final BlockLedger ledger;
  private final int[] lengths;
  private final int[] generations;
  private final BlockGuess guess;
  private final FaultHandler faults;
  private final SmallMessages small;
  private final LongHashSet orphans = new LongHashSet();

  /**
   * Nothing has arrived yet.
   *
   * @param region the aligned region
   * @param geometry of the region
   * @param faults told of lies
   */
  public RxBlocks(
      final SharedRegion region, final BlockGeometry geometry, final FaultHandler faults) {
    this(region, geometry, faults, Confinement.none());
  }

  /**
   * Nothing has arrived yet.
   *
   * @param region the aligned region
   * @param geometry of the region
   * @param faults told of lies
   * @param confinement which threads use the blocks
   */
  public RxBlocks(
      final SharedRegion region,
      final BlockGeometry geometry,
      final FaultHandler faults,
      final Confinement confinement) {
    this.region = region;
    this.geometry = geometry;
    this.faults = faults;
    this.small = new SmallMessages(region, confinement);
    this.ledger = new BlockLedger(geometry.blockCount(), confinement);
    this.lengths = new int[geometry.blockCount()];
    this.generations = new int[geometry.blockCount()];
    this.guess = new BlockGuess(geometry, SharedWords.of(region.buffer()));
  }

  /**
   * A message has come, and where it lies is still on its way: asks for the lines where it probably does.
   */
  public void guess() {
    guess.load();
  }

  /**
   * The peer says that a run starts at a block, whose header says how long the message is.
   *
   * @param block what the peer said
   * @return the token of the run; {@link #TO_RELEASE}, {@link #REFUSED}
   */
  public long arrive(final int block) {
    if (!isBlock(block)) {
      return REFUSED;
    }
    // Blocks may be smaller than a header, and then none fits into the last one.
    final long size = room(block) < 0
        ? NO_SIZE
        : BlockHeader.size(region.buffer(), geometry.offsetOf(block), geometry.headerWidth());
    final long token = accept(block, size, 0);
    if (token >= 0) {
      guess.came(block, geometry.headerWidth() + (int) size);
    }
    return token;
  }

  /**
   * The peer says that a run starts at a block, and how long the message is.
   *
   * @param block what the peer said
   * @param size what the peer said
   * @param generation what the peer calls it, for {@link #peerGeneration}
   * @return the token of the run; {@link #TO_RELEASE}, {@link #REFUSED}
   */
  public long arrive(final int block, final int size, final int generation) {
    return isBlock(block) ? accept(block, size, generation) : REFUSED;
  }

  private boolean isBlock(final int block) {
    if (block < 0 || block >= geometry.blockCount()) {
      faults.onFault(BlockFault.BLOCK_OUT_OF_RANGE, block);
      return false;
    }
    return true;
  }

  private int room(final int block) {
    return geometry.payloadCapacity(geometry.blockCount() - block);
  }

  private long accept(final int block, final long size, final int generation) {
    if (size < 0 || size > room(block)) {
      return refuse(block, size);
    }
    // How many blocks that is the ledger's entry need not say: they are the peer's.
    final long token = ledger.open(block, 0);
    if (token == BlockLedger.STALE) {
      return inUse(block);
    }
    // After the entry was found free, since a run in use keeps its length; and before anybody is
    // given the token, without which nobody asks but look(), whose figures may be a moment old.
    lengths[block] = (int) size;
    generations[block] = generation;
    return token;
  }

  private long refuse(final int block, final long size) {
    if (!ledger.isFree(block)) {
      return inUse(block);
    }
    faults.onFault(BlockFault.BLOCK_SIZE, size);
    return TO_RELEASE;
  }

  private long inUse(final int block) {
    faults.onFault(BlockFault.BLOCK_IN_USE, block);
    return REFUSED;
  }

  /**
   * What the peer calls the run that arrived last at a block, until it is told that it is free.
   *
   * @param block where it starts
   * @return as {@link #arrive(int, int, int)} was told
   */
  public int peerGeneration(final int block) {
    return generations[block];
  }

  /**
   * The token of a run that has arrived.
   *
   * @param block where it starts
   * @return its token
   */
  public long tokenOf(final int block) {
    return ledger.tokenOf(block);
  }

  /**
   * The length of a message.
   *
   * @param token of a run that has arrived or is held
   * @return bytes, validated
   */
  public int length(final long token) {
    return SmallMessages.isSmall(token) ? small.length(token) : lengths[blockOf(token)];
  }

  /**
   * Where the payload of a run starts.
   *
   * @param token of a run that has arrived or is held
   * @return offset within {@link #region()}
   */
  public int payloadOffset(final long token) {
    return SmallMessages.isSmall(token)
        ? small.offset(token)
        : geometry.payloadOffsetOf(blockOf(token));
  }

  /**
   * As {@link #payloadOffset}, for who knows where the run begins.
   *
   * @param block where a run begins that has arrived
   * @return offset within {@link #region()}
   */
  public int payloadOffsetOf(final int block) {
    return geometry.payloadOffsetOf(block);
  }

  /**
   * The memory of a message.
   *
   * @param token of a message that has arrived or is held
   * @return what {@link #payloadOffset} is an offset in
   */
  public SharedRegion region(final long token) {
    return SmallMessages.isSmall(token) ? small.region(token) : region;
  }

  /**
   * A message that needs no block is at hand.
   *
   * @param offset where it lies within {@link #region()}
   * @param length in bytes, validated
   * @return its token, until {@link #closeInline()}
   */
  public long openInline(final int offset, final int length) {
    return small.open(offset, length);
  }

  /** The handler of the message that needed no block has returned. */
  public void closeInline() {
    small.close();
  }

  private int blockOf(final long token) {
    final int block = BlockLedger.block(token);
    if (token < 0 || block < 0 || block >= lengths.length) {
      throw new IllegalStateException("not a message of ours: " + BlockLedger.describe(token));
    }
    return block;
  }

  /**
   * Keeps a run beyond its handler.
   *
   * @param token of a message whose handler runs right now
   * @return the token of the held one
   * @throws IllegalStateException if its handler has returned, or it is held already
   */
  public long hold(final long token) {
    if (SmallMessages.isSmall(token)) {
      return small.hold(token);
    }
    if (ledger.move(token, BlockLedger.OPEN, BlockLedger.AWAY, 0) == BlockLedger.STALE) {
      throw new IllegalStateException(
          "only the message at hand can be held, and once: " + BlockLedger.describe(token));
    }
    return token;
  }

  /**
   * The handler of a run has returned.
   *
   * @param token of the run
   * @return whether the peer is to be told that it is free; false if the run is held or forgotten
   */
  public boolean handled(final long token) {
    return ledger.free(token, BlockLedger.OPEN) != BlockLedger.STALE;
  }

  /**
   * Ends a hold. Any thread, any order.
   *
   * @param token of a held run
   * @return whether the peer is to be told; false if the run came from a peer that has gone
   * @throws IllegalStateException if the run is not held (any more)
   */
  public boolean release(final long token) {
    if (SmallMessages.isSmall(token)) {
      small.release(token);
      return false;
    }
    // Free before the peer is told: it may send the next message in that block at once.
    if (ledger.free(token, BlockLedger.AWAY) != BlockLedger.STALE) {
      return true;
    }
    synchronized (orphans) {
      if (orphans.remove(token)) {
        return false;
      }
    }
    throw new IllegalStateException(
        "this block was released already, or never held: " + BlockLedger.describe(token));
  }

  /**
   * Forgets the runs of a peer that has gone. Held ones stay with their holders; where they lie
   * another peer may write from now on.
   */
  public void forget() {
    for (int block = 0; block < ledger.size(); block++) {
      final long token = ledger.tokenOf(block);
      synchronized (orphans) {
        if (ledger.free(token, BlockLedger.AWAY) != BlockLedger.STALE) {
          orphans.add(token);
        }
      }
      ledger.free(token, BlockLedger.OPEN);
    }
  }

  /**
   * How many runs are held, those of peers that have gone included.
   *
   * @return the number as of now
   */
  public int heldRuns() {
    synchronized (orphans) {
      return ledger.count(BlockLedger.AWAY) + orphans.size();
    }
  }

  /**
   * How many messages we have: arrived or held, in runs of the present peer, or held in our memory.
   *
   * @return the number as of now
   */
  public int runsInUse() {
    return ledger.count(BlockLedger.OPEN) + ledger.count(BlockLedger.AWAY) + small.heldCount();
  }

  /**
   * Notes every block. Any thread, one at a time; a figure for people, since nobody stops meanwhile.
   *
   * @param map where to
   */
  public void look(final BlockMap map) {
    for (int block = 0; block < ledger.size(); block++) {
      ledger.look(block, map, geometry.blocksFor(lengths[block]));
    }
  }

  /**
   * How many messages are held that needed no block.
   *
   * @return the number as of now
   */
  public int smallHeld() {
    return small.heldCount();
  }

  /**
   * The layout.
   *
   * @return the geometry
   */
  public BlockGeometry geometry() {
    return geometry;
  }

  /**
   * The memory.
   *
   * @return the aligned region
   */
  public SharedRegion region() {
    return region;
  }
}
