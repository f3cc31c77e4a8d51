package org.intercore.properties.block;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A world in which threads really sleep, and only until somebody wakes them: a wake-up that is lost is
 * a hang. The clock stands still unless the test sets it.
 */
final class ParkingProgress extends FakeProgress {
  private final Set<Thread> slept = ConcurrentHashMap.newKeySet();
  private volatile long clockNs;

  ParkingProgress(final long startNs) {
    super(startNs);
    clockNs = startNs;
  }

  /** Sets the clock; nobody sees it who is not woken. */
  void setClock(final long ns) {
    clockNs = ns;
  }

  @Override
  public void await(final BooleanSupplier ready, final long timeoutNs) {
    slept.add(Thread.currentThread());
    if (!ready.getAsBoolean()) {
      LockSupport.park(this);
    }
  }

  /** Whether a thread has gone to sleep, and so stands in the line. */
  boolean hasSlept(final Thread thread) {
    return slept.contains(thread);
  }

  @Override
  public boolean enterWait() {
    return true;
  }

  @Override
  public void leaveWait() {}

  @Override
  public long nanoTime() {
    return clockNs;
  }
}
