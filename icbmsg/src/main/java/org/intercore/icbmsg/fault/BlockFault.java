package org.intercore.icbmsg.fault;

import org.intercore.icmsg.fault.PeerFault;

/** What a peer can do wrong with control messages, blocks and endpoints. */
public enum BlockFault implements PeerFault {
  /** A control message shorter than 3 bytes; it is skipped. */
  CONTROL_TOO_SHORT("a control message is too short, bytes: "),
  /** A block index that its region does not have; the message is skipped. */
  BLOCK_OUT_OF_RANGE("a block that the region does not have: "),
  /** A size that exceeds the space from the block to the region's end; the run is released. */
  BLOCK_SIZE("a message size that the region cannot hold: "),
  /** A message in a block whose last message was not released yet; it is skipped. */
  BLOCK_IN_USE("a message in a block that was not released yet: "),
  /** A release of a block that is not the start of a run that we sent; it is ignored. */
  NOT_SENT("a release of a block that does not start a run that was sent: "),
  /** A message for an address that no endpoint has; its run is released. */
  UNKNOWN_ENDPOINT("a message for an address that no endpoint has: "),
  /** A message for an endpoint that nobody has registered here; its run is released. */
  UNBOUND_ENDPOINT("a message for an endpoint that is not registered here, address "),
  /** A request to bind at an address that is taken, or beyond 254; it is refused. */
  BOUND_ADDRESS("a request to bind at an address that is taken or too large: "),
  /** A request to bind whose name does not end within its run; it is refused. */
  BOUND_NAME("a request to bind whose name does not end, address "),
  /** A request to bind a name that is bound already; it is refused. */
  BOUND_TWICE("a second request to bind the same name, address "),
  /** A request to bind from the side that only answers such requests; it is refused. */
  BOUND_BY_FOLLOWER("a request to bind from the follower, address "),
  /** An answer to a request to bind that was never sent; only its release counts. */
  BOUND_UNASKED("an answer to no request to bind, address "),
  /** A message in a slot that says that it is longer than a slot; it is skipped. */
  INLINE_TOO_LONG("a message is too long for the slot that it stands in, bytes: "),
  /** A count of messages read that goes back, or beyond what was sent; it is not believed. */
  READ_COUNT("the peer's count of messages that it has read cannot be true: "),
  /** No room in our ring for a control message, which a peer that keeps to its turn cannot cause. */
  RING_FULL("the ring is full although it has room for every block, message type ");

  private final String words;

  BlockFault(final String words) {
    this.words = words;
  }

  @Override
  public String describe(final long value) {
    return words + value;
  }
}
