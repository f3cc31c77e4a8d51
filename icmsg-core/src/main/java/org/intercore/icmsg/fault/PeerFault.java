package org.intercore.icmsg.fault;

/**
 * A kind of lie that a peer can tell through shared memory. Each kind is an enum constant of the
 * layer that finds it.
 */
public interface PeerFault {
  /**
   * The constant's name.
   *
   * @return the name, in capitals
   */
  String name();

  /**
   * One sentence with the offending value.
   *
   * @param value what the peer wrote
   * @return what is wrong with it
   */
  String describe(long value);
}
