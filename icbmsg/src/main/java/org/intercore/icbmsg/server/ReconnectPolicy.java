package org.intercore.icbmsg.server;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Whether and when a client looks for its server again after it has lost it. */
public final class ReconnectPolicy {
  private static final ReconnectPolicy NEVER = new ReconnectPolicy(0, 0, 0);
  private static final int GROWTH = 2;

  private final long firstNs;
  private final long longestNs;
  private final int attempts;

  private ReconnectPolicy(final long firstNs, final long longestNs, final int attempts) {
    this.firstNs = firstNs;
    this.longestNs = longestNs;
    this.attempts = attempts;
  }

  /**
   * Once it is lost it is lost.
   *
   * @return the policy
   */
  public static ReconnectPolicy never() {
    return NEVER;
  }

  /**
   * Tries again after a while that doubles each time, give or take a quarter, so that the clients of one
   * server do not all come at the same moment.
   *
   * @param first before the first attempt, more than zero
   * @param longest between two attempts, not less than the first
   * @return the policy, which never gives up
   */
  public static ReconnectPolicy backOff(final Duration first, final Duration longest) {
    if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0) {
      throw new IllegalArgumentException("the waits between two attempts must be more than zero and"
          + " grow, but are " + first + " at first and " + longest + " at most");
    }
    return new ReconnectPolicy(first.toNanos(), longest.toNanos(), Integer.MAX_VALUE);
  }

  /**
   * The same, but gives up one day.
   *
   * @param count attempts in a row that fail, 1 or more
   * @return the policy
   */
  public ReconnectPolicy giveUpAfter(final int count) {
    if (count < 1 || attempts == 0) {
      throw new IllegalArgumentException(
          "after " + count + " attempts one cannot give up: " + this);
    }
    return new ReconnectPolicy(firstNs, longestNs, count);
  }

  /**
   * Whether another attempt is made.
   *
   * @param failed attempts in a row that have failed
   * @return false once it is time to give up
   */
  public boolean triesAgain(final int failed) {
    return failed < attempts;
  }

  /**
   * How long to wait before the next attempt.
   *
   * @param failed attempts in a row that have failed
   * @return nanoseconds
   */
  public long waitNs(final int failed) {
    long wait = firstNs;
    for (int i = 0; i < failed && wait < longestNs; i++) {
      wait = Math.min(longestNs, GROWTH * wait);
    }
    final long quarter = Math.max(1, wait / 4);
    return wait - quarter + ThreadLocalRandom.current().nextLong(2 * quarter);
  }

  @Override
  public String toString() {
    if (attempts == 0) {
      return "never";
    }
    return "after " + Duration.ofNanos(firstNs) + " up to " + Duration.ofNanos(longestNs)
        + (attempts == Integer.MAX_VALUE ? "" : ", " + attempts + " times");
  }
}
