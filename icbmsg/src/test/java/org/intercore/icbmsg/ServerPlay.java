package org.intercore.icbmsg;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.agrona.DirectBuffer;
import org.intercore.icbmsg.endpoint.Endpoint;
import org.intercore.icbmsg.server.GoneReason;
import org.intercore.icmsg.buffer.Buffers;

/** A server that answers on "echo" and keeps what its clients say on "orders", and clients for it. */
final class ServerPlay implements AutoCloseable {
  static final org.intercore.icmsg.time.Timeout FOREVER = org.intercore.icmsg.time.Timeout.FOREVER;

  final Path directory;
  final List<String> told = new CopyOnWriteArrayList<>();
  final Map<Long, Inbox> orders = new ConcurrentHashMap<>();
  final List<Throwable> errors = new CopyOnWriteArrayList<>();
  private final List<Runnable> opened = new ArrayList<>();
  private int connects;

  ServerPlay(final Path directory) {
    this.directory = directory;
  }

  ServerConfig config() {
    return new ServerConfig()
        .directory(directory)
        .txBlocks(4)
        .rxBlocks(4)
        .blockSize(256)
        .linger(Duration.ZERO)
        .endpoint("echo", client -> new Echo())
        .endpoint("orders", client -> orders.computeIfAbsent(client.id(), none -> new Inbox()))
        .handler(new ServerHandler() {
          @Override
          public void clientConnected(final ServerClient client) {
            told.add(client.label() + " connected");
          }

          @Override
          public void clientGone(final ServerClient client, final GoneReason reason) {
            told.add(client.label() + " gone " + reason);
          }
        });
  }

  IcbmsgServer start(final ServerConfig config) {
    final IcbmsgServer server = IcbmsgServer.listen("shop", config);
    opened.add(ConnectionRunner.start(server, errors::add)::close);
    return server;
  }

  /** Of somebody with no endpoint and more patience than any machine needs. */
  ClientConfig clientConfig() {
    return new ClientConfig().directory(directory).connectTimeout(Duration.ofSeconds(60));
  }

  ClientConfig clientConfig(final String label) {
    return clientConfig()
        .label(label)
        .linger(Duration.ZERO)
        .endpoint("echo", new Inbox())
        .endpoint("orders", new Inbox());
  }

  IcbmsgClient connect(final String label) {
    return connect(clientConfig(label));
  }

  IcbmsgClient connect(final ClientConfig config) {
    final IcbmsgClient client = IcbmsgClient.connect("shop", config);
    opened.add(client::close);
    connects++;
    // The server takes notice a moment later.
    while (told.stream().filter(what -> what.endsWith(" connected")).count() < connects) {
      Thread.yield();
    }
    return client;
  }

  /** Works for a client until something is so. */
  static void until(final IcbmsgClient client, final BooleanSupplier wanted) {
    while (!wanted.getAsBoolean()) {
      if (client.doWork() == 0) {
        client.awaitWork(org.intercore.icmsg.time.Timeout.ofMillis(5));
      }
    }
  }

  static void until(final BooleanSupplier wanted) throws InterruptedException {
    while (!wanted.getAsBoolean()) {
      Thread.sleep(1);
    }
  }

  /** Sends and says what came back. */
  static int send(final IcbmsgClient client, final String endpoint, final String text) {
    final ClientEndpoint to = client.endpoint(endpoint);
    final int bound = to.awaitBound(FOREVER);
    return bound < 0 ? bound : to.send(bytes(text), 0, text.length(), FOREVER);
  }

  static DirectBuffer bytes(final String text) {
    return Buffers.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** All that is left in the directory but for the directory's own lock. */
  List<String> files() throws IOException {
    if (!Files.exists(directory)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(directory)) {
      return all.map(file -> file.getFileName().toString())
          .filter(name -> !name.equals(".lock"))
          .sorted()
          .toList();
    }
  }

  @Override
  public void close() {
    opened.forEach(Runnable::run);
  }

  private static final class Echo extends Inbox {
    @Override
    public void onMessage(
        final Endpoint endpoint,
        final DirectBuffer buffer,
        final int offset,
        final int length,
        final long rxToken) {
      endpoint.send(buffer, offset, length);
    }
  }
}
