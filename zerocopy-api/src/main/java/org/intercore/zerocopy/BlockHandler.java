package org.intercore.zerocopy;

import org.intercore.icmsg.status.UnboundReason;

/** What happens at an endpoint, told on the thread that does the instance's work. */
@FunctionalInterface
public interface BlockHandler {
  /**
   * A message. The block goes back to its sender when this method returns or throws, unless it is
   * held.
   *
   * @param block the message, valid in this call only
   */
  void onBlock(RxBlock block);

  /**
   * The other side has registered the same name; messages can be sent from now on, from this very
   * call too.
   *
   * @param endpoint that is bound
   */
  default void onBound(final ZeroCopyEndpoint endpoint) {}

  /**
   * The peer has gone. Blocks that are held stay readable until they are released.
   *
   * @param endpoint that was bound
   * @param reason why
   */
  default void onUnbound(final ZeroCopyEndpoint endpoint, final UnboundReason reason) {}
}
