package org.intercore.icbmsg.block;

import java.util.function.LongConsumer;
import org.intercore.icbmsg.control.Returns;
import org.intercore.icbmsg.layout.BlockGeometry;
import org.intercore.icbmsg.layout.BlockHeader;
import org.intercore.icbmsg.observe.BlockMap;
import org.intercore.icmsg.buffer.SharedWords;
import org.intercore.icmsg.region.SharedRegion;
import org.intercore.icmsg.status.Status;
import org.intercore.icmsg.sync.Confinement;

/**
 * The blocks of our own region: claimed, filled, sent, released by the peer. Any thread.
 *
 * <p>A run is ours from {@link #claim} to {@link #seal} or {@link #drop}, the peer's from there until
 * {@link #released} or {@link #reclaim}. Tokens are {@code generation << 32 | block}: a stale one is
 * an exception, never somebody else's run.
 */
public final class TxBlocks {
  /** So many messages are worth one look at what came back: it costs lines that the peer writes. */
  private static final int LEAST_SENT_PER_LOOK = 16;
  /** A peer gone mad may give back without counting: then that is found by the next of so many looks. */
  private static final int LOOKS_PER_SEARCH = 64;
  /** A core can wait for some dozens of lines at once, and has other things to wait for. */
  static final int MOST_FETCHED = 512;

  static final int LINE = 64;

  private final BlockGeometry geometry;
  private final SharedRegion region;
  private final BlockAllocator allocator;
  private final BlockLedger ledger;
  private final Progress progress;
  private final SharedWords words;
  private final boolean fetchesAhead;
  private Returns returns;
  private Runnable answerFollows = () -> {};
  // A message has come, and no block was claimed since.
  private boolean fetched;
  // Two threads may lose a count: then the next look is a few messages later.
  private int sentSinceLook;
  private int passedAtLastLook;
  // As the peer counts: so many have been taken back. Whatever two threads make of it by a race,
  // the next search puts right, since one that finds too few goes all the way.
  private long collected;
  private int looksInVain;
  private int nextToCollect;

  /**
   * All blocks free.
   *
   * @param region the aligned region
   * @param geometry of the region
   * @param progress what waiting threads do meanwhile
   */
  public TxBlocks(
      final SharedRegion region, final BlockGeometry geometry, final Progress progress) {
    this(region, geometry, progress, Confinement.none());
  }

  /**
   * All blocks free.
   *
   * @param region the aligned region
   * @param geometry of the region
   * @param progress what waiting threads do meanwhile
   * @param confinement which threads use the blocks
   */
  public TxBlocks(
      final SharedRegion region,
      final BlockGeometry geometry,
      final Progress progress,
      final Confinement confinement) {
    this.region = region;
    this.words = SharedWords.of(region.buffer());
    this.fetchesAhead = confinement.isConfined() && geometry.isAlignedToLines();
    this.geometry = geometry;
    this.progress = progress;
    this.allocator = new BlockAllocator(geometry.blockCount(), progress, confinement);
    this.ledger = new BlockLedger(geometry.blockCount(), confinement);
  }

  /**
   * The peer writes down what it is through with, instead of saying so. To be called once, before
   * anything is claimed.
   *
   * @param where it does
   */
  public void returns(final Returns where) {
    this.returns = where;
  }

  /**
   * Whom to tell that an answer follows, so that it can fetch what is written then. To be called once,
   * before anything is claimed.
   *
   * @param told on the one thread of a confined instance, once a block is claimed after a message has come
   */
  public void answers(final Runnable told) {
    this.answerFollows = told;
  }

  /**
   * A message has come that is probably answered by one as long: brings the lines of the block that is
   * claimed next to this core, which the peer has read or written to. That takes as long as a message is on
   * its way, and passes while the handler waits for the lines of the message. Once until a block is
   * claimed, and only where one thread does everything: else the block may be another one's by then.
   *
   * @param length of the message in bytes
   * @return false if it did nothing, as for all but the first messages of a stream
   */
  public boolean fetchNext(final int length) {
    if (!fetchesAhead || fetched) {
      return false;
    }
    fetched = true;
    final int block = allocator.firstFree();
    if (block >= 0) {
      final int start = geometry.offsetOf(block);
      final int needed = geometry.headerWidth() + Math.min(length, MOST_FETCHED);
      final int last = Math.min(needed, geometry.blockSize()) - Integer.BYTES;
      for (int at = 0; at <= last; at += LINE) {
        words.putInt(start + at, 0);
      }
    }
    return true;
  }

