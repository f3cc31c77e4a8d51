package org.intercore.properties.contract;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.intercore.testkit.Channel;
import org.intercore.testkit.Claim;
import org.intercore.testkit.Outcome;

/** Transports that wait in the wrong way, or say the wrong thing about it. */
final class WaitingDefects {
  private WaitingDefects() {}

  /** Waits without ever being told that there is space again. */
  static final class NeverWakesWaiters extends Defect {
    @Override
    Claim claim(final Channel channel, final int length, final long timeoutNs) {
      final Claim claim = channel.claim(length, Channel.NO_WAIT);
      if (timeoutNs == Channel.NO_WAIT || claim.outcome() != Outcome.NO_SPACE) {
        return claim;
      }
      final long startNs = System.nanoTime();
      while (!Thread.currentThread().isInterrupted()) {
        final long leftNs = timeoutNs - (System.nanoTime() - startNs);
        if (leftNs <= 0) {
          return Claim.refused(Outcome.TIMED_OUT);
        }
        LockSupport.parkNanos(this, leftNs);
      }
      return Claim.refused(Outcome.INTERRUPTED);
    }
  }

  static final class EndsWaitsEarly extends Defect {
    @Override
    Claim claim(final Channel channel, final int length, final long timeoutNs) {
      return channel.claim(length, timeoutNs == Channel.FOREVER ? timeoutNs : timeoutNs / 2);
    }
  }

  static final class ClearsTheInterruptFlag extends Defect {
    @Override
    Claim claim(final Channel channel, final int length, final long timeoutNs) {
      final Claim claim = channel.claim(length, timeoutNs);
      if (claim.outcome() == Outcome.INTERRUPTED) {
        Thread.interrupted();
      }
      return claim;
    }
  }

  /** Serves whoever wants much when nobody has wanted little for a while. */
  static final class StarvesLargeClaims extends Defect {
    private static final long A_WHILE_NS = TimeUnit.MILLISECONDS.toNanos(50);

    private volatile long lastSmallNs = System.nanoTime();

    @Override
    Claim claim(final Channel channel, final int length, final long timeoutNs) {
      if (length <= channel.maxLength() / 2 || timeoutNs == Channel.NO_WAIT) {
        final Claim claim = channel.claim(length, timeoutNs);
        lastSmallNs = System.nanoTime();
        return claim;
      }
      while (!Thread.currentThread().isInterrupted()) {
        if (System.nanoTime() - lastSmallNs > A_WHILE_NS) {
          return channel.claim(length, timeoutNs);
        }
        LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(1));
      }
      return Claim.refused(Outcome.INTERRUPTED);
    }
  }

  static final class CallsEverythingATimeOut extends Defect {
    @Override
    Claim claim(final Channel channel, final int length, final long timeoutNs) {
      final Claim claim = channel.claim(length, timeoutNs);
      return claim.outcome() == Outcome.NO_SPACE ? Claim.refused(Outcome.TIMED_OUT) : claim;
    }
  }

  /** A peer that has gone looks like one that is slow. */
  static final class HidesThatThePeerHasGone extends Defect {
    @Override
    Claim claim(final Channel channel, final int length, final long timeoutNs) {
      final Claim claim = channel.claim(length, timeoutNs);
      return claim.outcome() == Outcome.NOT_CONNECTED ? Claim.refused(Outcome.NO_SPACE) : claim;
    }

    @Override
    Outcome send(final Claim claim, final int length) {
      claim.send(length);
      return Outcome.DONE;
    }
  }
}
