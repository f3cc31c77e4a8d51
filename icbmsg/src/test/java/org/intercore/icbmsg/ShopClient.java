package org.intercore.icbmsg;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.intercore.icbmsg.endpoint.Endpoint;
import org.intercore.icmsg.buffer.Buffers;
import org.intercore.icmsg.time.Timeout;

/**
 * A client in a process of its own: DIRECTORY MODE CONNECTIONS REPORT-FILE. In mode "load" it sends as fast
 * as answers come until it is asked to end, "silent" says one word and nothing more, "halt" dies in the
 * middle of its work, and any other mode connects again and again, one connection after the other. Says
 * into the report how many nanoseconds there were from connecting to the first answer, each time.
 */
final class ShopClient extends Inbox {
  private static final int WINDOW = 8;
  private static final int FEW = 20;
  private static final int KILLED = 137;

  private final MutableDirectBuffer message = Buffers.allocate(ShopOrder.MAX_LENGTH);
  private final IcbmsgClient client;
  private final long startNs;
  private long firstNs;
  private long sent;
  private long answered;

  private ShopClient(final Path directory) {
    startNs = System.nanoTime();
    client = IcbmsgClient.connect(
        "shop",
        new ClientConfig()
            .directory(directory)
            .connectTimeout(Duration.ofSeconds(60))
            .endpoint("orders", this));
  }

  public static void main(final String[] arguments) throws IOException {
    final Path directory = Path.of(arguments[0]);
    final String mode = arguments[1];
    final List<String> firsts = new ArrayList<>();
    for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
      final ShopClient one = new ShopClient(directory);
      one.play(mode, Path.of(arguments[3] + ".ready"));
      firsts.add(Long.toString(one.firstNs));
      one.client.close();
    }
    ChildJvm.say(Path.of(arguments[3]), String.join(" ", firsts));
  }

  private void play(final String mode, final Path ready) throws IOException {
    if (client.endpoint("orders").awaitBound(Timeout.FOREVER) < 0) {
      throw new IllegalStateException("the server has gone");
    }
    sendUntil(1);
    switch (mode) {
      case "load" -> {
        ChildJvm.say(ready, "");
        while (!ChildJvm.isAskedToEnd()) {
          sendUntil(answered + 100);
        }
      }
      case "silent" -> {
        ChildJvm.say(ready, "");
        while (!ChildJvm.isAskedToEnd()) {
          client.doWork();
          client.awaitWork(Timeout.ofMillis(1_000));
        }
      }
      case "halt" -> {
        sendUntil(FEW);
        send();
        Runtime.getRuntime().halt(KILLED);
      }
      default -> sendUntil(FEW);
    }
    // What is under way comes back before the end.
    while (answered < sent) {
      work();
    }
  }

  private void sendUntil(final long wanted) {
    while (answered < wanted) {
      if (sent - answered < WINDOW && sent < wanted + WINDOW) {
        send();
      } else {
        work();
      }
    }
  }

  private void send() {
    final int length = ShopOrder.write(message, sent);
    if (client.endpoint("orders").send(message, 0, length) == length) {
      sent++;
    } else {
      work();
    }
  }

  private void work() {
    if (client.doWork() == 0) {
      client.awaitWork(Timeout.FOREVER);
    }
    if (!client.isConnected()) {
      throw new IllegalStateException("the server has gone");
    }
  }

  @Override
  public void onMessage(
      final Endpoint endpoint,
      final DirectBuffer buffer,
      final int offset,
      final int length,
      final long rxToken) {
    final String wrong = ShopOrder.wrongWith(buffer, offset, length, answered);
    if (wrong != null) {
      throw new IllegalStateException("the client was sent " + wrong);
    }
    if (answered++ == 0) {
      firstNs = System.nanoTime() - startNs;
    }
  }
}
