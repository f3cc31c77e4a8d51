package org.intercore.testkit;

/** One side's end of a channel: what it sends here arrives at the other side's end. */
public interface Channel {
  /** The timeout of a claim that does not wait. */
  long NO_WAIT = 0;

  /** The timeout of a claim that waits for ever. */
  long FOREVER = Long.MAX_VALUE;

  /**
   * Whether messages can be sent. Never blocks; any thread.
   *
   * @return true once both sides have opened the channel and found each other
   */
  boolean isConnected();

  /**
   * The longest message that can be sent from here.
   *
   * @return bytes, {@value MessagingTransport#LEAST_MAX_LENGTH} or more
   */
  int maxLength();

  /**
   * Blocks until there is space, at most as long as the timeout says. More threads than one call
   * this with {@link Feature#MANY_SENDER_THREADS} only.
   *
   * @param length bytes that there must be room for
   * @param timeoutNs how long to wait at most, in nanoseconds: {@link #NO_WAIT} = answer at once,
   *     {@link #FOREVER} = as long as it takes; others than {@link #NO_WAIT} with {@link
   *     Feature#CLAIM_WAITS} only
   * @return space, owned by the caller, or the reason why there is none
   */
  Claim claim(int length, long timeoutNs);
}
