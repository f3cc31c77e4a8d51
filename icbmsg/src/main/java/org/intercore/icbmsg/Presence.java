package org.intercore.icbmsg;

import java.util.concurrent.atomic.AtomicBoolean;
import org.intercore.icbmsg.control.PeerLink;
import org.intercore.icbmsg.rendezvous.Channel;
import org.intercore.icmsg.doorbell.SocketDoorbell;

/**
 * Whether the peer's process is still there, asked now and then: that a socket has ended is a hint,
 * the role's lock is the truth. Whoever reads and writes is alive and is not asked after. Any thread.
 */
final class Presence {
  /** Whoever polls without a pause, and then with one after each cycle, looks late once. */
  private static final int MOST_CYCLES_PER_READING = 128;

  private static final int READINGS_PER_INTERVAL = 4;

  private final Channel channel;
  private final SocketDoorbell bell;
  private final SparseClock clock;
  private final long intervalNs;
  private final long signsIntervalNs;
  private final long suspiciousIntervalNs;
  private final AtomicBoolean looking = new AtomicBoolean();
  // Guarded by looking.
  private long lastLookNs;
  // Guarded by looking: what the peer had done by then.
  private long signs;
  private long signsNs;
  private volatile int hangUpsSeen;

  Presence(final IcbmsgConfig config, final Channel channel, final SocketDoorbell bell) {
    this.channel = channel;
    this.bell = bell;
    this.intervalNs = config.liveness().toNanos();
    this.signsIntervalNs = intervalNs / READINGS_PER_INTERVAL;
    this.suspiciousIntervalNs = Math.min(intervalNs, config.bondRepeat().toNanos());
    this.clock = new SparseClock(config.clock(), signsIntervalNs, MOST_CYCLES_PER_READING);
    this.lastLookNs = clock.read();
    this.signsNs = lastLookNs;
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
   * @param link to the peer, bound
   * @return true if nobody is there
   */
  boolean isPeerGone(final PeerLink link) {
    // Looking at the clock costs more than an idle duty cycle, so it is not done in each.
    if (!clock.pass() && !isNews() || !looking.compareAndSet(false, true)) {
      return false;
    }
    try {
      return isTimeToLook(link) && !channel.isPeerAlive();
    } finally {
      looking.set(false);
    }
  }

  private boolean isTimeToLook(final PeerLink link) {
    final long nowNs = clock.read();
    if (nowNs - signsNs >= signsIntervalNs) {
      noteSigns(link.signsOfLife(), nowNs);
    }
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

  /**
   * Whoever has done something since the signs were last noted was alive then, as surely as if it had
   * been asked. It may have died right afterwards, so nothing later is known. Where that was long ago,
   * since nobody worked here for a while, a peer that is at work shows it by the next time; so it is
   * not asked before.
   */
  private void noteSigns(final long newSigns, final long nowNs) {
    if (newSigns != signs) {
      signs = newSigns;
      lookedAt(signsNs);
      lookedAt(nowNs - intervalNs + signsIntervalNs);
    }
    signsNs = nowNs;
  }

  private void lookedAt(final long ns) {
    if (ns - lastLookNs > 0) {
      lastLookNs = ns;
    }
  }
}
