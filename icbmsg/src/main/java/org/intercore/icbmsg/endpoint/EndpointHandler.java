package org.intercore.icbmsg.endpoint;

import org.agrona.DirectBuffer;
import org.intercore.icmsg.status.UnboundReason;

/** What happens at an endpoint, told on the thread that does the instance's work. */
@FunctionalInterface
public interface EndpointHandler {
  /**
   * A message. Its bytes lie in the peer's region, where the peer can still change them, and are
   * valid until this method returns, or until they are released if the message is held.
   *
   * @param endpoint that it is for
   * @param buffer the peer's region
   * @param offset of the message's first byte
   * @param length in bytes, 0 or more
   * @param rxToken to hold it by
   */
  void onMessage(Endpoint endpoint, DirectBuffer buffer, int offset, int length, long rxToken);

  /**
   * The other side has registered the same name; messages can be sent from now on, from this very
   * call too.
   *
   * @param endpoint that is bound
   */
  default void onBound(final Endpoint endpoint) {}

  /**
   * The peer has gone.
   *
   * @param endpoint that was bound
   * @param reason why
   */
  default void onUnbound(final Endpoint endpoint, final UnboundReason reason) {}
}
