package org.intercore.bridgecli.idle;

import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.YieldingIdleStrategy;

/** What to do when there is nothing to do. */
public enum Idle {
  /** Gives the core to whoever wants it, and naps once there has been nothing for a while. */
  SLEEP,
  /** Gives the core to whoever wants it. */
  YIELD,
  /** Keeps the core. */
  SPIN;

  /**
   * The same as a strategy.
   *
   * @return one for one thread
   */
  public IdleStrategy strategy() {
    return switch (this) {
      case SLEEP -> new YieldThenNap();
      case YIELD -> YieldingIdleStrategy.INSTANCE;
      case SPIN -> BusySpinIdleStrategy.INSTANCE;
    };
  }
}
