package org.intercore.icbmsg;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.DirectBuffer;
import org.intercore.icbmsg.endpoint.Endpoint;
import org.intercore.icbmsg.server.GoneReason;
import org.intercore.icmsg.status.Status;

/**
 * A server in a process of its own, which checks what its clients send and sends it back: DIRECTORY
 * READY-FILE REPORT-FILE.
 */
final class ShopServer {
  private static final int BLOCKS = 16;

  private final AtomicLong messages = new AtomicLong();
  private final AtomicLong gone = new AtomicLong();
  private final AtomicReference<String> problem = new AtomicReference<>("none");

  private ShopServer() {}

  static ServerConfig config(final Path directory) {
    return new ServerConfig()
        .directory(directory)
        .txBlocks(BLOCKS)
        .rxBlocks(BLOCKS)
        .blockSize(ShopOrder.MAX_LENGTH)
        .arrivalPatience(Duration.ofSeconds(60))
        .linger(Duration.ZERO);
  }

  public static void main(final String[] arguments) throws IOException {
    new ShopServer().serve(arguments);
  }

  private void serve(final String[] arguments) throws IOException {
    final ServerConfig config = config(Path.of(arguments[0]))
        .endpoint("orders", client -> new Checker())
        .handler(new ServerHandler() {
          @Override
          public void clientGone(final ServerClient client, final GoneReason reason) {
            gone.incrementAndGet();
          }
        });
    final IcbmsgServer server = IcbmsgServer.listen("shop", config);
    try (ConnectionRunner runner = ConnectionRunner.start(server, this::fail)) {
      ChildJvm.say(Path.of(arguments[1]), runner.toString());
      System.in.read();
      ChildJvm.say(
          Path.of(arguments[2]),
          "accepted " + server.accepted() + ", gone " + gone.get() + ", messages " + messages.get()
              + ", problem: " + problem.get());
      System.in.read();
    }
  }

  private void fail(final Throwable unexpected) {
    problem.compareAndSet("none", unexpected.toString());
  }

  private final class Checker extends Inbox {
    private long next;

    @Override
    public void onMessage(
        final Endpoint endpoint,
        final DirectBuffer buffer,
        final int offset,
        final int length,
        final long rxToken) {
      final String wrong = ShopOrder.wrongWith(buffer, offset, length, next);
      if (wrong != null) {
        problem.compareAndSet("none", "the server was sent " + wrong);
      }
      next++;
      messages.incrementAndGet();
      final int sent = endpoint.send(buffer, offset, length);
      if (sent < 0 && sent != Status.NOT_CONNECTED) {
        problem.compareAndSet("none", "answer " + next + ": " + Status.describe(sent));
      }
    }
  }
}
