package org.intercore.icbmsg;

import org.agrona.DirectBuffer;
import org.intercore.icbmsg.endpoint.Endpoint;
import org.intercore.icmsg.status.Status;
import org.intercore.icmsg.time.Timeout;

/**
 * A client's endpoint over all of its connections: what is sent goes through the one that is there, and
 * nothing is kept for the next one. Any thread.
 */
public final class ClientEndpoint {
  private final IcbmsgClient client;
  private final String name;
  // Of the connection that is there, or the last one.
  private volatile Endpoint current;

  ClientEndpoint(final IcbmsgClient client, final String name) {
    this.client = client;
    this.name = name;
  }

  void current(final Endpoint endpoint) {
    current = endpoint;
  }

  /**
   * The name that both sides use.
   *
   * @return the name
   */
  public String name() {
    return name;
  }

  /**
   * The endpoint of the connection that is there, or of the last one, for claiming blocks in place.
   *
   * @return the endpoint; null before the first connection
   */
  public Endpoint endpoint() {
    return current;
  }

  /**
   * Whether messages can be exchanged.
   *
   * @return true while connected and bound
   */
  public boolean isBound() {
    final Endpoint now = current;
    return now != null && now.isBound();
  }

  /**
   * Sends a copy without waiting.
   *
   * @param source where the message is
   * @param offset of its first byte
   * @param length in bytes; 0 is a message too
   * @return {@code length}, or a status as {@link #send(DirectBuffer, int, int, Timeout)}
   */
  public int send(final DirectBuffer source, final int offset, final int length) {
    return send(source, offset, length, Timeout.NO_WAIT);
  }

  /**
   * Blocks until a copy is sent, at most as long as the timeout says.
   *
   * @param source where the message is
   * @param offset of its first byte
   * @param length in bytes; 0 is a message too
   * @param timeout how long to wait for blocks at most; a lost connection ends the wait
   * @return {@code length} if it was accepted: then it is delivered, or counted by {@link
   *     IcbmsgClient#undelivered()}; or {@link Status#NOT_CONNECTED} while there is no connection, {@link
   *     Status#BUSY} before the endpoint is bound, {@link Status#NO_MEMORY}, {@link Status#TIMED_OUT},
   *     {@link Status#INTERRUPTED}, {@link Status#CLOSED} once the client is closed
   */
  public int send(
      final DirectBuffer source, final int offset, final int length, final Timeout timeout) {
    final Endpoint now = current;
    if (now == null) {
      return client.isClosed() ? Status.CLOSED : Status.NOT_CONNECTED;
    }
    final int status = now.send(source, offset, length, timeout.nanos());
    // The connection's instance is closed when the connection is lost.
    return status == Status.CLOSED && !client.isClosed() ? Status.NOT_CONNECTED : status;
  }

  /**
   * Blocks until the endpoint is bound, in this connection or a later one. Does the client's work itself
   * while no other thread does.
   *
   * @param timeout how long at most
   * @return 0 when bound; {@link Status#TIMED_OUT}, {@link Status#INTERRUPTED} (the flag is set again),
   *     {@link Status#NOT_CONNECTED} if no connection will ever be there again, {@link Status#CLOSED}
   * @throws IllegalStateException from inside a callback of the client, if it would have to wait
   */
  public int awaitBound(final Timeout timeout) {
    return client.await(this::isBound, timeout);
  }

  @Override
  public String toString() {
    final Endpoint now = current;
    return now == null ? "endpoint \"" + name + "\" (not connected)" : now.toString();
  }
}
