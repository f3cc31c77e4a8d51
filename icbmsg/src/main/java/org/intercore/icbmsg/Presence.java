package org.intercore.icbmsg;

import java.util.concurrent.atomic.AtomicBoolean;
import org.agrona.concurrent.NanoClock;
import org.intercore.icbmsg.rendezvous.Channel;
import org.intercore.icmsg.doorbell.SocketDoorbell;

/**
 * Whether the peer's process is still there, asked now and then: that a socket has ended is a hint,
 * the role's lock is the truth. Any thread.
 */
final class Presence {
  /** Looking at the clock costs more than an idle duty cycle, so it is not done in each. */
  private static final int IDLE_CYCLES_PER_LOOK = 16;

  private final Channel channel;
  private final SocketDoorbell bell;
  private final NanoClock clock;
  private final long intervalNs;
  private final long suspiciousIntervalNs;
  private final AtomicBoolean looking = new AtomicBoolean();
  // Guarded by looking.
  private long lastLookNs;
  private volatile int hangUpsSeen;
  // Two threads may lose a count: then the next look is a few cycles later.
  private int idleCycles;

  Presence(final IcbmsgConfig config, final Channel channel, final SocketDoorbell bell) {
    this.channel = channel;
    this.bell = bell;
    this.clock = config.clock();
    this.intervalNs = config.liveness().toNanos();
    this.suspiciousIntervalNs = Math.min(intervalNs, config.bondRepeat().toNanos());
    this.lastLookNs = clock.nanoTime();
  }

  /** Whether a sleeper is told of the peer's death by the socket. */
  boolean tellsByItself() {
    return bell != null && bell.isConnected();
  }

  /** Whether the socket has ended since the last look. */
  boolean isNews() {
    return bell != null && bell.hangUps() != hangUpsSeen;
  }

  /**
   * Looks if it is time to. To be called when the ring holds nothing more.
   *
   * @return true if nobody is there
   */
  boolean isPeerGone() {
    idleCycles++;
    if (idleCycles < IDLE_CYCLES_PER_LOOK && !isNews() || !looking.compareAndSet(false, true)) {
      return false;
    }
    try {
      idleCycles = 0;
      return isTimeToLook() && !channel.isPeerAlive();
    } finally {
      looking.set(false);
    }
  }

  private boolean isTimeToLook() {
    final long nowNs = clock.nanoTime();
    // A dying process may close its socket a moment before it gives up its lock.
    final boolean suspicious = bell != null && bell.hangUps() > 0 && !bell.isConnected();
    if (!isNews() && nowNs - lastLookNs < (suspicious ? suspiciousIntervalNs : intervalNs)) {
      return false;
    }
    lastLookNs = nowNs;
    if (bell != null) {
      hangUpsSeen = bell.hangUps();
      bell.connect();
    }
    return true;
  }
}
