package org.intercore.icmsg.doorbell;

import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;

/**
 * The threads of one side that sleep; whoever wakes one takes it off the list.
 *
 * <p>A sleeper puts itself on the list, then looks again; who has something for it publishes that,
 * then looks at the list. The two full fences between these steps are here.
 */
final class Sleepers {
  /** Given to one for whom there was no place: it has to look by itself now and then. */
  static final int NO_PLACE = -1;

  private static final int MAX_SLEEPERS = 8;

  private final AtomicReferenceArray<Thread> threads = new AtomicReferenceArray<>(MAX_SLEEPERS);

  /** Puts the calling thread on the list. It has to look again before it sleeps. */
  int arm() {
    final int place = takePlace();
    // Full fence, pairs with the one in wake: either the look that follows sees what was published,
    // or whoever wakes sees us.
    VarHandle.fullFence();
    return place;
  }

  private int takePlace() {
    final Thread me = Thread.currentThread();
    for (int i = 0; i < MAX_SLEEPERS; i++) {
      if (threads.get(i) == null && threads.compareAndSet(i, null, me)) {
        return i;
      }
    }
    return NO_PLACE;
  }

  /** Takes the calling thread off the list if it is on it still. */
  void disarm(final int place) {
    if (place >= 0) {
      threads.compareAndSet(place, Thread.currentThread(), null);
    }
  }

  /** Wakes all for whom something was published. */
  void wake() {
    // Full fence, pairs with the one in arm: what was published before is seen by a sleeper whom we
    // do not see here.
    VarHandle.fullFence();
    for (int i = 0; i < MAX_SLEEPERS; i++) {
      final Thread sleeper = threads.get(i);
      if (sleeper != null && threads.compareAndSet(i, sleeper, null)) {
        LockSupport.unpark(sleeper);
      }
    }
  }
}
