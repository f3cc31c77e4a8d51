package org.intercore.jmh.bench.spi;

/** Sends, from one thread. */
@FunctionalInterface
public interface Sender {
  /**
   * Sends one message, written by {@link Payload#write} where it is possible in place. Does what work
   * of its own the transport needs to make room, but does not wait for it.
   *
   * @return false if there is no room now
   */
  boolean trySend(Payload payload, long value);
}
