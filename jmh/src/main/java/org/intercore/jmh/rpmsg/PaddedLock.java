package org.intercore.jmh.rpmsg;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * The mutex that the real stacks take around a queue, as cheap as one can be: a word of its own
 * lines, one atomic instruction to take and a plain store to give back. Not reentrant, not fair.
 */
final class PaddedLock extends Padded.LockWord {
  private static final int SPINS = 256;
  private static final int YIELDS = 16;
  private static final long PARK_NS = 20_000;
  private static final VarHandle HELD;

  static {
    try {
      HELD = MethodHandles.lookup().findVarHandle(Padded.LockWord.class, "held", boolean.class);
    } catch (final ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  long behind0;
  long behind1;
  long behind2;
  long behind3;
  long behind4;
  long behind5;
  long behind6;
  long behind7;

  void lock() {
    int tries = 0;
    // Acquire, pairs with the release in unlock(): what the last holder wrote is seen.
    while (held || !HELD.compareAndSet(this, false, true)) {
      tries++;
      if (tries < SPINS) {
        Thread.onSpinWait();
      } else if (tries < SPINS + YIELDS) {
        Thread.yield();
      } else {
        // The holder has lost its core; give it ours.
        LockSupport.parkNanos(PARK_NS);
      }
    }
  }

  void unlock() {
    // Release, pairs with the compareAndSet in lock().
    HELD.setRelease(this, false);
  }
}
