package org.intercore.bridgecli.idle;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.IdleStrategy;

/**
 * Gives the core to whoever wants it, and naps once there has been nothing to do for a while, longer and
 * longer. The while is a time and not a number of yields, which take from a third of a microsecond to
 * all the milliseconds that others want: where threads outnumber the cores, a count would keep those
 * that have nothing to do in the way of those that have.
 *
 * <p>It never spins: a look at the sockets takes longer than the yield after it.
 */
final class YieldThenNap implements IdleStrategy {
  private static final long YIELDS_NS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final long SHORTEST_NAP_NS = TimeUnit.MICROSECONDS.toNanos(1);
  private static final long LONGEST_NAP_NS = TimeUnit.MICROSECONDS.toNanos(500);

  private boolean idle;
  private long sinceNs;
  private long napNs;

  @Override
  public void idle(final int workCount) {
    if (workCount > 0) {
      reset();
    } else {
      idle();
    }
  }

  @Override
  public void idle() {
    final long nowNs = System.nanoTime();
    if (!idle) {
      idle = true;
      sinceNs = nowNs;
      napNs = SHORTEST_NAP_NS;
    }
    if (nowNs - sinceNs < YIELDS_NS) {
      Thread.yield();
    } else {
      LockSupport.parkNanos(this, napNs);
      napNs = Math.min(2 * napNs, LONGEST_NAP_NS);
    }
  }

  @Override
  public void reset() {
    idle = false;
  }
}
