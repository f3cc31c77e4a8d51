package org.intercore.icbmsg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.DirectBuffer;
import org.intercore.icbmsg.endpoint.Endpoint;
import org.intercore.icbmsg.rendezvous.ChannelDirectory;
import org.intercore.icbmsg.rendezvous.ChannelState;
import org.intercore.icbmsg.rendezvous.ChannelView;
import org.intercore.icbmsg.rendezvous.ChannelWatch;
import org.intercore.icbmsg.server.RefusedException;
import org.intercore.icbmsg.server.SlowClientPolicy;
import org.intercore.icmsg.status.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server and its clients within one process. */
@Timeout(60)
class IcbmsgServerTest {
  @TempDir
  private Path folder;

  private ServerPlay play;

  @BeforeEach
  void name() {
    play = new ServerPlay(folder.resolve("dir"));
  }

  @AfterEach
  void nothingIsLeft() throws Exception {
    play.close();
    assertThat(play.files()).isEmpty();
    assertThat(play.errors).isEmpty();
  }

  @Test
  void eachClientHasAnInstanceOfItsOwnAndIsHeardInOrder() throws Exception {
    final IcbmsgServer server = play.start(play.config());
    final List<IcbmsgClient> clients = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      clients.add(play.connect("c" + i));
    }
    for (int message = 0; message < 20; message++) {
      for (int i = 0; i < 5; i++) {
        assertThat(ServerPlay.send(clients.get(i), "orders", i + "." + message)).isPositive();
      }
    }
    for (int i = 0; i < 5; i++) {
      final Inbox inbox = play.orders.get(server.clients().get(i).id());
      ServerPlay.until(() -> inbox.told().size() == 21);
      for (int message = 0; message < 20; message++) {
        assertThat(inbox.told().get(message + 1)).isEqualTo(i + "." + message);
      }
    }
    assertThat(server.clients())
        .extracting(ServerClient::label)
        .containsExactly("c0", "c1", "c2", "c3", "c4");
    assertThat(server.clients())
        .extracting(client -> client.instance().roleName())
        .doesNotHaveDuplicates();
    assertThat(server.clients().get(0).processId())
        .isEqualTo(ProcessHandle.current().pid());
    assertThat(server.accepted()).isEqualTo(5);
  }

  @Test
  void aClientIsAnsweredAndTheHandlerHearsOfItsLife() throws Exception {
    play.start(play.config());
    final Inbox answers = new Inbox();
    try (IcbmsgClient client =
        play.connect(play.clientConfig().label("ada").endpoint("echo", answers))) {
      assertThat(ServerPlay.send(client, "echo", "hello")).isEqualTo(5);
      ServerPlay.until(client, () -> answers.told().size() == 2);
      assertThat(answers.told()).containsExactly("bound", "hello");
      assertThat(client.isConnected()).isTrue();
      assertThat(client.connections()).isEqualTo(1);
    }
    ServerPlay.until(() -> play.told.size() == 2);
    assertThat(play.told).containsExactly("ada connected", "ada gone CLOSED");
  }

  @Test
  void oneClientMoreThanThereMayBeIsToldSo() throws Exception {
    final IcbmsgServer server = play.start(play.config().maxClients(2));
    final IcbmsgClient first = play.connect("first");
    play.connect("second");
    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> play.connect("third"))
        .withMessage("the server \"shop\" has 2 clients already, as many as it may have");
    assertThat(server.refused()).isEqualTo(1);
    first.close();
    ServerPlay.until(() -> server.clients().size() == 1);
    play.connect("third");
    assertThat(server.clients()).extracting(ServerClient::label).containsExactly("second", "third");
  }

  @Test
  void oneClientMoreThanMemoryAllowsIsToldSo() throws Exception {
    final ServerConfig config = play.config();
    final long each = config.memoryPerClient();
    play.start(config.maxMemory(2 * each + 1));
    play.connect("first");
    play.connect("second");
    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> play.connect("third"))
        .withMessage("the server \"shop\" may use " + (2 * each + 1) + " bytes of shared memory, of"
            + " which its 2 clients have " + 2 * each + ", and one more needs " + each);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IcbmsgServer.listen("small", play.config().maxMemory(each - 1)))
        .withMessage("one client needs " + each + " bytes of shared memory, but the server may use"
            + " only " + (each - 1));
  }

  @Test
  void aServerThatIsNotThereIsWaitedForAndThenMissed() throws Exception {
    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(
            () -> play.connect(play.clientConfig("early").connectTimeout(Duration.ofMillis(30))))
        .withMessage("no server \"shop\" is in " + play.directory + " (looked for it for PT0.03S)");
    final Thread late = new Thread(() -> play.start(play.config()));
    late.start();
    assertThat(play.connect("early").isConnected()).isTrue();
    late.join();
  }

  @Test
  void thereIsOneServerOfAName() throws Exception {
    play.start(play.config());
    assertThatIllegalStateException()
        .isThrownBy(() -> IcbmsgServer.listen("shop", play.config()))
        .withMessage("a server \"shop\" runs already, in process "
            + ProcessHandle.current().pid());
    assertThat(play.connect("still").isConnected()).isTrue();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IcbmsgServer.listen("a/b", play.config()))
        .withMessage("a server's name is 1 to 45 letters, digits, dots, dashes and underscores, but"
            + " is \"a/b\"");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IcbmsgServer.listen("x".repeat(46), play.config()));
    IcbmsgServer.listen("x".repeat(45), play.config()).close();
  }

  @Test
  void aClientThatTheServerPartsWithIsToldAndTheOthersAreNot() throws Exception {
    final IcbmsgServer server = play.start(play.config());
    final List<String> lost = new CopyOnWriteArrayList<>();
    final IcbmsgClient one = play.connect(play.clientConfig("one").handler(new ClientHandler() {
      @Override
      public void disconnected(
          final IcbmsgClient client,
          final org.intercore.icmsg.status.UnboundReason reason,
          final long undelivered) {
        lost.add(reason + " " + undelivered);
      }
    }));
    final IcbmsgClient other = play.connect("other");
    server.clients().get(0).disconnect();
    ServerPlay.until(one, one::isEnded);
    ServerPlay.until(() -> play.told.contains("one gone DISCONNECTED"));
    assertThat(lost).containsExactly("PEER_CLOSED 0");
    assertThat(one.endpoint("echo").awaitBound(ServerPlay.FOREVER)).isEqualTo(Status.NOT_CONNECTED);
    assertThat(one.endpoint("echo").send(ServerPlay.bytes("x"), 0, 1))
        .isEqualTo(Status.NOT_CONNECTED);
    assertThat(ServerPlay.send(other, "orders", "here")).isEqualTo(4);
    assertThat(server.clients()).extracting(ServerClient::label).containsExactly("other");
  }

  /** The callbacks of the one client's handler throw whenever they are called. */
  @Test
  void whatOneClientsHandlerThrowsTakesNoTurnFromTheOthers() throws Exception {
    play.start(play.config().endpoint("bad", client -> new Inbox() {
      @Override
      public void onMessage(
          final Endpoint endpoint,
          final DirectBuffer buffer,
          final int offset,
          final int length,
          final long rxToken) {
        throw new IllegalArgumentException("as the user likes");
      }
    }));
    final IcbmsgClient loud = play.connect(play.clientConfig("loud").endpoint("bad", new Inbox()));
    final Inbox answers = new Inbox();
    final IcbmsgClient quiet = play.connect(play.clientConfig().endpoint("echo", answers));
    for (int i = 0; i < 50; i++) {
      final int before = i + 1;
      assertThat(ServerPlay.send(loud, "bad", "word")).isEqualTo(4);
      assertThat(ServerPlay.send(quiet, "echo", "w" + i)).isPositive();
      ServerPlay.until(quiet, () -> answers.told().size() == before + 1);
    }
    ServerPlay.until(() -> play.errors.size() == 50);
    play.errors.clear();
  }

  /** Nobody runs the server here, so each round of work is counted. */
  @Test
  void everyClientIsHeardInEachRoundHoweverMuchOneOfThemSends() throws Exception {
    final IcbmsgServer server = IcbmsgServer.listen("shop", play.config().rxBlocks(256));
    try (server) {
      final AtomicReference<List<IcbmsgClient>> found = new AtomicReference<>();
      final Thread caller = new Thread(
          () -> found.set(List.of(play.connect("a"), play.connect("b"), play.connect("c"))));
      caller.start();
      while (caller.isAlive()) {
        server.doWork();
      }
      final List<IcbmsgClient> clients = found.get();
      for (final IcbmsgClient client : clients) {
        while (!client.endpoint("orders").isBound()) {
          client.doWork();
          server.doWork();
        }
      }
      int flood = 0;
      while (clients.get(0).endpoint("orders").send(ServerPlay.bytes("x".repeat(100)), 0, 100)
          > 0) {
        flood++;
      }
      assertThat(flood).isGreaterThan(200);
      clients.get(1).endpoint("orders").send(ServerPlay.bytes("me too"), 0, 6);
      clients.get(2).endpoint("orders").send(ServerPlay.bytes("and me"), 0, 6);
      server.doWork();
      assertThat(play.orders.get(2L).told()).containsExactly("bound", "me too");
      assertThat(play.orders.get(3L).told()).containsExactly("bound", "and me");
      clients.forEach(IcbmsgClient::close);
    }
  }

  @Test
  void severalWorkersShareTheClients() throws Exception {
    final IcbmsgServer server = play.start(play.config().workers(3));
    final List<IcbmsgClient> clients = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      clients.add(play.connect("c" + i));
    }
    assertThat(server.clients().stream().map(ServerClient::worker).distinct()).hasSize(3);
    assertThat(server.workers()).allMatch(worker -> worker.load() == 2);
    for (int i = 0; i < 6; i++) {
      assertThat(ServerPlay.send(clients.get(i), "orders", "from " + i)).isEqualTo(6);
    }
    for (final ServerClient client : server.clients()) {
      ServerPlay.until(() -> play.orders.get(client.id()).told().size() == 2);
    }
    clients.subList(0, 4).forEach(IcbmsgClient::close);
    ServerPlay.until(() -> server.clients().size() == 2);
    assertThatIllegalStateException().isThrownBy(() -> server.awaitWork(ServerPlay.FOREVER));
  }

  @Test
  void aBroadcastSaysWhatBecameOfEachCopyAndDropsWhatASlowClientCannotTake() throws Exception {
    final IcbmsgServer server = play.start(play.config());
    final IcbmsgClient quick = play.connect("quick");
    final IcbmsgClient slow = play.connect("slow");
    final IcbmsgClient deaf = play.connect(play.clientConfig().label("deaf"));
    final Broadcast news = server.broadcast("orders", SlowClientPolicy.drop());
    assertThat(quick.endpoint("orders").awaitBound(ServerPlay.FOREVER)).isZero();
    assertThat(slow.endpoint("orders").awaitBound(ServerPlay.FOREVER)).isZero();
    ServerPlay.until(() -> server.clients().get(1).endpoint("orders").isBound());
    final List<String> outcomes = new ArrayList<>();
    final String text = "x".repeat(200);
    for (int i = 0; i < 6; i++) {
      final int size = news.send(
          ServerPlay.bytes(text),
          0,
          text.length(),
          (client, status) ->
              outcomes.add(client.label() + " " + (status > 0 ? "OK" : Status.name(status))));
      assertThat(size).isEqualTo(i < 4 ? 2 : 1);
      // Takes what came, and so has blocks for the next one.
      final long expected = i + 1;
      ServerPlay.until(quick, () -> quick.instance().counters().total().received() == expected);
    }
    assertThat(outcomes.subList(0, 3)).containsExactly("quick OK", "slow OK", "deaf BUSY");
    assertThat(outcomes.subList(15, 18)).containsExactly("quick OK", "slow NO_MEMORY", "deaf BUSY");
    assertThat(news.dropped()).isEqualTo(2);
    assertThat(server.clients().get(1).dropped()).isEqualTo(2);
    assertThat(server.clients().get(0).dropped()).isZero();
    assertThat(deaf.isConnected()).isTrue();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> news.send(ServerPlay.bytes("x".repeat(5000)), 0, 5000))
        .withMessageContaining("5000 bytes is larger than all blocks");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> server.broadcast("olders", SlowClientPolicy.drop()))
        .withMessage("the server \"shop\" has no endpoint \"olders\", only [echo, orders]");
  }

  @Test
  void aBroadcastWaitsForThoseWhoAreSlowAsLongAsItMay() throws Exception {
    final IcbmsgServer server = play.start(play.config());
    final IcbmsgClient slow = play.connect("slow");
    assertThat(slow.endpoint("orders").awaitBound(ServerPlay.FOREVER)).isZero();
    ServerPlay.until(() -> server.clients().get(0).endpoint("orders").isBound());
    final String text = "x".repeat(200);
    final Broadcast patient =
        server.broadcast("orders", SlowClientPolicy.waitFor(Duration.ofMillis(40)));
    for (int i = 0; i < 4; i++) {
      assertThat(patient.send(ServerPlay.bytes(text), 0, 200)).isEqualTo(1);
    }
    final long startNs = System.nanoTime();
    final AtomicInteger outcome = new AtomicInteger();
    assertThat(
            patient.send(ServerPlay.bytes(text), 0, 200, (client, status) -> outcome.set(status)))
        .isZero();
    assertThat(System.nanoTime() - startNs).isGreaterThanOrEqualTo(40_000_000);
    assertThat(outcome.get()).isEqualTo(Status.TIMED_OUT);
    assertThat(patient.dropped()).isEqualTo(1);
    final Broadcast forever =
        server.broadcast("orders", SlowClientPolicy.waitFor(Duration.ofDays(1)));
    final Thread reader = new Thread(
        () -> ServerPlay.until(slow, () -> slow.instance().counters().total().received() == 5));
    reader.start();
    assertThat(forever.send(ServerPlay.bytes(text), 0, 200)).isEqualTo(1);
    reader.join();
  }

  @Test
  void aBroadcastPartsWithThoseWhoAreSlowIfItIsToldTo() throws Exception {
    final IcbmsgServer server = play.start(play.config());
    final IcbmsgClient slow = play.connect("slow");
    assertThat(slow.endpoint("orders").awaitBound(ServerPlay.FOREVER)).isZero();
    ServerPlay.until(() -> server.clients().get(0).endpoint("orders").isBound());
    final Broadcast strict =
        server.broadcast("orders", SlowClientPolicy.disconnectAfter(Duration.ofMillis(1)));
    int sent = 0;
    while (!server.clients().isEmpty() && sent < 1_000_000) {
      strict.send(ServerPlay.bytes("x".repeat(200)), 0, 200);
      sent++;
    }
    ServerPlay.until(slow, slow::isEnded);
    ServerPlay.until(() -> play.told.contains("slow gone TOO_SLOW"));
  }

  @Test
  void theServerCanBeClosedFromACallback() throws Exception {
    final AtomicReference<IcbmsgServer> server = new AtomicReference<>();
    server.set(play.start(play.config().endpoint("end", client -> new Inbox() {
      @Override
      public void onMessage(
          final Endpoint endpoint,
          final DirectBuffer buffer,
          final int offset,
          final int length,
          final long rxToken) {
        server.get().close();
      }
    })));
    final IcbmsgClient one = play.connect(play.clientConfig("one").endpoint("end", new Inbox()));
    final IcbmsgClient two = play.connect("two");
    assertThat(ServerPlay.send(one, "end", "now")).isEqualTo(3);
    ServerPlay.until(one, one::isEnded);
    ServerPlay.until(two, two::isEnded);
    ServerPlay.until(() -> play.told.contains("one gone SERVER_CLOSED"));
    ServerPlay.until(() -> play.told.contains("two gone SERVER_CLOSED"));
    assertThat(server.get().clients()).isEmpty();
  }

  @Test
  void whatWasSentBeforeTheServerClosesArrives() throws Exception {
    final IcbmsgServer server =
        play.start(play.config().txBlocks(64).linger(Duration.ofSeconds(30)));
    final Inbox inbox = new Inbox();
    final IcbmsgClient client = play.connect(play.clientConfig().endpoint("orders", inbox));
    assertThat(client.endpoint("orders").awaitBound(ServerPlay.FOREVER)).isZero();
    ServerPlay.until(() -> server.clients().get(0).endpoint("orders").isBound());
    final Broadcast news = server.broadcast("orders", SlowClientPolicy.drop());
    for (int i = 0; i < 50; i++) {
      assertThat(news.send(ServerPlay.bytes("x".repeat(100)), 0, 100)).isEqualTo(1);
    }
    final Thread closer = new Thread(server::close);
    closer.start();
    ServerPlay.until(client, client::isEnded);
    closer.join();
    assertThat(inbox.told()).hasSize(52).startsWith("bound").endsWith("unbound PEER_CLOSED");
  }

  @Test
  void whatIsSaidOfAllInstancesOfAProcessChangesNothing() throws Exception {
    System.setProperty("icbmsg.instance.confined", "true");
    System.setProperty("icbmsg.instance.dcache-alignment", "128");
    try {
      play.start(play.config());
      System.setProperty("icbmsg.instance.dcache-alignment", "256");
      final Inbox answers = new Inbox();
      final IcbmsgClient client = play.connect(play.clientConfig().endpoint("echo", answers));
      assertThat(ServerPlay.send(client, "echo", "hello")).isEqualTo(5);
      ServerPlay.until(client, () -> answers.told().size() == 2);
    } finally {
      System.clearProperty("icbmsg.instance.confined");
      System.clearProperty("icbmsg.instance.dcache-alignment");
    }
  }

  @Test
  void aServerAndItsClientsAreSeenFromOutside() throws Exception {
    final IcbmsgServer server = play.start(play.config());
    play.connect("one");
    play.connect("two");
    final ChannelWatch watch = new ChannelWatch(play.directory);
    assertThat(watch.servers()).hasSize(1);
    assertThat(watch.servers().get(0).name()).isEqualTo("shop");
    assertThat(watch.servers().get(0).holder())
        .contains(Long.toString(ProcessHandle.current().pid()));
    assertThat(watch.servers().get(0).clients())
        .hasSize(2)
        .extracting(ChannelView::name)
        .isEqualTo(watch.all().stream().map(ChannelView::name).toList());
    assertThat(ChannelDirectory.clean(play.directory).channels())
        .hasSize(3)
        .allMatch(ChannelState::isHeld);
    assertThat(ChannelDirectory.list(play.directory).strangers()).isEmpty();
    assertThat(server.clients()).hasSize(2);
    play.connect("three");
  }
}
