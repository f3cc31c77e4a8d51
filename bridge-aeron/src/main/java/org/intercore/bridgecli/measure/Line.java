package org.intercore.bridgecli.measure;

/** A way from one process to another and back. One thread uses it. */
interface Line extends AutoCloseable {
  /** Told of each message. */
  @FunctionalInterface
  interface Sink {
    void onMessage(long value, int length);
  }

  /** Whether the other side is there. */
  boolean isConnected();

  /**
   * Sends a message that begins with a value.
   *
   * @return false if there is no room for it now
   */
  boolean send(long value, int length);

  /**
   * Receives, and does what else there is to do.
   *
   * @return how much that was
   */
  int poll(Sink sink);

  @Override
  void close();
}