  /**
   * Blocks until a run is free, at most as long as the timeout says.
   *
   * @param size bytes of payload it must hold; 0 = the first free block and all free ones after it
   * @param timeoutNs 0 = answer at once, {@link Long#MAX_VALUE} = for ever
   * @return a token; a status as {@link BlockAllocator#claim}, {@link Status#CLOSED}
   */
  public long claim(final int size, final long timeoutNs) {
    return claim(size, timeoutNs, null);
  }

  /**
   * As {@link #claim(int, long)}.
   *
   * @param size bytes of payload it must hold
   * @param timeoutNs as {@link #claim(int, long)}
   * @param waited told how many nanoseconds the claim had to wait, if it had to; may be null
   * @return a token or a status
   */
  public long claim(final int size, final long timeoutNs, final LongConsumer waited) {
    if (size < 0) {
      throw new IllegalArgumentException("cannot claim " + size + " bytes");
    }
    if (size > 0) {
      return claimBlocks(geometry.blocksFor(size), timeoutNs, waited);
    }
    final long token = claimBlocks(BlockAllocator.LARGEST, timeoutNs, waited);
    if (token >= 0 && capacity(token) < 0) {
      drop(token); // The largest run does not hold a header.
      return Status.NO_MEMORY;
    }
    return token;
  }

  /**
   * As {@link #claim}, by the number of blocks.
   *
   * @param blocks how many, or {@link BlockAllocator#LARGEST}
   * @param timeoutNs 0 = answer at once, {@link Long#MAX_VALUE} = for ever
   * @return a token or a status
   */
  public long claimBlocks(final int blocks, final long timeoutNs) {
    return claimBlocks(blocks, timeoutNs, null);
  }

  /**
   * As {@link #claimBlocks(int, long)}.
   *
   * @param blocks how many
   * @param timeoutNs as {@link #claimBlocks(int, long)}
   * @param waited told how many nanoseconds the claim had to wait, if it had to; may be null
   * @return a token or a status
   */
  public long claimBlocks(final int blocks, final long timeoutNs, final LongConsumer waited) {
    final long run = allocator.claim(blocks, timeoutNs, waited);
    if (run < 0) {
      return run;
    }
    final int start = BlockAllocator.start(run);
    final long token = ledger.open(start, BlockAllocator.length(run));
    if (token == BlockLedger.STALE) {
      throw new IllegalStateException("block " + start + " was free and in use at the same time");
    }
    // Asked after the blocks were taken: a closer that does not see them taken is seen here.
    if (progress.status() == Status.CLOSED) {
      drop(token);
      return Status.CLOSED;
    }
    // Here, since from now on the run keeps the memory in place.
    if (fetched) {
      fetched = false;
      answerFollows.run();
    }
    // The lines in which the peer writes are asked for only once in a while, yet early enough that
    // the blocks that are used next are those that were used last.
    if (sentSinceLook >= LEAST_SENT_PER_LOOK && sentSinceLook >= passedAtLastLook) {
      collect();
    }
    return token;
  }

  /**
   * Room in a claimed run.
   *
   * @param token of a claimed run
   * @return bytes of payload
   * @throws IllegalStateException if the run was sent or dropped
   */
  public int capacity(final long token) {
    return geometry.payloadCapacity(BlockLedger.length(claimed(token)));
  }

  /**
   * Where the payload of a claimed run starts.
   *
   * @param token of a claimed run
   * @return offset within {@link #region()}
   * @throws IllegalStateException if the run was sent or dropped
   */
  public int payloadOffset(final long token) {
    claimed(token);
    return payloadOffsetOf(token);
  }

