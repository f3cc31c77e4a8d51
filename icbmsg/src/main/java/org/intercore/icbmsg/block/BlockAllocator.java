package org.intercore.icbmsg.block;

import java.util.function.LongConsumer;
import org.intercore.icmsg.status.Status;
import org.intercore.icmsg.sync.Confinement;
import org.intercore.icmsg.sync.SpinLock;
import org.intercore.icmsg.time.Timeout;

/**
 * Hands out runs of contiguous blocks to any number of threads.
 *
 * <p><b>The short way.</b> While nobody waits, a run within one word of the bitmap is claimed by one
 * compare-and-set, and freeing is one atomic step too; no lock is taken.
 *
 * <p><b>The long way</b> is under a lock, whose sections are a few dozen instructions: runs across
 * words, the largest run, the line of those who wait, and the answer "there is none", which is given
 * only if there was a moment during the call at which it was true ({@link BlockBitmap#take}).
 *
 * <p><b>Fairness.</b> Whoever has to wait stands in a line, and the line is served strictly in its order:
 * a claim that is ready to wait goes to its end, even if it could be served at once. The head of the
 * line owns a {@link Window}: as many contiguous positions as it wants, of which every free block is
 * kept for it. So a request for many blocks is not starved by small ones, whatever the traffic.
 *
 * <p><b>What may overtake.</b> A claim that does not wait is given what is free outside of the window. It
 * never delays the head; those behind the head it passes for as long as they are not the head. While
 * the head wants a single block, every block that becomes free is the head's and nothing overtakes.
 * The only ones that may still take a block of the window are claims on the short way that had looked
 * at the line before it had a head: one for each thread at most.
 *
 * <p><b>Waking.</b> Whoever frees blocks takes them for the head of the line and wakes just that
 * thread: no crowd is woken. No wake-up is lost: a waiter enters the line, then looks at the blocks;
 * whoever frees on the short way clears the blocks, then looks at the line; both are sequentially
 * consistent, so one of them sees the other.
 *
 * <p><b>Progress.</b> A waiting thread takes releases off the ring by itself while nobody else does
 * ({@link Progress}), so waiting works from the only thread there is and from inside a receive
 * handler.
 *
 * <p>A run is one {@code long}: its length in the upper half, its first block in the lower.
 */
public final class BlockAllocator {
  /** Asks for the first free block and all free ones that follow it. */
  public static final int LARGEST = 0;

  private static final int LENGTH_SHIFT = 32;

  private final SpinLock lock;
  private final BlockBitmap bitmap;
  private final Progress progress;
  private final Window window;
  private Waiter head;
  private Waiter tail;
  private Waiter spare;
  // Written under the lock; read without it by whoever claims on the short way or frees.
  private volatile boolean awaited;
  private final HighWater highWater = new HighWater(this::used);

  /**
   * An allocator with all blocks free.
   *
   * @param count of blocks, 1 or more
   * @param progress what waiting threads do meanwhile
   */
  public BlockAllocator(final int count, final Progress progress) {
    this(count, progress, Confinement.none());
  }

  /**
   * An allocator with all blocks free.
   *
   * @param count of blocks, 1 or more
   * @param progress what waiting threads do meanwhile
   * @param confinement which threads use it
   */
  public BlockAllocator(final int count, final Progress progress, final Confinement confinement) {
    this.lock = new SpinLock(confinement);
    this.bitmap = new BlockBitmap(count, confinement);
    this.progress = progress;
    this.window = new Window(bitmap);
  }

  /**
   * The first block of a run.
   *
   * @param run as {@link #claim} gave it
   * @return its index
   */
  public static int start(final long run) {
    return (int) run;
  }

  /**
   * The length of a run.
   *
   * @param run as {@link #claim} gave it
   * @return in blocks
   */
  public static int length(final long run) {
    return (int) (run >>> LENGTH_SHIFT);
  }

  /**
   * Blocks until a run is free, at most as long as the timeout says.
   *
   * @param blocks how many, or {@link #LARGEST}
   * @param timeoutNs 0 = answer at once, {@link Long#MAX_VALUE} = for ever; counted from the call
   * @return the run; {@link Status#NO_MEMORY} if the timeout is 0 and none is free now that is not kept
   *     for the head of the line, or if none can ever be; {@link
   *     Status#TIMED_OUT}, {@link Status#INTERRUPTED}, or the status with which {@link Progress}
   *     ends waiting, or that {@link #endWaits} names
   */
  public long claim(final int blocks, final long timeoutNs) {
    return claim(blocks, timeoutNs, null);
  }

