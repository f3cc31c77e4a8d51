package org.intercore.examples.manyclients;

import java.time.Duration;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.intercore.icbmsg.ClientConfig;
import org.intercore.icbmsg.ClientEndpoint;
import org.intercore.icbmsg.IcbmsgClient;
import org.intercore.icbmsg.endpoint.Endpoint;
import org.intercore.icbmsg.endpoint.EndpointHandler;
import org.intercore.icmsg.buffer.Buffers;
import org.intercore.icmsg.status.Status;
import org.intercore.icmsg.time.Timeout;

/** Bids once and waits for the news; then it closes, or dies if it was told to. */
public final class AuctionClient implements EndpointHandler {
  private static final int KILLED = 137;
  private static final Timeout PATIENCE = Timeout.of(Duration.ofSeconds(60));

  private boolean heard;

  private AuctionClient() {}

  /**
   * Runs the program.
   *
   * @param args its name, its bid, and "dies" if it shall
   */
  public static void main(final String[] args) {
    final AuctionClient bidder = new AuctionClient();
    final ClientConfig config = new ClientConfig()
        .label(args[0])
        .connectTimeout(Duration.ofSeconds(60))
        .endpoint("news", bidder)
        .endpoint("bids", (endpoint, buffer, offset, length, token) -> {});
    try (IcbmsgClient client = IcbmsgClient.connect("many-clients", config)) {
      bid(client, Long.parseLong(args[1]));
      while (!bidder.heard && client.isConnected()) {
        if (client.doWork() == 0) {
          client.awaitWork(PATIENCE);
        }
      }
      if (args.length > 2) {
        // As if by kill -9: the server notices, and the other clients do not.
        Runtime.getRuntime().halt(KILLED);
      }
    }
  }

  private static void bid(final IcbmsgClient client, final long bid) {
    final ClientEndpoint bids = client.endpoint("bids");
    if (client.endpoint("news").awaitBound(PATIENCE) < 0 || bids.awaitBound(PATIENCE) < 0) {
      throw new IllegalStateException("the server has gone");
    }
    final MutableDirectBuffer message = Buffers.allocate(Long.BYTES);
    message.putLong(0, bid);
    final int status = bids.send(message, 0, Long.BYTES, PATIENCE);
    if (status < 0) {
      throw new IllegalStateException("the bid was not sent: " + Status.describe(status));
    }
  }

  @Override
  public void onMessage(
      final Endpoint endpoint,
      final DirectBuffer buffer,
      final int offset,
      final int length,
      final long rxToken) {
    System.out.println(buffer.getStringWithoutLengthAscii(offset, length));
    heard = true;
  }
}