  /**
   * As {@link #payloadOffset}, for who has just seen that the run is claimed.
   *
   * @param token of a claimed run
   * @return offset within {@link #region()}
   */
  public int payloadOffsetOf(final long token) {
    return geometry.payloadOffsetOf(BlockLedger.block(token));
  }

  private long claimed(final long token) {
    final long entry = ledger.find(token, BlockLedger.OPEN);
    if (entry == BlockLedger.STALE) {
      throw stale(token);
    }
    return entry;
  }

  private static IllegalStateException stale(final long token) {
    return new IllegalStateException(
        "this block was sent or dropped already, or never claimed here: "
            + BlockLedger.describe(token));
  }

  /**
   * Makes a run ready to be sent: frees the blocks that the message does not need, writes its size.
   * From here on the run is the peer's.
   *
   * @param token of a claimed run
   * @param length of the message in bytes, 0 to {@link #capacity}
   * @return the run's first block, to be published in a control message
   * @throws IllegalStateException if the run was sent or dropped
   * @throws IllegalArgumentException if the message is longer than the run; it stays claimed
   */
  public int seal(final long token, final int length) {
    return seal(token, length, BlockLedger.AWAY);
  }

  /**
   * As {@link #seal}, for a request to bind: the peer may keep it as long as it likes, so it is not
   * counted among the messages that have not arrived.
   *
   * @param token of a claimed run
   * @param length of the request in bytes
   * @return the run's first block
   */
  public int sealRequest(final long token, final int length) {
    return seal(token, length, BlockLedger.ASKING);
  }

  private int seal(final long token, final int length, final int next) {
    final long entry = claimed(token);
    final int blocks = BlockLedger.length(entry);
    if (length < 0 || length > geometry.payloadCapacity(blocks)) {
      throw new IllegalArgumentException("a message of " + length
          + " bytes does not fit a block run of " + geometry.payloadCapacity(blocks));
    }
    final int start = BlockLedger.block(token);
    final int needed = geometry.blocksFor(length);
    if (geometry.headerWidth() > 0) {
      BlockHeader.size(region.buffer(), geometry.offsetOf(start), geometry.headerWidth(), length);
    } else {
      sentSinceLook++;
    }
    if (!ledger.moveFrom(entry, start, next, needed)) {
      throw stale(token);
    }
    if (needed < blocks) {
      allocator.free(start + needed, blocks - needed);
    }
    return start;
  }

  /**
   * Takes back a sealed run that could not be published.
   *
   * @param token of the run
   * @return false if it is gone: the peer has left, and {@link #reclaim} has counted the run as sent
   */
  public boolean unseal(final long token) {
    return freeIf(BlockLedger.block(token), token);
  }

  /**
   * Gives a claimed run back unsent.
   *
   * @param token of a claimed run
   * @throws IllegalStateException if the run was sent or dropped
   */
  public void drop(final long token) {
    final long entry = ledger.free(token, BlockLedger.OPEN);
    if (entry == BlockLedger.STALE) {
      throw stale(token);
    }
    allocator.free(BlockLedger.block(token), BlockLedger.length(entry));
  }

  /** What {@link #released} answers. */
  public enum Release {
    /** No run that was sent starts there; nothing was done. */
    NOT_SENT,
    /** A message; its run is free now. */
    MESSAGE,
    /** A request to bind; its run is free now. */
    REQUEST
  }

  /**
   * The peer says that it is through with a run. Our ledger decides.
   *
   * @param block what the peer said
   * @return what was released
   */
  public Release released(final int block) {
    if (block < 0 || block >= geometry.blockCount()) {
      return Release.NOT_SENT;
    }
    if (freeIf(block, BlockLedger.AWAY)) {
      return Release.MESSAGE;
    }
    return freeIf(block, BlockLedger.ASKING) ? Release.REQUEST : Release.NOT_SENT;
  }

  private boolean freeIf(final int block, final int state) {
    final int length = ledger.freeIf(block, state);
    if (length > 0) {
      allocator.free(block, length);
    }
    return length > 0;
  }

