package org.intercore.testkit;

/**
 * Space to fill in place, owned by its claimer until it is sent or dropped, exactly once; or the
 * reason why there is none. Used by one thread at a time.
 */
public interface Claim {
  /**
   * How the claim ended.
   *
   * @return {@link Outcome#DONE} if there is space to fill; only then anything else is called
   */
  Outcome outcome();

  /**
   * Room for the message.
   *
   * @return bytes, at least as many as were asked for
   */
  int capacity();

  /**
   * Writes some of the message's bytes where they will be read. Never blocks. In any order, any
   * number of times.
   *
   * @param offset where to write the first one within the message
   * @param source where to read them
   * @param sourceOffset where to read the first one
   * @param count how many
   */
  void put(int offset, byte[] source, int sourceOffset, int count);

  /**
   * Sends the message. Never blocks. Whatever the answer, the space is not the caller's any more.
   *
   * @param length of the message in bytes, up to {@link #capacity()}
   * @return {@link Outcome#DONE}, or why it was not sent
   */
  Outcome send(int length);

  /** Gives the space back unsent. Never blocks. Called with {@link Feature#DROP} only. */
  default void drop() {
    throw new UnsupportedOperationException("this transport cannot drop a claim");
  }

  /**
   * What a claim that got nothing gives.
   *
   * @param why anything but {@link Outcome#DONE}
   * @return a claim without space
   */
  static Claim refused(final Outcome why) {
    return new RefusedClaim(why);
  }
}
