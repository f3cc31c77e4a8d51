package org.intercore.icbmsg.block;

import java.util.function.BooleanSupplier;

/**
 * A thread that waits for a run, as it stands in the allocator's line. Its links belong to the
 * allocator's lock; {@code granted} is written under the lock and read without.
 */
final class Waiter implements BooleanSupplier {
  /** Neither a run nor a status was given yet. */
  static final long NOTHING = -1;

  Waiter previous;
  Waiter next;
  int blocks;
  Thread thread;
  volatile long granted;
  private Progress progress;

  void set(final int wanted, final Progress waitingFor) {
    blocks = wanted;
    thread = Thread.currentThread();
    granted = NOTHING;
    progress = waitingFor;
  }

  /** Whether every block that becomes free serves it. */
  boolean takesAnyBlock() {
    return blocks <= 1;
  }

  void clear() {
    thread = null;
    progress = null;
  }

  /** Whether waiting is over or there is something to take off the ring. */
  @Override
  public boolean getAsBoolean() {
    return granted != NOTHING || progress.waitStatus() < 0 || progress.hasNews();
  }
}
