package org.intercore.icbmsg.block;

import org.intercore.icmsg.sync.Confinement;

/**
 * Which blocks are taken: one bit a block, set = taken, any number of blocks. A run is taken where it
 * first fits, so that the blocks that were used last, and whose lines are warm, are used next: {@link
 * #tryTake} looks within words only, {@link #take} anywhere.
 *
 * <pre>
 *  word   bits 63..32  how often something was taken in this word
 *         bits 31..0   block 32 * word + bit is taken
 * </pre>
 *
 * <p>A run within one word is taken and freed by one atomic step, by any thread, without a lock. Runs
 * across words are taken and freed piece by piece, and only one thread at a time may do that; it is also
 * the only one that may say "there is none". So nobody is refused because another thread is half-way.
 *
 * <p><b>Why that answer is exact</b> although other threads take and free meanwhile: all words are read,
 * then all of them again, and the answer is given only if no word's count has changed. So nothing was
 * taken in any word between its two readings, and the moment after the last first reading and before
 * the first second reading lies between them for every word. At that moment no block was free but those
 * that the second reading shows as free: since then blocks can only have been freed.
 */
public final class BlockBitmap {
  /** Blocks of a word, and the longest run that is taken without a lock. */
  public static final int BLOCKS_PER_WORD = Integer.SIZE;

  private static final int WORD_SHIFT = Integer.numberOfTrailingZeros(BLOCKS_PER_WORD);
  private static final long BLOCKS_MASK = (1L << BLOCKS_PER_WORD) - 1;
  private static final long ONE_TAKING = 1L << BLOCKS_PER_WORD;
  private static final int NONE = -1;

  private final int count;
  private final Words words;
  // The reading of the thread that may look across words.
  private final long[] seen;
  // Whether two threads ever met in a word. Plain: who learns of it late looks where it did before.
  private boolean contended;

  /**
   * A bitmap with all blocks free.
   *
   * @param count of blocks, 1 or more
   */
  public BlockBitmap(final int count) {
    this(count, Confinement.none());
  }

  /**
   * A bitmap with all blocks free.
   *
   * @param count of blocks, 1 or more
   * @param confinement which threads use it
   */
  public BlockBitmap(final int count, final Confinement confinement) {
    if (count < 1) {
      throw new IllegalArgumentException(
          "a bitmap needs 1 block or more, but was asked for " + count);
    }
    this.count = count;
    this.words = new Words((count + BLOCKS_PER_WORD - 1) / BLOCKS_PER_WORD, confinement);
    this.seen = new long[words.length()];
    final int inLast = count - (words.length() - 1) * BLOCKS_PER_WORD;
    words.set(words.length() - 1, BLOCKS_MASK & ~mask(0, inLast));
  }

  private static int wordOf(final int block) {
    return block >>> WORD_SHIFT;
  }

  private static int bitOf(final int block) {
    return block & BLOCKS_PER_WORD - 1;
  }

  private static long mask(final int bit, final int length) {
    return ((1L << length) - 1) << bit;
  }

  /** The lowest bit where {@code length} free bits begin, or 64. */
  private static int firstRun(final long word, final int length) {
    long starts = ~word & BLOCKS_MASK;
    int covered = 1;
    // After each step a bit says: so many free bits begin here.
    while (covered < length && starts != 0) {
      final int step = Math.min(covered, length - covered);
      starts &= starts >>> step;
      covered += step;
    }
    return Long.numberOfTrailingZeros(starts);
  }

  /**
   * Takes a run within one word. Any thread, without a lock.
   *
   * @param length of the run in blocks, 1 or more
   * @return index of its first block; -1 if none was found, which proves nothing
   */
  public int tryTake(final int length) {
    if (length > BLOCKS_PER_WORD) {
      return NONE;
    }
    final int first = contended ? homeWord() : 0;
    for (int i = first; i < words.length(); i++) {
      final int start = tryTakeWithin(i, length);
      if (start != NONE) {
        return start;
      }
    }
    for (int i = 0; i < first; i++) {
      final int start = tryTakeWithin(i, length);
      if (start != NONE) {
        return start;
      }
    }
    return NONE;
  }

  private int tryTakeWithin(final int index, final int length) {
    long word = words.get(index);
    int bit = firstRun(word, length);
    while (bit < BLOCKS_PER_WORD) {
      if (words.compareAndSet(index, word, (word | mask(bit, length)) + ONE_TAKING)) {
        return index * BLOCKS_PER_WORD + bit;
      }
      if (!contended) {
        contended = true;
      }
      word = words.get(index);
      bit = firstRun(word, length);
    }
    return NONE;
  }

  /** The first free block, which {@link #tryTake} would take as a run of one; -1 if there is none. */
  int firstFree() {
    for (int i = 0; i < words.length(); i++) {
      final int bit = firstRun(words.get(i), 1);
      if (bit < BLOCKS_PER_WORD) {
        return i * BLOCKS_PER_WORD + bit;
      }
    }
    return NONE;
  }

  /** Where a thread looks first once threads were seen to meet: the same word each time. */
  private int homeWord() {
    return (int) (Thread.currentThread().getId() % words.length());
  }

  /**
   * Takes a run anywhere. One thread at a time.
   *
   * @param length of the run in blocks, 1 or more
   * @return index of its first block; -1 if there was a moment during the call at which no such run
   *     was free
   */
  public int take(final int length) {
    boolean unchanged = false;
    while (true) {
      unchanged = read() && unchanged;
      final int start = find(length);
      if (start == NONE && unchanged) {
        return NONE;
      }
      if (start != NONE && tryTake(start, length)) {
        return start;
      }
      unchanged = true;
    }
  }

