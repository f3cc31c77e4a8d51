package org.intercore.icmsg.doorbell;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * The bell between two sides in one JVM: a sleeper parks, and the other side unparks it. Ringing
 * while nobody sleeps costs a fence and one read.
 *
 * <p>The race between "found nothing, go to sleep" and "published, ring" is decided by two full
 * fences, both in {@link Sleepers}: the sleeper arms itself, then looks again; the ringer publishes,
 * then looks for sleepers. At least one of them sees the other.
 */
public final class InProcessDoorbell implements Doorbell {
  private static final long CROWDED_PARK_NS = 100_000;

  private final Sleepers mine;
  private final Sleepers others;

  private InProcessDoorbell(final Sleepers mine, final Sleepers others) {
    this.mine = mine;
    this.others = others;
  }

  /** Both ends of a pair of bells. */
  public static final class Pair {
    private final Doorbell first;
    private final Doorbell second;

    private Pair(final Doorbell first, final Doorbell second) {
      this.first = first;
      this.second = second;
    }

    /**
     * One side's end.
     *
     * @return the doorbell
     */
    public Doorbell first() {
      return first;
    }

    /**
     * The other side's end.
     *
     * @return the doorbell
     */
    public Doorbell second() {
      return second;
    }
  }

  /**
   * Makes the two ends.
   *
   * @return the pair
   */
  public static Pair pair() {
    final Sleepers a = new Sleepers();
    final Sleepers b = new Sleepers();
    return new Pair(new InProcessDoorbell(a, b), new InProcessDoorbell(b, a));
  }

  @Override
  public void ring() {
    others.wake();
  }

  @Override
  public boolean await(final BooleanSupplier ready, final long timeoutNs) {
    if (ready.getAsBoolean()) {
      return true;
    }
    final int place = mine.arm();
    try {
      if (!ready.getAsBoolean() && !Thread.currentThread().isInterrupted()) {
        LockSupport.parkNanos(
            this, place == Sleepers.NO_PLACE ? Math.min(CROWDED_PARK_NS, timeoutNs) : timeoutNs);
      }
    } finally {
      mine.disarm(place);
    }
    return ready.getAsBoolean();
  }

  @Override
  public void close() {
    mine.wake();
  }
}
