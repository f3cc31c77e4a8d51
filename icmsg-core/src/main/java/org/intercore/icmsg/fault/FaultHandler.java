package org.intercore.icmsg.fault;

/** Told of each thing that the peer did wrong, on the thread that found it. */
@FunctionalInterface
public interface FaultHandler {
  /**
   * The peer wrote something that cannot be true. The library has already dealt with it.
   *
   * @param fault what kind of lie
   * @param value the offending value as it was read
   */
  void onFault(PeerFault fault, long value);

  /**
   * A handler that does nothing; the counters still count.
   *
   * @return the handler
   */
  static FaultHandler ignore() {
    return (fault, value) -> {};
  }
}
