package org.intercore.examples.manyclients;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.intercore.icbmsg.Broadcast;
import org.intercore.icbmsg.IcbmsgServer;
import org.intercore.icbmsg.ServerClient;
import org.intercore.icbmsg.ServerConfig;
import org.intercore.icbmsg.ServerHandler;
import org.intercore.icbmsg.server.GoneReason;
import org.intercore.icbmsg.server.SlowClientPolicy;
import org.intercore.icmsg.buffer.Buffers;
import org.intercore.icmsg.time.Timeout;
import org.intercore.zerocopy.ZeroCopyEndpoint;

/** Takes a bid of each client, tells all of them who has won, and ends when all have gone. */
public final class AuctionServer implements ServerHandler {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Map<String, Long> bids = new TreeMap<>();
  private final Map<String, GoneReason> gone = new TreeMap<>();

  private AuctionServer() {}

  /**
   * Runs the program.
   *
   * @param args how many clients take part
   */
  public static void main(final String[] args) {
    final int wanted = Integer.parseInt(args[0]);
    final AuctionServer auction = new AuctionServer();
    final ServerConfig config = new ServerConfig()
        .maxClients(wanted)
        .handler(auction)
        .endpoint("news", client -> (endpoint, buffer, offset, length, token) -> {});
    try (IcbmsgServer server = IcbmsgServer.listen("many-clients", config)) {
      auction.workUntil(server, wanted, auction.bids);
      auction.sell(server);
      auction.workUntil(server, wanted, auction.gone);
    }
    auction.gone.forEach((name, reason) -> System.out.println(name + " has gone: " + reason));
  }

  private void workUntil(final IcbmsgServer server, final int wanted, final Map<String, ?> seen) {
    final long startNs = System.nanoTime();
    while (seen.size() < wanted) {
      if (server.doWork() == 0) {
        server.awaitWork(Timeout.ofMillis(1_000));
      }
      if (System.nanoTime() - startNs > PATIENCE.toNanos()) {
        throw new IllegalStateException("only " + seen.keySet() + " within " + PATIENCE);
      }
    }
  }

  private void sell(final IcbmsgServer server) {
    final Map.Entry<String, Long> best =
        bids.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow();
    final Broadcast news =
        server.broadcast("news", SlowClientPolicy.waitFor(Duration.ofSeconds(5)));
    final byte[] words = ("sold to " + best.getKey() + " for " + best.getValue())
        .getBytes(StandardCharsets.US_ASCII);
    final int told = news.send(Buffers.wrap(words), 0, words.length);
    System.out.println("the highest of " + bids.size() + " bids is " + best.getValue() + " by "
        + best.getKey() + "; " + told + " clients were told");
  }

  @Override
  public void clientConnected(final ServerClient client) {
    // Beside what the configuration names, each client's instance can have endpoints of its own.
    ZeroCopyEndpoint.register(
        client.instance(),
        "bids",
        block -> bids.put(client.label(), block.buffer().getLong(0)));
  }

  @Override
  public void clientGone(final ServerClient client, final GoneReason reason) {
    gone.put(client.label(), reason);
  }
}