  /**
   * Takes back what the peer has written down as released. Any thread. Costs what comes back, not what
   * is away: runs mostly come back in the order in which they lie, since that is how they were claimed.
   *
   * @return how many runs
   */
  public int collect() {
    if (returns == null) {
      return 0;
    }
    sentSinceLook = 0;
    final long counted = returns.count();
    if (counted == collected && ++looksInVain < LOOKS_PER_SEARCH) {
      return 0;
    }
    looksInVain = 0;
    final int found = collect(counted - collected);
    collected = counted;
    return found;
  }

  /** A bond begins, and with it the peer's count. */
  public void countAnew() {
    collected = 0;
  }

  /** Goes round once from where the last search ended, and ends early with as many as are expected. */
  private int collect(final long expected) {
    final int start = nextToCollect;
    int found = 0;
    int passed = 0;
    boolean wrapped = false;
    // Runs that lie side by side are freed together: one atomic step for all of them.
    int from = start;
    int to = start;
    int block = allocator.nextTaken(start);
    while (found != expected || expected == 0) {
      if (block < 0 && !wrapped) {
        wrapped = true;
        block = allocator.nextTaken(0);
      }
      if (block < 0 || wrapped && block >= start) {
        break;
      }
      final long entry = ledger.findAway(block);
      int next = block + 1;
      if (isReturned(block, entry) && ledger.moveFrom(entry, block, BlockLedger.FREE, 0)) {
        found++;
        nextToCollect = next;
        next = block + BlockLedger.length(entry);
        if (block != to || !allocator.isFreedTogether(from, next)) {
          free(from, to);
          from = block;
        }
        to = next;
      } else if (entry != BlockLedger.STALE) {
        passed++;
      }
      block = allocator.nextTaken(next);
    }
    free(from, to);
    passedAtLastLook = passed;
    return found;
  }

  private void free(final int from, final int to) {
    if (from < to) {
      allocator.free(from, to - from);
    }
  }

  /**
   * Whether {@link #collect()} would find something.
   *
   * @return true if a run was released and not taken back yet, or if the peer counts as if one were
   */
  public boolean hasReturned() {
    if (returns == null) {
      return false;
    }
    if (returns.count() != collected) {
      return true;
    }
    for (int block = allocator.nextTaken(0); block >= 0; block = allocator.nextTaken(block + 1)) {
      if (isReturned(block, ledger.findAway(block))) {
        return true;
      }
    }
    return false;
  }

  private boolean isReturned(final int block, final long entry) {
    return entry != BlockLedger.STALE && returns.returned(block) == BlockLedger.generation(entry);
  }

  private boolean freeIf(final int block, final long token) {
    long entry = ledger.free(token, BlockLedger.AWAY);
    if (entry == BlockLedger.STALE) {
      entry = ledger.free(token, BlockLedger.ASKING);
    }
    if (entry != BlockLedger.STALE) {
      allocator.free(block, BlockLedger.length(entry));
    }
    return entry != BlockLedger.STALE;
  }

  /**
   * Takes back everything that was sent to a peer that has gone.
   *
   * @return how many messages it had not released
   */
  public int reclaim() {
    int count = 0;
    for (int block = 0; block < ledger.size(); block++) {
      if (freeIf(block, BlockLedger.AWAY)) {
        count++;
      } else {
        freeIf(block, BlockLedger.ASKING);
      }
    }
    return count;
  }

  /**
   * Ends the wait of everybody who waits for a run.
   *
   * @param status what they are told, negative
   */
  public void endWaits(final int status) {
    allocator.endWaits(status);
  }

  /**
   * How many messages the peer has, requests to bind not counted.
   *
   * @return the number as of now
   */
  public int sentRuns() {
    return ledger.count(BlockLedger.AWAY);
  }

  /**
   * How many blocks are taken.
   *
   * @return 0 to the number of blocks
   */
  public int blocksInUse() {
    return allocator.used();
  }

  /**
   * The most blocks that were taken at once.
   *
   * @return 0 to the number of blocks
   */
  public int highWater() {
    return allocator.highWater();
  }

  /**
   * Notes every block. Any thread, one at a time; a figure for people, since nobody stops meanwhile.
   *
   * @param map where to
   */
  public void look(final BlockMap map) {
    for (int block = 0; block < ledger.size(); block++) {
      ledger.look(block, map);
    }
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
