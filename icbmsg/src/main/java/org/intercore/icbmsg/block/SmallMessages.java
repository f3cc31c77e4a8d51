package org.intercore.icbmsg.block;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.DirectBuffer;
import org.intercore.icmsg.region.SharedMemory;
import org.intercore.icmsg.region.SharedRegion;
import org.intercore.icmsg.sync.Confinement;
import org.intercore.icmsg.sync.SpinLock;

/**
 * Received messages that needed no block: the one at hand, which lies in the link's memory, and those
 * that are held, which were copied into memory of our own, so that the link can go on. That memory
 * grows with what is held at once and is used again.
 *
 * <pre>
 *  token  bits 62..32 generation   bit 31 set   bit 30 at hand   29..0 place
 * </pre>
 *
 * <p>One thread at a time opens and closes; any thread holds and releases.
 */
final class SmallMessages {
  private static final int SMALL = 1 << 31;
  private static final int AT_HAND = 1 << 30;
  private static final int PLACE_MASK = AT_HAND - 1;
  private static final int GENERATION_SHIFT = 32;
  private static final int GENERATION_MASK = 0x7FFF_FFFF;
  /** The longest of the format that has the longest, in whole lines. */
  private static final int LENGTH = 192;

  private static final int PLACES_SHIFT = 6;
  private static final int PLACES = 1 << PLACES_SHIFT;
  private static final Chunk[] NONE = {};

  private final SharedRegion region;
  private final SpinLock lock;
  private volatile Chunk[] chunks = NONE;
  private int[] free = {};
  private int freeCount;
  // Written under the lock, or by the one thread that there is; read by any.
  private final AtomicInteger heldCount = new AtomicInteger();
  private int generation;
  private int offset;
  private int length;
  // The handler asks on the thread that writes this; others only misuse it.
  private long atHand = BlockLedger.STALE;

  /** Places for messages that are held. */
  private static final class Chunk {
    final SharedRegion memory = SharedMemory.allocate(PLACES * LENGTH).region(0, PLACES * LENGTH);
    final int[] lengths = new int[PLACES];
    final int[] generations = new int[PLACES];
    final boolean[] held = new boolean[PLACES];
  }

  SmallMessages(final SharedRegion region, final Confinement confinement) {
    this.region = region;
    this.lock = new SpinLock(confinement);
  }

  static boolean isSmall(final long token) {
    return token >= 0 && (int) token < 0;
  }

  private static boolean isAtHand(final long token) {
    return (token & AT_HAND) != 0;
  }

  private static int place(final long token) {
    return (int) token & PLACE_MASK;
  }

  private static int generation(final long token) {
    return (int) (token >>> GENERATION_SHIFT);
  }

  private static long token(final int generation, final int rest) {
    return (long) generation << GENERATION_SHIFT | (SMALL | rest) & 0xFFFF_FFFFL;
  }

  /** A message is at hand. */
  long open(final int at, final int bytes) {
    generation = generation + 1 & GENERATION_MASK;
    offset = at;
    length = bytes;
    atHand = token(generation, AT_HAND);
    return atHand;
  }

  /** No message is at hand any more. */
  void close() {
    atHand = BlockLedger.STALE;
  }

  SharedRegion region(final long token) {
    return isAtHand(token) ? region : held(token).memory;
  }

  int offset(final long token) {
    if (isAtHand(token)) {
      return requireAtHand(token, offset);
    }
    held(token);
    return place(token) % PLACES * LENGTH;
  }

  int length(final long token) {
    return isAtHand(token)
        ? requireAtHand(token, length)
        : held(token).lengths[place(token) % PLACES];
  }

  private int requireAtHand(final long token, final int value) {
    if (token != atHand) {
      throw stale(token);
    }
    return value;
  }

  private Chunk held(final long token) {
    final Chunk[] now = chunks;
    final int chunk = place(token) >> PLACES_SHIFT;
    final int place = place(token) % PLACES;
    if (chunk >= now.length
        || !now[chunk].held[place]
        || now[chunk].generations[place] != generation(token)) {
      throw stale(token);
    }
    return now[chunk];
  }

  private static IllegalStateException stale(final long token) {
    return new IllegalStateException("not a message of ours: token " + Long.toHexString(token)
        + " (of one that was released already, or never held, or is not at hand any more)");
  }

  /** Keeps the message at hand; the token of the copy. */
  long hold(final long token) {
    if (token != atHand) {
      throw new IllegalStateException(
          "only the message at hand can be held, and once: token " + Long.toHexString(token));
    }
    atHand = BlockLedger.STALE;
    return copy(region.buffer());
  }

  private long copy(final DirectBuffer source) {
    lock.lock();
    try {
      if (freeCount == 0) {
        grow();
      }
      final int at = free[--freeCount];
      final Chunk chunk = chunks[at >> PLACES_SHIFT];
      final int place = at % PLACES;
      chunk.memory.buffer().putBytes(place * LENGTH, source, offset, length);
      chunk.lengths[place] = length;
      chunk.generations[place] = chunk.generations[place] + 1 & GENERATION_MASK;
      chunk.held[place] = true;
      heldCount.setRelease(heldCount.getPlain() + 1);
      return token(chunk.generations[place], at);
    } finally {
      lock.unlock();
    }
  }

  private void grow() {
    final int from = chunks.length * PLACES;
    free = Arrays.copyOf(free, from + PLACES);
    final Chunk[] more = Arrays.copyOf(chunks, chunks.length + 1);
    more[chunks.length] = new Chunk();
    chunks = more;
    for (int i = PLACES - 1; i >= 0; i--) {
      free[freeCount++] = from + i;
    }
  }

  /** Ends a hold. */
  void release(final long token) {
    lock.lock();
    try {
      if (isAtHand(token)) {
        throw stale(token);
      }
      final Chunk chunk = held(token);
      chunk.held[place(token) % PLACES] = false;
      heldCount.setRelease(heldCount.getPlain() - 1);
      free[freeCount++] = place(token);
    } finally {
      lock.unlock();
    }
  }

  /** How many are held. */
  int heldCount() {
    return heldCount.get();
  }
}