  /**
   * Takes the first free block and all free ones that follow it. One thread at a time.
   *
   * @return index of the first block in the lower, the run's length in the upper half; -1 if there
   *     was a moment during the call at which no block was free
   */
  public long takeLargest() {
    final int start = take(1);
    if (start == NONE) {
      return NONE;
    }
    int end = start + 1;
    while (end < count && tryTakeAt(end)) {
      end++;
    }
    return (long) (end - start) << Integer.SIZE | start;
  }

  /** Takes one certain block if it is free. Any thread, without a lock. */
  boolean tryTakeAt(final int block) {
    return takePiece(block, 1);
  }

  /** Whether a block is taken, as of now. */
  boolean isTaken(final int block) {
    return (words.get(wordOf(block)) & mask(bitOf(block), 1)) != 0;
  }

  /**
   * The first block from one on that is taken, as of now.
   *
   * @param from where to begin, 0 or more
   * @return its index; -1 if there is none
   */
  int nextTaken(final int from) {
    int block = from;
    while (block < count) {
      final long taken = (words.get(wordOf(block)) & BLOCKS_MASK) >>> bitOf(block);
      if (taken != 0) {
        final int next = block + Long.numberOfTrailingZeros(taken);
        return next < count ? next : NONE;
      }
      block = (wordOf(block) + 1) * BLOCKS_PER_WORD;
    }
    return NONE;
  }

  /** Reads all words; false if something was taken since they were read before. */
  private boolean read() {
    boolean unchanged = true;
    for (int i = 0; i < seen.length; i++) {
      final long word = words.get(i);
      unchanged &= (word ^ seen[i]) >>> BLOCKS_PER_WORD == 0;
      seen[i] = word;
    }
    return unchanged;
  }

  /** The first run in what was read, within a word or across. */
  private int find(final int length) {
    int before = 0; // So many free blocks end where the word begins.
    for (int i = 0; i < seen.length; i++) {
      final int free = ~(int) seen[i];
      final int first = i * BLOCKS_PER_WORD;
      final int leading = Integer.numberOfTrailingZeros(~free);
      if (before + leading >= length) {
        return first - before;
      }
      final int bit = firstRun(seen[i], length);
      if (bit < BLOCKS_PER_WORD) {
        return first + bit;
      }
      before = leading == BLOCKS_PER_WORD ? before + leading : Integer.numberOfLeadingZeros(~free);
    }
    return NONE;
  }

  /** Takes a certain run piece by piece, or nothing of it. */
  private boolean tryTake(final int start, final int length) {
    int at = start;
    final int end = start + length;
    while (at < end) {
      final int piece = piece(at, end);
      if (!takePiece(at, piece)) {
        if (at > start) {
          free(start, at - start);
        }
        return false;
      }
      at += piece;
    }
    return true;
  }

  private static int piece(final int at, final int end) {
    return Math.min(end - at, BLOCKS_PER_WORD - bitOf(at));
  }

  private boolean takePiece(final int at, final int length) {
    final int index = wordOf(at);
    final long mask = mask(bitOf(at), length);
    long word = words.get(index);
    while ((word & mask) == 0) {
      if (words.compareAndSet(index, word, (word | mask) + ONE_TAKING)) {
        return true;
      }
      word = words.get(index);
    }
    return false;
  }

  /**
   * Whether a run lies within one word, and so is freed by one atomic step.
   *
   * @param start index of its first block
   * @param length of the run in blocks, 1 or more
   * @return false if it reaches across words
   */
  public static boolean isWithinWord(final int start, final int length) {
    return bitOf(start) + length <= BLOCKS_PER_WORD;
  }

  /**
   * Frees a run that is taken. Any thread, without a lock, if it lies within one word ({@link
   * #isWithinWord}); one thread at a time if it reaches across words.
   *
   * @param start index of its first block
   * @param length of the run
   * @throws IllegalArgumentException if it does not lie within the blocks
   * @throws IllegalStateException if some of it is not taken
   */
  public void free(final int start, final int length) {
    if (start < 0 || length < 1 || start > count - length) {
      throw new IllegalArgumentException(
          "blocks " + start + " to " + (start + length - 1) + " do not lie within " + count);
    }
    if (isWithinWord(start, length)) {
      freeWithinWord(start, length);
    } else {
      freeAcrossWords(start, start + length);
    }
  }

  private void freeWithinWord(final int start, final int length) {
    final int index = wordOf(start);
    final long mask = mask(bitOf(start), length);
    // The run belongs to the caller, so what is found here stays so.
    if ((words.get(index) & mask) != mask) {
      throw notTaken(start, start + length);
    }
    // A subtraction frees the bits, since they are set; what others do in this word stays.
    words.add(index, -mask);
  }

  private void freeAcrossWords(final int start, final int end) {
    // All or nothing: looked at before the first piece is freed.
    for (int at = start; at < end; at += piece(at, end)) {
      final long mask = mask(bitOf(at), piece(at, end));
      if ((words.get(wordOf(at)) & mask) != mask) {
        throw notTaken(start, end);
      }
    }
    for (int at = start; at < end; at += piece(at, end)) {
      freeWithinWord(at, piece(at, end));
    }
  }

  private static IllegalStateException notTaken(final int start, final int end) {
    return new IllegalStateException("blocks " + start + " to " + (end - 1) + " are not all taken");
  }

  /**
   * How many blocks are taken.
   *
   * @return 0 to {@link #count()}; exact if nobody takes or frees meanwhile
   */
  public int used() {
    int used = 0;
    for (int i = 0; i < words.length(); i++) {
      used += Long.bitCount(words.get(i) & BLOCKS_MASK);
    }
    return used - (words.length() * BLOCKS_PER_WORD - count);
  }

  /**
   * How many blocks there are.
   *
   * @return 1 or more
   */
  public int count() {
    return count;
  }
}
