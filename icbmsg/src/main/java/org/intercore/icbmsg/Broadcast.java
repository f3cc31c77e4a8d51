package org.intercore.icbmsg;

import java.util.concurrent.atomic.AtomicLong;
import org.agrona.DirectBuffer;
import org.intercore.icbmsg.endpoint.Endpoint;
import org.intercore.icbmsg.server.GoneReason;
import org.intercore.icbmsg.server.SlowClientPolicy;
import org.intercore.icmsg.status.Status;
import org.intercore.icmsg.time.Timeout;

/**
 * Sends the same message to all clients that have bound an endpoint. Each gets a copy in blocks of its own,
 * and each copy has an outcome of its own. Any thread, many at once.
 */
public final class Broadcast {
  private static final Outcomes NOBODY_ASKS = (client, status) -> {};

  private final IcbmsgServer server;
  private final String endpoint;
  private final SlowClientPolicy policy;
  private final AtomicLong dropped = new AtomicLong();

  /** What became of a message for each client, told before {@link #send} returns, on its thread. */
  @FunctionalInterface
  public interface Outcomes {
    /**
     * One client's outcome.
     *
     * @param client whose
     * @param status the message's length, or {@link Status#NO_MEMORY} or {@link Status#TIMED_OUT} if it had
     *     no room, {@link Status#BUSY} if it has not bound the endpoint, {@link Status#NOT_CONNECTED} or
     *     {@link Status#CLOSED} if it has gone, {@link Status#INTERRUPTED}
     */
    void onOutcome(ServerClient client, int status);
  }

  Broadcast(final IcbmsgServer server, final String endpoint, final SlowClientPolicy policy) {
    this.server = server;
    this.endpoint = endpoint;
    this.policy = policy;
  }

  /**
   * Sends a copy to every client. Waits only if the policy says so.
   *
   * @param source where the message is
   * @param offset of its first byte
   * @param length in bytes; 0 is a message too
   * @return how many clients it was accepted for
   * @throws IllegalArgumentException if the blocks of no client can hold it
   */
  public int send(final DirectBuffer source, final int offset, final int length) {
    return send(source, offset, length, NOBODY_ASKS);
  }

  /**
   * As {@link #send(DirectBuffer, int, int)}, and tells what became of each copy.
   *
   * @param source where the message is
   * @param offset of its first byte
   * @param length in bytes; 0 is a message too
   * @param outcomes told once for each client that is connected
   * @return how many clients it was accepted for
   */
  public int send(
      final DirectBuffer source, final int offset, final int length, final Outcomes outcomes) {
    final ServerClient[] clients = server.connectedNow();
    int accepted = 0;
    ServerClient[] slow = null;
    int slowCount = 0;
    for (final ServerClient client : clients) {
      final int status = sendTo(client, source, offset, length, Timeout.NO_WAIT.nanos());
      if (!isSlow(status)) {
        accepted += status >= 0 ? 1 : 0;
        outcomes.onOutcome(client, status);
      } else if (policy.patience() == Timeout.NO_WAIT) {
        giveUp(client);
        outcomes.onOutcome(client, status);
      } else {
        slow = slow == null ? new ServerClient[clients.length] : slow;
        slow[slowCount++] = client;
      }
    }
    return accepted
        + (slowCount == 0 ? 0 : wait(slow, slowCount, source, offset, length, outcomes));
  }

  /** Everybody else has got it. These share one deadline. */
  private int wait(
      final ServerClient[] slow,
      final int count,
      final DirectBuffer source,
      final int offset,
      final int length,
      final Outcomes outcomes) {
    final long startNs = server.nanoTime();
    int accepted = 0;
    for (int i = 0; i < count; i++) {
      final long leftNs = policy.patience().remainingNs(startNs, server.nanoTime());
      final int status = sendTo(slow[i], source, offset, length, Math.max(0, leftNs));
      accepted += status >= 0 ? 1 : 0;
      if (isSlow(status)) {
        giveUp(slow[i]);
      }
      outcomes.onOutcome(slow[i], status);
    }
    return accepted;
  }

  private int sendTo(
      final ServerClient client,
      final DirectBuffer source,
      final int offset,
      final int length,
      final long timeoutNs) {
    final Endpoint to = client.endpoint(endpoint);
    if (to == null) {
      return Status.BUSY;
    }
    if (length > to.maxPayload()) {
      // The same for all clients, so nobody has got it, and nobody is to blame for that.
      throw new IllegalArgumentException("a message of " + length
          + " bytes is larger than all blocks of a client, which hold " + to.maxPayload());
    }
    return to.send(source, offset, length, timeoutNs);
  }

  private static boolean isSlow(final int status) {
    return status == Status.NO_MEMORY || status == Status.NO_BUFFERS || status == Status.TIMED_OUT;
  }

  private void giveUp(final ServerClient client) {
    dropped.incrementAndGet();
    client.countDrop();
    if (policy.disconnects()) {
      client.part(GoneReason.TOO_SLOW);
    }
  }

  /**
   * Copies that no client got because it had no room, over all clients.
   *
   * @return their number; {@link ServerClient#dropped()} has them by client
   */
  public long dropped() {
    return dropped.get();
  }

  @Override
  public String toString() {
    return "broadcast to \"" + endpoint + "\" of " + server + ", slow clients: " + policy;
  }
}