  /**
   * As {@link #claim(int, long)}, and says how long it had to stand in the line.
   *
   * @param blocks how many, or {@link #LARGEST}
   * @param timeoutNs as {@link #claim(int, long)}
   * @param waited told of the nanoseconds if the claim had to wait, whatever came of it; may be null
   * @return the run or a status
   */
  public long claim(final int blocks, final long timeoutNs, final LongConsumer waited) {
    if (blocks < LARGEST) {
      throw new IllegalArgumentException("cannot allocate " + blocks + " blocks");
    }
    if (blocks > bitmap.count()) {
      return Status.NO_MEMORY;
    }
    final boolean waits = timeoutNs != 0;
    final long run = tryClaim(blocks, waits);
    if (run >= 0) {
      return run;
    }
    return claimAfterLooking(blocks, timeoutNs, waits ? progress.nanoTime() : 0, waited);
  }

  /** Releases may be waiting in the ring. */
  private long claimAfterLooking(
      final int blocks, final long timeoutNs, final long startNs, final LongConsumer waited) {
    if (!progress.enterWait()) {
      return Status.CLOSED;
    }
    try {
      final boolean waits = timeoutNs != 0;
      if (progress.pump() == 0 && !waits) {
        return Status.NO_MEMORY; // It was true a moment ago, and nothing came back here since.
      }
      final long run = tryClaim(blocks, waits);
      if (run >= 0 || !waits) {
        return run;
      }
      final long answer = await(blocks, timeoutNs, startNs);
      if (waited != null) {
        waited.accept(progress.nanoTime() - startNs);
      }
      return answer;
    } finally {
      progress.leaveWait();
    }
  }

  private long tryClaim(final int blocks, final boolean waits) {
    if (blocks != LARGEST && !awaited) {
      final int start = bitmap.tryTake(blocks);
      if (start >= 0) {
        return run(start, blocks);
      }
    }
    lock.lock();
    try {
      if (head == null) {
        return take(blocks);
      }
      return waits ? Status.NO_MEMORY : takeBesideHead(blocks);
    } finally {
      lock.unlock();
    }
  }

  /** What the head of the line does not need. */
  private long takeBesideHead(final int blocks) {
    if (head.takesAnyBlock()) {
      return Status.NO_MEMORY;
    }
    // What was freed a moment ago, and by now may be the head's, must not be mistaken for
    // anybody's.
    if (window.isOpen()) {
      window.keep();
    } else {
      window.open(head.blocks);
    }
    return take(blocks);
  }

  private long await(final int blocks, final long timeoutNs, final long startNs) {
    final Waiter waiter = enqueue(blocks);
    final long answer;
    try {
      answer = awaitAnswer(waiter, timeoutNs, startNs);
    } catch (final Throwable thrown) {
      // A fault handler's exception, out of a look into the ring: nobody else shall wait for it.
      giveUp(waiter);
      throw thrown;
    }
    return leave(waiter, answer);
  }

  private long awaitAnswer(final Waiter waiter, final long timeoutNs, final long startNs) {
    // Blocks that were freed before the line had a head were taken for nobody.
    serveLine();
    long answer;
    do {
      progress.pump();
      answer = waiter.granted;
      if (answer == Waiter.NOTHING) {
        final long leftNs = Timeout.remainingNs(timeoutNs, startNs, progress.nanoTime());
        answer = reasonToStop(leftNs);
        if (answer == 0) {
          progress.await(waiter, leftNs);
          answer = waiter.granted;
        }
      }
    } while (answer == Waiter.NOTHING);
    return answer;
  }

  private void giveUp(final Waiter waiter) {
    final long granted = leave(waiter, Status.INTERRUPTED);
    if (granted >= 0) {
      free(start(granted), length(granted));
    }
  }

  private long reasonToStop(final long leftNs) {
    final int status = progress.waitStatus();
    if (status < 0) {
      return status;
    }
    if (Thread.currentThread().isInterrupted()) {
      return Status.INTERRUPTED;
    }
    return leftNs <= 0 ? Status.TIMED_OUT : 0;
  }

  private Waiter enqueue(final int blocks) {
    lock.lock();
    try {
      final Waiter waiter = spare == null ? new Waiter() : spare;
      spare = waiter.next;
      waiter.next = null;
      waiter.set(blocks, progress);
      waiter.previous = tail;
      if (tail == null) {
        head = waiter;
      } else {
        tail.next = waiter;
      }
      tail = waiter;
      // Sequentially consistent, pairs with the read in free: see "Waking" above.
      awaited = true;
      return waiter;
    } finally {
      lock.unlock();
    }
  }

  /** Leaves the line; what was granted in the last moment counts. */
  private long leave(final Waiter waiter, final long answer) {
    lock.lock();
    final long granted = waiter.granted;
    if (granted == Waiter.NOTHING) {
      unlink(waiter);
    }
    waiter.clear();
    waiter.next = spare;
    spare = waiter;
    lock.unlock();
    if (granted == Waiter.NOTHING) {
      // It may have stood before somebody who can be served.
      serveLine();
      return answer;
    }
    return granted;
  }

