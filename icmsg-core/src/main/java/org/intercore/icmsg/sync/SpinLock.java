package org.intercore.icmsg.sync;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * A lock for critical sections of a few dozen instructions that never run user code. It allocates
 * nothing, contended or not, and never pins a virtual thread. Not reentrant, not fair. Confined to one thread, it only
 * asks whether it is that one.
 */
public final class SpinLock {
  private static final int SPINS = 128;
  private static final int YIELDS = 16;
  private static final long PARK_NS = 20_000;
  private static final VarHandle HELD;

  static {
    try {
      HELD = MethodHandles.lookup().findVarHandle(SpinLock.class, "held", boolean.class);
    } catch (final ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Confinement confinement;
  private final boolean confined;
  private volatile boolean held;

  /** Makes a lock that nobody holds. */
  public SpinLock() {
    this(Confinement.none());
  }

  /**
   * Makes a lock that nobody holds.
   *
   * @param confinement who may take it; where that is one thread, there is nothing to be locked
   */
  public SpinLock(final Confinement confinement) {
    this.confinement = confinement;
    this.confined = confinement.isConfined();
  }

  /** Takes the lock, however long that takes. */
  public void lock() {
    int tries = 0;
    while (!tryLock()) {
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

  /**
   * Takes the lock if nobody holds it.
   *
   * @return whether the caller holds it now
   */
  public boolean tryLock() {
    if (confined) {
      confinement.check();
      return true;
    }
    // Acquire, pairs with the release in unlock(): what the last holder wrote is seen.
    return !held && HELD.compareAndSet(this, false, true);
  }

  /** Gives the lock back. Only its holder may call. */
  public void unlock() {
    if (!confined) {
      // Release, pairs with the compareAndSet in tryLock().
      HELD.setRelease(this, false);
    }
  }
}
