package org.intercore.icbmsg;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.agrona.DirectBuffer;
import org.intercore.icbmsg.server.SlowClientPolicy;
import org.intercore.icmsg.buffer.Buffers;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a client more costs a server, as docs/scaling.md quotes it: memory, descriptors, a round of work over
 * silent clients, a broadcast, and the way of a message to a server that sleeps for all of them. Only
 * printed; {@code -Dicbmsg.test.scale=10} measures ten times as long.
 */
@Tag("campaign")
@EnabledOnOs(OS.LINUX)
@Timeout(600)
class ServerCostTest {
  private static final int ROUNDS = 500 * Integer.getInteger("icbmsg.test.scale", 1);

  @TempDir
  private Path folder;

  private final Inbox answers = new Inbox();
  private Path directory;

  private ServerConfig config() {
    return new ServerConfig()
        .directory(directory)
        .linger(Duration.ZERO)
        .endpoint(
            "echo",
            client ->
                (endpoint, buffer, offset, length, token) -> endpoint.send(buffer, offset, length));
  }

  private List<IcbmsgClient> connect(final int count) {
    final List<IcbmsgClient> clients = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      final IcbmsgClient client = IcbmsgClient.connect(
          "shop",
          new ClientConfig()
              .directory(directory)
              .connectTimeout(Duration.ofSeconds(60))
              .linger(Duration.ZERO)
              .endpoint("echo", answers));
      assertThat(client.endpoint("echo").awaitBound(ServerPlay.FOREVER)).isZero();
      clients.add(client);
    }
    return clients;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 16, 64})
  void costOf(final int count) throws Exception {
    directory = folder.resolve("dir");
    try (IcbmsgServer server = IcbmsgServer.listen("shop", config())) {
      final long descriptors = count("/proc/self/fd");
      final List<IcbmsgClient> clients = new ArrayList<>();
      final Thread caller = new Thread(() -> clients.addAll(connect(count)));
      caller.start();
      while (caller.isAlive()) {
        server.doWork();
      }
      final String idle = rounds(server);
      final String broadcast = broadcasts(server, clients);
      final long ends = count("/proc/self/fd") - descriptors;
      final String trip;
      final ConnectionRunner runner = ConnectionRunner.start(server, this::fail);
      try (runner) {
        trip = roundTrips(clients.get(0));
        clients.forEach(IcbmsgClient::close);
      }
      say(
          "%d clients: %,d bytes of shared memory each, %.1f descriptors for both ends of each; a round of"
              + " work over silent clients %s, a broadcast of 200 bytes %s, a round trip while the server"
              + " sleeps %s",
          count, config().memoryPerClient(), (double) ends / count, idle, broadcast, trip);
    }
  }

  private void fail(final Throwable unexpected) {
    throw new AssertionError(unexpected);
  }

  private static String rounds(final IcbmsgServer server) {
    final long[] nanos = new long[ROUNDS];
    for (int warmUp = 0; warmUp < 4; warmUp++) {
      for (int i = 0; i < ROUNDS; i++) {
        final long startNs = System.nanoTime();
        for (int j = 0; j < 20; j++) {
          server.doWork();
        }
        nanos[i] = (System.nanoTime() - startNs) / 20;
      }
    }
    return median(nanos);
  }

  private static String broadcasts(final IcbmsgServer server, final List<IcbmsgClient> clients) {
    final Broadcast all = server.broadcast("echo", SlowClientPolicy.drop());
    final DirectBuffer message = Buffers.allocate(200);
    final long[] nanos = new long[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      final long startNs = System.nanoTime();
      final int sent = all.send(message, 0, 200);
      nanos[i] = System.nanoTime() - startNs;
      assertThat(sent).isEqualTo(clients.size());
      clients.forEach(IcbmsgClient::doWork);
    }
    server.doWork();
    return median(nanos);
  }

  private String roundTrips(final IcbmsgClient client) throws InterruptedException {
    final DirectBuffer message = Buffers.allocate(8);
    final long[] nanos = new long[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      // So that the server is asleep.
      Thread.sleep(1);
      answers.take();
      final long startNs = System.nanoTime();
      assertThat(client.endpoint("echo").send(message, 0, 8)).isEqualTo(8);
      while (answers.told().isEmpty()) {
        client.doWork();
      }
      nanos[i] = System.nanoTime() - startNs;
    }
    return median(nanos);
  }

  private static String median(final long[] nanos) {
    Arrays.sort(nanos);
    return String.format("%.2f us", nanos[nanos.length / 2] / 1e3);
  }

  private static long count(final String directory) throws IOException {
    try (Stream<Path> all = Files.list(Path.of(directory))) {
      return all.count();
    }
  }

  private static void say(final String format, final Object... values) {
    new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8)
        .println(String.format(format, values));
  }
}
