package org.intercore.jmh.bench.spi;

/** Keeps messages in place, beside the receiver of the same port and on its thread. */
public interface Holding {
  /** How many messages of one block the sender has blocks for. */
  int messages();

  /**
   * Hands what has arrived to the sink and keeps the first of it.
   *
   * @return whether a message is kept in that slot now
   */
  boolean pollInto(int slot, Sink sink);

  /** Gives the message of a slot back, if there is one. */
  void release(int slot);
}
