package org.intercore.icbmsg;

import org.intercore.icmsg.status.UnboundReason;

/** What happens to a client's connection, told on the thread that does the client's work. */
public interface ClientHandler {
  /**
   * The server is there, for the first time or again. What was registered with the client is registered with
   * this instance already; anything else, such as a zero-copy endpoint, has to be registered anew each time.
   *
   * @param client whose connection it is
   * @param instance of this connection
   */
  default void connected(final IcbmsgClient client, final Icbmsg instance) {}

  /**
   * The connection is lost. All that the server had sent was received before, and endpoints were told that
   * they are unbound.
   *
   * @param client whose connection it was
   * @param reason why
   * @param undelivered messages of this connection that were accepted for sending and not released by the
   *     server: it may or may not have read them, and they are not sent again by themselves
   */
  default void disconnected(
      final IcbmsgClient client, final UnboundReason reason, final long undelivered) {}

  /**
   * An attempt to connect again has failed.
   *
   * @param client whose attempt it was
   * @param sentence why
   * @param givesUp whether it was the last attempt
   */
  default void notReconnected(
      final IcbmsgClient client, final String sentence, final boolean givesUp) {}
}
