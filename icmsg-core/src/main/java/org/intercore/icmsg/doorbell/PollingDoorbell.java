package org.intercore.icmsg.doorbell;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Rings nobody and looks by itself: spins, then yields, then sleeps for short spells. */
final class PollingDoorbell implements Doorbell {
  static final PollingDoorbell INSTANCE = new PollingDoorbell();

  private static final int SPINS = 200;
  private static final int YIELDS = 20;
  private static final long MIN_PARK_NS = 1_000;
  private static final long MAX_PARK_NS = 200_000;

  private PollingDoorbell() {}

  @Override
  public void ring() {}

  @Override
  public boolean await(final BooleanSupplier ready, final long timeoutNs) {
    for (int i = 0; i < SPINS; i++) {
      if (ready.getAsBoolean()) {
        return true;
      }
      Thread.onSpinWait();
    }
    final long startNs = System.nanoTime();
    int yields = YIELDS;
    long parkNs = MIN_PARK_NS;
    while (!ready.getAsBoolean()) {
      final long leftNs = timeoutNs - (System.nanoTime() - startNs);
      if (leftNs <= 0 || Thread.currentThread().isInterrupted()) {
        return false;
      }
      if (yields-- > 0) {
        Thread.yield();
      } else {
        LockSupport.parkNanos(this, Math.min(leftNs, parkNs));
        parkNs = Math.min(2 * parkNs, MAX_PARK_NS);
      }
    }
    return true;
  }
}
