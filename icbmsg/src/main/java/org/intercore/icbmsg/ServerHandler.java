package org.intercore.icbmsg;

import org.intercore.icbmsg.server.GoneReason;

/** What happens to a server's clients, told on the thread that works for the client. */
public interface ServerHandler {
  /**
   * A client is there. What the server's configuration names is registered with it already, and nothing
   * of it was received yet; further endpoints can be registered with its instance now.
   *
   * @param client who
   */
  default void clientConnected(final ServerClient client) {}

  /**
   * A client has gone. All that it had sent was received before, its endpoints were told that they are
   * unbound, and its instance is closed: {@link Icbmsg#undelivered()} says how many messages it may not
   * have got.
   *
   * @param client who; {@link #clientConnected} was told of it
   * @param reason why
   */
  default void clientGone(final ServerClient client, final GoneReason reason) {}
}