  private void unlink(final Waiter waiter) {
    if (waiter.previous == null) {
      if (window.isOpen()) {
        window.close();
      }
      head = waiter.next;
    } else {
      waiter.previous.next = waiter.next;
    }
    if (waiter.next == null) {
      tail = waiter.previous;
    } else {
      waiter.next.previous = waiter.previous;
    }
    if (head == null) {
      awaited = false;
    }
  }

  /**
   * Frees blocks. Never waits for anybody but a holder of the lock; wakes whoever the blocks serve.
   *
   * @param start index of the first
   * @param length how many
   * @throws IllegalArgumentException if they do not lie within the blocks
   * @throws IllegalStateException if some of them are not taken
   */
  public void free(final int start, final int length) {
    if (awaited || !BlockBitmap.isWithinWord(start, length)) {
      wake(freeUnderLock(start, length));
    } else {
      bitmap.free(start, length);
      // After the blocks were freed, pairs with the write in enqueue: see "Waking" above.
      if (awaited) {
        wake(tellHead(start, length));
      }
    }
  }

  /**
   * Whether to free what lies from one block to before another at once, though it was taken as several
   * runs: not while somebody waits, whose patience is counted in releases.
   */
  boolean isFreedTogether(final int from, final int to) {
    return !awaited && BlockBitmap.isWithinWord(from, to - from);
  }

  private Thread freeUnderLock(final int start, final int length) {
    lock.lock();
    try {
      bitmap.free(start, length);
      return serveHead(start, length);
    } finally {
      lock.unlock();
    }
  }

  private Thread tellHead(final int start, final int length) {
    lock.lock();
    try {
      return serveHead(start, length);
    } finally {
      lock.unlock();
    }
  }

  /** Wakes a thread that was served; there may be enough for the next, too. */
  private void wake(final Thread served) {
    Thread next = served;
    while (next != null) {
      progress.wake(next);
      next = tellHead(0, 0);
    }
  }

  private void serveLine() {
    wake(tellHead(0, 0));
  }

  /**
   * Under the lock: serves the head if that is possible now.
   *
   * @param start of the run that was freed
   * @param length of it; 0 if it was not a release that makes us look
   * @return whom to wake; null if the head has to wait on, or there is none
   */
  private Thread serveHead(final int start, final int length) {
    if (head == null) {
      return null;
    }
    final long run = takeForHead(start, length);
    if (run < 0) {
      return null;
    }
    final Waiter first = head;
    final Thread thread = first.thread;
    unlink(first);
    first.granted = run;
    return thread;
  }

  private long takeForHead(final int start, final int length) {
    if (head.takesAnyBlock()) {
      return take(head.blocks);
    }
    if (!window.isOpen()) {
      window.open(head.blocks);
    } else if (length > 0) {
      window.released(start, start + length);
    }
    final int whole = window.takeIfWhole();
    return whole < 0 ? Status.NO_MEMORY : run(whole, head.blocks);
  }

  private long take(final int blocks) {
    if (blocks == LARGEST) {
      final long largest = bitmap.takeLargest();
      return largest < 0 ? Status.NO_MEMORY : run(start(largest), length(largest));
    }
    final int start = bitmap.take(blocks);
    return start < 0 ? Status.NO_MEMORY : run(start, blocks);
  }

  private long run(final int start, final int length) {
    highWater.taken(start + length, length);
    return (long) length << LENGTH_SHIFT | start;
  }

  /**
   * Ends the wait of everybody who stands in the line.
   *
   * @param status what they are told, negative
   */
  public void endWaits(final int status) {
    lock.lock();
    try {
      while (head != null) {
        final Waiter first = head;
        final Thread thread = first.thread;
        unlink(first);
        first.granted = status;
        progress.wake(thread);
      }
    } finally {
      lock.unlock();
    }
  }

  /** The block that a claim of one gets if nobody else claims before; -1 if there is none. */
  int firstFree() {
    return bitmap.firstFree();
  }

  /** The first block from one on that is taken, or kept for the head of the line; -1 if none is. */
  int nextTaken(final int from) {
    return bitmap.nextTaken(from);
  }

  /**
   * How many blocks are taken; those that are kept for the head of the line are not.
   *
   * @return 0 to the number of blocks; exact if nobody claims or frees meanwhile
   */
  public int used() {
    return Math.max(0, bitmap.used() - window.keptCount());
  }

  /**
   * The most blocks that were ever taken at once, as claimers saw it.
   *
   * @return 0 to the number of blocks
   */
  public int highWater() {
    return highWater.blocks();
  }
}
