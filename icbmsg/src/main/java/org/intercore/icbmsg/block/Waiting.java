package org.intercore.icbmsg.block;

import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.intercore.icmsg.status.Status;
import org.intercore.icmsg.time.Timeout;

/** The one loop in which a thread waits for something other than blocks. */
public final class Waiting {
  /** What is waited for may come about without a ring, when another thread does the work. */
  private static final long MAX_NAP_NS = 1_000_000;

  private Waiting() {}

  /**
   * Blocks until a status is no longer {@link Status#BUSY}, working meanwhile.
   *
   * @param progress of the instance
   * @param timeout how long at most, counted from the call
   * @param work what to do before each look; answers how much it did
   * @param news whether there may be something to do
   * @param status what is waited for; {@link Status#BUSY} = not yet
   * @return the status; {@link Status#TIMED_OUT}; {@link Status#INTERRUPTED} (the flag stays set);
   *     {@link Status#CLOSED} if shared memory is gone
   */
  public static int until(
      final Progress progress,
      final Timeout timeout,
      final IntSupplier work,
      final BooleanSupplier news,
      final IntSupplier status) {
    final long startNs = progress.nanoTime();
    final BooleanSupplier worthALook =
        () -> status.getAsInt() != Status.BUSY || news.getAsBoolean();
    final int already = status.getAsInt();
    if (already != Status.BUSY) {
      return already;
    }
    if (!progress.enterWait()) {
      return Status.CLOSED;
    }
    try {
      while (true) {
        final int done = work.getAsInt();
        final int now = status.getAsInt();
        if (now != Status.BUSY) {
          return now;
        }
        final long leftNs = timeout.remainingNs(startNs, progress.nanoTime());
        if (leftNs <= 0) {
          return Status.TIMED_OUT;
        }
        if (Thread.currentThread().isInterrupted()) {
          return Status.INTERRUPTED;
        }
        if (done == 0) {
          progress.await(worthALook, Math.min(leftNs, MAX_NAP_NS));
        }
      }
    } finally {
      progress.leaveWait();
    }
  }
}
