package org.intercore.testkit;

/** A message in its handler's call. Its space goes back to the sender when that returns. */
public interface Received extends Content {
  /**
   * Keeps the message beyond the handler's call. Never blocks. Called with {@link Feature#HOLD} only.
   *
   * @return the message, owned by the caller until it is released
   */
  default Held hold() {
    throw new UnsupportedOperationException("this transport cannot hold a message");
  }
}
