package org.intercore.icmsg.time;

import java.time.Duration;

/**
 * How long a call may wait: for ever, not at all, or a bounded time, as Zephyr's {@code
 * k_timeout_t}.
 *
 * <p>A call takes its deadline once, on entry; wake-ups never start it anew.
 */
public final class Timeout {
  /** Waits as long as it takes (K_FOREVER). */
  public static final Timeout FOREVER = new Timeout(Long.MAX_VALUE);

  /** Answers at once (K_NO_WAIT). */
  public static final Timeout NO_WAIT = new Timeout(0);

  private final long nanos;

  private Timeout(final long nanos) {
    this.nanos = nanos;
  }

  /**
   * A bounded wait.
   *
   * @param nanos how long, in nanoseconds, 0 or more; {@link Long#MAX_VALUE} is for ever
   * @return the timeout
   */
  public static Timeout ofNanos(final long nanos) {
    if (nanos < 0) {
      throw new IllegalArgumentException("a timeout is 0 ns or more, but was " + nanos + " ns");
    }
    if (nanos == 0) {
      return NO_WAIT;
    }
    return nanos == Long.MAX_VALUE ? FOREVER : new Timeout(nanos);
  }

  /**
   * A bounded wait.
   *
   * @param millis how long, in milliseconds, 0 or more
   * @return the timeout
   */
  public static Timeout ofMillis(final long millis) {
    return of(Duration.ofMillis(millis));
  }

  /**
   * A bounded wait.
   *
   * @param duration how long, 0 or more; what does not fit 63 bits of nanoseconds is for ever
   * @return the timeout
   */
  public static Timeout of(final Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException("a timeout is 0 or more, but was " + duration);
    }
    try {
      return ofNanos(duration.toNanos());
    } catch (final ArithmeticException tooLong) {
      return FOREVER;
    }
  }

  /**
   * The time to wait.
   *
   * @return nanoseconds; 0 = not at all, {@link Long#MAX_VALUE} = for ever
   */
  public long nanos() {
    return nanos;
  }

  /**
   * What is left of a wait.
   *
   * @param startNs the clock when the call came in
   * @param nowNs the same clock now
   * @return nanoseconds until the deadline, 0 or less when it has passed; {@link Long#MAX_VALUE}
   *     for {@link #FOREVER}
   */
  public long remainingNs(final long startNs, final long nowNs) {
    return remainingNs(nanos, startNs, nowNs);
  }

  /**
   * As {@link #remainingNs(long, long)}, for a timeout that is kept as a number.
   *
   * @param timeoutNs the time to wait, as {@link #nanos()}
   * @param startNs the clock when the call came in
   * @param nowNs the same clock now
   * @return nanoseconds until the deadline
   */
  public static long remainingNs(final long timeoutNs, final long startNs, final long nowNs) {
    return timeoutNs == Long.MAX_VALUE ? Long.MAX_VALUE : timeoutNs - (nowNs - startNs);
  }

  @Override
  public String toString() {
    if (nanos == 0) {
      return "NO_WAIT";
    }
    return nanos == Long.MAX_VALUE ? "FOREVER" : Duration.ofNanos(nanos).toString();
  }
}
