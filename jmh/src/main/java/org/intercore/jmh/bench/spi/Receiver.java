package org.intercore.jmh.bench.spi;

/** Receives, on one thread. */
@FunctionalInterface
public interface Receiver {
  /**
   * Hands what has arrived to the sink, in place where that is possible; does not wait.
   *
   * @return how many messages, or any other number above zero if other work was done; else 0
   */
  int poll(Sink sink);
}
