package org.intercore.testkit;

/** Takes messages, on the thread that works on its side. */
@FunctionalInterface
public interface Receiver {
  /**
   * A message. It may claim, send, hold and release, on its own side.
   *
   * @param message valid in this call only
   */
  void onMessage(Received message);
}
