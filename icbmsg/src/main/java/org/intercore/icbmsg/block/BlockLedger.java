package org.intercore.icbmsg.block;

import org.intercore.icbmsg.observe.BlockMap;
import org.intercore.icmsg.sync.Confinement;

/**
 * The private state of each run, kept at its first block: which generation, in what state, and how many
 * blocks long if it is ours to free. Whoever wants to move a run on has to name its token (generation
 * and block) or to be the peer; one compare-and-set decides, so a run moves on exactly once whatever
 * threads and peers do at the same time.
 *
 * <pre>
 *  entry  bits 63..32 generation   31..24 state   23..0 length in blocks (tx only)
 *  token  bits 63..32 generation   31..0  block
 * </pre>
 *
 * <p>Opening is a release store by the run's only owner; every other step is a compare-and-set.
 */
final class BlockLedger {
  /** Nobody's. */
  static final int FREE = BlockMap.FREE;

  /** Tx: a thread fills it. Rx: it has arrived and waits for its handler, or is in it. */
  static final int OPEN = BlockMap.OPEN;

  /** Tx: the peer has it. Rx: the user holds it. */
  static final int AWAY = BlockMap.AWAY;

  /** Tx: the peer has it, as a request to bind that it may keep for as long as it likes. */
  static final int ASKING = BlockMap.ASKING;

  /**
   * The answer to a token that is stale, or whose run is in another state. Never an entry or a token.
   */
  static final long STALE = -1;

  private static final int GENERATION_SHIFT = 32;
  private static final int GENERATION_MASK = 0x7FFF_FFFF;
  private static final int STATE_SHIFT = 24;
  private static final int STATE_MASK = 0xFF;
  private static final int LENGTH_MASK = 0xFF_FFFF;

  private final Words entries;

  BlockLedger(final int count) {
    this(count, Confinement.none());
  }

  BlockLedger(final int count, final Confinement confinement) {
    this.entries = new Words(count, confinement);
  }

  static int block(final long token) {
    return (int) token;
  }

  static int length(final long entry) {
    return (int) entry & LENGTH_MASK;
  }

  static int generation(final long word) {
    return (int) (word >>> GENERATION_SHIFT);
  }

  private static int state(final long entry) {
    return (int) (entry >>> STATE_SHIFT) & STATE_MASK;
  }

  private static long entry(final int generation, final int state, final int length) {
    return (long) generation << GENERATION_SHIFT | (long) state << STATE_SHIFT | length;
  }

  /**
   * Opens a run that is free, under a new generation. Only whoever has just taken the run may call, so
   * nobody else writes the entry meanwhile.
   *
   * @return its token, or {@link #STALE} if it is not free
   */
  long open(final int block, final int length) {
    final long now = entries.get(block);
    if (state(now) != FREE) {
      return STALE;
    }
    // Never 0, which stands in shared memory where nothing was released yet.
    final int generation = Math.max(1, generation(now) + 1 & GENERATION_MASK);
    // Release, pairs with the volatile reads of whoever is given the token or the block.
    entries.setRelease(block, entry(generation, OPEN, length));
    return (long) generation << GENERATION_SHIFT | block;
  }

  /**
   * Moves the run of a token from one state to another.
   *
   * @return its entry before, or {@link #STALE}
   */
  long move(final long token, final int from, final int to, final int length) {
    if (!isBlock(block(token))) {
      return STALE;
    }
    final long now = entries.get(block(token));
    return generation(now) == generation(token)
            && state(now) == from
            && moveFrom(now, block(token), to, length)
        ? now
        : STALE;
  }

  /** As {@link #move}, from what was just found; false if that has changed meanwhile. */
  boolean moveFrom(final long entry, final int block, final int to, final int length) {
    return entries.compareAndSet(block, entry, entry(generation(entry), to, length));
  }

  /**
   * Frees the run of a token.
   *
   * @return its entry before, or {@link #STALE}
   */
  long free(final long token, final int from) {
    return move(token, from, FREE, 0);
  }

  /** False for a status in the place of a token: it is negative, and so is its lower half. */
  private boolean isBlock(final int block) {
    return block >= 0 && block < entries.length();
  }

  /**
   * Frees the run that starts at a block, whatever its generation.
   *
   * @return its length; -1 if it was not in that state
   */
  int freeIf(final int block, final int from) {
    final long now = entries.get(block);
    if (state(now) != from || !entries.compareAndSet(block, now, entry(generation(now), FREE, 0))) {
      return -1;
    }
    return length(now);
  }

  /** The entry of a token's run if it is in that state, else {@link #STALE}. */
  long find(final long token, final int wanted) {
    if (!isBlock(block(token))) {
      return STALE;
    }
    final long now = entries.get(block(token));
    return generation(now) == generation(token) && state(now) == wanted ? now : STALE;
  }

  boolean isFree(final int block) {
    return state(entries.get(block)) == FREE;
  }

  int count(final int wanted) {
    int count = 0;
    for (int i = 0; i < entries.length(); i++) {
      if (state(entries.get(i)) == wanted) {
        count++;
      }
    }
    return count;
  }

  int size() {
    return entries.length();
  }

  /** Notes what is at a block. The states are the map's, by number. */
  void look(final int block, final BlockMap map) {
    final long entry = entries.get(block);
    map.look(block, state(entry), generation(entry), length(entry));
  }

  /** As {@link #look(int, BlockMap)}, where the length stands elsewhere. */
  void look(final int block, final BlockMap map, final int length) {
    final long entry = entries.get(block);
    map.look(block, state(entry), generation(entry), length);
  }

  /** The token of the run that now starts at a block. */
  long tokenOf(final int block) {
    return (long) generation(entries.get(block)) << GENERATION_SHIFT | block;
  }

  /** The entry of the run that starts at a block if the peer has it, else {@link #STALE}. */
  long findAway(final int block) {
    final long entry = entries.get(block);
    return state(entry) == AWAY || state(entry) == ASKING ? entry : STALE;
  }

  static String describe(final long token) {
    return "token " + Long.toHexString(token) + " (block " + block(token) + ", generation "
        + generation(token) + ")";
  }
}
