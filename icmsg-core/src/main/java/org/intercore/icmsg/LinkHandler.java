package org.intercore.icmsg;

import org.agrona.DirectBuffer;
import org.intercore.icmsg.fault.PeerFault;
import org.intercore.icmsg.status.UnboundReason;

/** What happens on a link, told on the thread that polls it. */
@FunctionalInterface
public interface LinkHandler {
  /**
   * A message. Its bytes are valid until this method returns and may lie in shared memory, where
   * the peer can still change them.
   *
   * @param buffer where the message is
   * @param offset of its first byte
   * @param length in bytes, 1 or more
   */
  void onMessage(DirectBuffer buffer, int offset, int length);

  /** The peer is there; messages can be sent from now on, from this very call too. */
  default void onBound() {}

  /**
   * The peer has gone; the link may be opened again, from this very call too.
   *
   * @param reason why
   */
  default void onUnbound(final UnboundReason reason) {}

  /**
   * The peer did something that cannot be true.
   *
   * @param fault what kind of lie
   * @param value the offending value
   */
  default void onFault(final PeerFault fault, final long value) {}
}
