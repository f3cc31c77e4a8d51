package org.intercore.icbmsg.block;

import java.util.concurrent.locks.LockSupport;
import org.intercore.icmsg.status.Status;
import org.intercore.icmsg.sync.SpinLock;
import org.intercore.icmsg.time.Timeout;

/**
 * Hands out runs of contiguous blocks to any number of threads.
 *
 * <p><b>The short way.</b> While nobody waits, a run within one word of the bitmap is claimed by one
 * compare-and-set, and freeing is one too; no lock is taken.
 *
 * <p><b>The long way</b> is under a lock, whose sections are a few dozen instructions: runs across
 * words, the largest run, the line of those who wait, and the answer "there is none", which is given
 * only if there was a moment during the call at which it was true ({@link BlockBitmap#take}).
 *
 * <p><b>Fairness.</b> Whoever has to wait stands in a line and is served in its order. While anybody
 * waits, every free block belongs to the head of the line: nobody overtakes, whatever his timeout, so
 * a request for many blocks is not starved by small ones. A claim that does not wait is refused in
 * the meantime. The only ones that may still come first are claims on the short way that had looked
 * at the line before it had a head: one for each thread at most.
 *
 * <p><b>Waking.</b> Whoever frees blocks takes them for the head of the line and wakes just that
 * thread: no crowd is woken. No wake-up is lost: a waiter enters the line, then looks at the blocks;
 * whoever frees clears the blocks, then looks at the line; both are sequentially consistent, so one of
 * them sees the other.
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

  private final SpinLock lock = new SpinLock();
  private final BlockBitmap bitmap;
  private final Progress progress;
  private Waiter head;
  private Waiter tail;
  private Waiter spare;
  // Written under the lock; read without it by whoever claims on the short way or frees.
  private volatile boolean awaited;
  private final HighWater highWater = new HighWater();

  /**
   * An allocator with all blocks free.
   *
   * @param count of blocks, 1 or more
   * @param progress what waiting threads do meanwhile
   */
  public BlockAllocator(final int count, final Progress progress) {
    this.bitmap = new BlockBitmap(count);
    this.progress = progress;
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
   * @return the run; {@link Status#NO_MEMORY} if none is free now, or can ever be; {@link
   *     Status#TIMED_OUT}, {@link Status#INTERRUPTED}, or the status with which {@link Progress}
   *     ends waiting, or that {@link #endWaits} names
   */
  public long claim(final int blocks, final long timeoutNs) {
    if (blocks < LARGEST) {
      throw new IllegalArgumentException("cannot allocate " + blocks + " blocks");
    }
    if (blocks > bitmap.count()) {
      return Status.NO_MEMORY;
    }
    long run = tryClaim(blocks);
    if (run < 0) {
      final long startNs = timeoutNs == 0 ? 0 : progress.nanoTime();
      run = claimAfterLooking(blocks, timeoutNs, startNs);
    }
    return run;
  }

  /** Releases may be waiting in the ring. */
  private long claimAfterLooking(final int blocks, final long timeoutNs, final long startNs) {
    if (!progress.enterWait()) {
      return Status.CLOSED;
    }
    try {
      progress.pump();
      final long run = tryClaim(blocks);
      return run >= 0 || timeoutNs == 0 ? run : await(blocks, timeoutNs, startNs);
    } finally {
      progress.leaveWait();
    }
  }

  private long tryClaim(final int blocks) {
    if (blocks != LARGEST && !awaited) {
      final int start = bitmap.tryTake(blocks);
      if (start >= 0) {
        return run(start, blocks);
      }
    }
    lock.lock();
    try {
      return head == null ? take(blocks) : Status.NO_MEMORY;
    } finally {
      lock.unlock();
    }
  }

  private long await(final int blocks, final long timeoutNs, final long startNs) {
    final Waiter waiter = enqueue(blocks);
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
    return leave(waiter, answer);
  }

  private long reasonToStop(final long leftNs) {
    final int status = progress.status();
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
      head = waiter.next;
    } else {
      waiter.previous.next = waiter.next;
    }
    if (waiter.next == null) {
      tail = waiter.previous;
    } else {
      waiter.next.previous = waiter.previous;
    }
    waiter.previous = null;
    waiter.next = null;
    if (head == null) {
      awaited = false;
    }
  }

  /**
   * Frees blocks. Never blocks; wakes whoever they serve.
   *
   * @param start index of the first
   * @param length how many
   */
  public void free(final int start, final int length) {
    bitmap.free(start, length);
    // After the blocks were freed, pairs with the write in enqueue: see "Waking" above.
    if (awaited) {
      serveLine();
    }
  }

  private void serveLine() {
    Thread served = serveHead();
    while (served != null) {
      LockSupport.unpark(served);
      served = serveHead();
    }
  }

  private Thread serveHead() {
    lock.lock();
    try {
      if (head == null) {
        return null;
      }
      final long run = take(head.blocks);
      if (run < 0) {
        return null;
      }
      final Waiter first = head;
      final Thread thread = first.thread;
      unlink(first);
      first.granted = run;
      return thread;
    } finally {
      lock.unlock();
    }
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
    highWater.taken(start + length, bitmap);
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
        LockSupport.unpark(thread);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * How many blocks are taken.
   *
   * @return 0 to the number of blocks; exact if nobody claims or frees meanwhile
   */
  public int used() {
    return bitmap.used();
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
