package org.intercore.icmsg;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Whose turn it is to receive, open or close: one thread at a time. Unlike a lock it runs user code,
 * lets its owner's callbacks in again where that is sound, and refuses a second poller instead of
 * queueing it.
 */
final class Turn {
  private static final long PARK_NS = 50_000;

  private final AtomicReference<Thread> owner = new AtomicReference<>();
  private volatile boolean polling;

  /**
   * Waits for the turn.
   *
   * @return false if the caller has it already and an outer call will give it back
   */
  boolean take() {
    final Thread me = Thread.currentThread();
    if (owner.get() == me) {
      return false;
    }
    while (!owner.compareAndSet(null, me)) {
      LockSupport.parkNanos(this, PARK_NS);
    }
    return true;
  }

  boolean tryTake() {
    return owner.get() == null && owner.compareAndSet(null, Thread.currentThread());
  }

  /** Takes the turn for a poll; waits for opening and closing, refuses a second poller. */
  void takeForPoll() {
    while (!tryTake()) {
      final Thread holder = owner.get();
      if (holder == Thread.currentThread()) {
        throw new IllegalStateException("poll was called from a callback of poll");
      }
      if (holder != null && polling) {
        throw new IllegalStateException(
            "one thread at a time polls a link, and " + holder.getName() + " does right now");
      }
      Thread.onSpinWait();
    }
    polling = true;
  }

  void give(final boolean mine) {
    if (mine) {
      polling = false;
      owner.set(null);
    }
  }
}
