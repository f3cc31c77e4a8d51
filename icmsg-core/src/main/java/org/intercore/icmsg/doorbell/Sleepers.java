package org.intercore.icmsg.doorbell;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;

/** The threads of one side that sleep; whoever wakes one takes it off the list. */
final class Sleepers {
  /** Given to one for whom there was no place: it has to look by itself now and then. */
  static final int NO_PLACE = -1;

  private static final int MAX_SLEEPERS = 8;

  private final AtomicReferenceArray<Thread> threads = new AtomicReferenceArray<>(MAX_SLEEPERS);

  /** Puts the calling thread on the list. */
  int arm() {
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

  /** Wakes all. */
  void wake() {
    for (int i = 0; i < MAX_SLEEPERS; i++) {
      final Thread sleeper = threads.get(i);
      if (sleeper != null && threads.compareAndSet(i, sleeper, null)) {
        LockSupport.unpark(sleeper);
      }
    }
  }
}
