package org.intercore.icbmsg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.intercore.icbmsg.server.ReconnectPolicy;
import org.intercore.icmsg.status.Status;
import org.intercore.icmsg.status.UnboundReason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients whose server goes, and comes back or does not. */
@Timeout(60)
class ReconnectTest {
  private static final ReconnectPolicy QUICK =
      ReconnectPolicy.backOff(Duration.ofMillis(2), Duration.ofMillis(20));

  @TempDir
  private Path folder;

  private final List<String> told = new CopyOnWriteArrayList<>();
  private final ClientHandler handler = new ClientHandler() {
    @Override
    public void connected(final IcbmsgClient client, final Icbmsg instance) {
      told.add("connected " + client.connections());
    }

    @Override
    public void disconnected(
        final IcbmsgClient client, final UnboundReason reason, final long undelivered) {
      told.add("disconnected " + reason + " " + undelivered);
    }

    @Override
    public void notReconnected(
        final IcbmsgClient client, final String sentence, final boolean givesUp) {
      told.add(sentence + " " + givesUp);
    }
  };
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

  private ClientConfig config(final Inbox inbox) {
    return play.clientConfig().reconnect(QUICK).handler(handler).endpoint("echo", inbox);
  }

  @Test
  void aClientFindsTheServersNextLife() throws Exception {
    final Inbox inbox = new Inbox();
    IcbmsgServer server = play.start(play.config());
    final IcbmsgClient client = play.connect(config(inbox));
    for (int life = 1; life <= 3; life++) {
      final String word = "life " + life;
      assertThat(ServerPlay.send(client, "echo", word)).isEqualTo(6);
      ServerPlay.until(client, () -> inbox.told().contains(word));
      server.close();
      ServerPlay.until(client, () -> !client.isConnected());
      assertThat(client.endpoint("echo").send(ServerPlay.bytes("lost?"), 0, 5))
          .isEqualTo(Status.NOT_CONNECTED);
      server = play.start(play.config());
      ServerPlay.until(client, client::isConnected);
    }
    assertThat(inbox.told())
        .containsExactly(
            "bound",
            "life 1",
            "unbound PEER_CLOSED",
            "bound",
            "life 2",
            "unbound PEER_CLOSED",
            "bound",
            "life 3",
            "unbound PEER_CLOSED");
    told.removeIf(what -> what.startsWith("no server"));
    assertThat(told)
        .containsExactly(
            "connected 1",
            "disconnected PEER_CLOSED 0",
            "connected 2",
            "disconnected PEER_CLOSED 0",
            "connected 3",
            "disconnected PEER_CLOSED 0",
            "connected 4");
    assertThat(client.connections()).isEqualTo(4);
  }

  /** The server works no more, so nothing that is sent is taken; then it goes. */
  @Test
  void whatWasAcceptedAndNotTakenIsCounted() throws Exception {
    final IcbmsgServer server = IcbmsgServer.listen("shop", play.config());
    final Inbox inbox = new Inbox();
    final Thread worker = new Thread(() -> {
      while (!inbox.told().contains("stop")) {
        server.doWork();
      }
    });
    worker.start();
    final IcbmsgClient client = play.connect(config(inbox));
    assertThat(ServerPlay.send(client, "echo", "stop")).isEqualTo(4);
    ServerPlay.until(client, () -> inbox.told().contains("stop"));
    worker.join();
    int accepted = 0;
    while (client.endpoint("echo").send(ServerPlay.bytes("x".repeat(200)), 0, 200) > 0) {
      accepted++;
    }
    assertThat(accepted).isEqualTo(4);
    server.close();
    ServerPlay.until(client, () -> !client.isConnected());
    assertThat(told).contains("disconnected PEER_CLOSED 4");
    assertThat(client.undelivered()).isEqualTo(4);
  }

  @Test
  void aClientGivesUpWhenItsPolicySaysSo() throws Exception {
    final IcbmsgServer server = play.start(play.config());
    final IcbmsgClient client = play.connect(config(new Inbox()).reconnect(QUICK.giveUpAfter(3)));
    server.close();
    ServerPlay.until(client, client::isEnded);
    assertThat(client.doWork()).isZero();
    final String sentence = "no server \"shop\" is in " + play.directory;
    assertThat(told)
        .containsExactly(
            "connected 1",
            "disconnected PEER_CLOSED 0",
            sentence + " false",
            sentence + " false",
            sentence + " true");
    assertThat(client.endpoint("echo").awaitBound(ServerPlay.FOREVER))
        .isEqualTo(Status.NOT_CONNECTED);
  }

  /** The runner's thread sleeps, for a server that comes back and for the end. */
  @Test
  void aRunnerConnectsAgainByItself() throws Exception {
    final Inbox inbox = new Inbox();
    final IcbmsgServer first = play.start(play.config());
    final IcbmsgClient client = play.connect(config(inbox));
    try (ConnectionRunner runner = ConnectionRunner.start(client, play.errors::add)) {
      assertThat(ServerPlay.send(client, "echo", "one")).isEqualTo(3);
      ServerPlay.until(() -> inbox.told().contains("one"));
      first.close();
      ServerPlay.until(() -> !client.isConnected());
      play.start(play.config());
      while (ServerPlay.send(client, "echo", "two") != 3) {
        Thread.sleep(1);
      }
      ServerPlay.until(() -> inbox.told().contains("two"));
      assertThat(runner).isNotNull();
    }
    assertThat(client.endpoint("echo").awaitBound(ServerPlay.FOREVER)).isEqualTo(Status.CLOSED);
    assertThat(client.endpoint("echo").send(ServerPlay.bytes("x"), 0, 1)).isEqualTo(Status.CLOSED);
    assertThat(client.isEnded()).isTrue();
  }

  @Test
  void waitsGrowAndAreNotTheSameForAll() {
    final ReconnectPolicy policy =
        ReconnectPolicy.backOff(Duration.ofNanos(1000), Duration.ofNanos(5000));
    for (int i = 0; i < 100; i++) {
      assertThat(policy.waitNs(0)).isBetween(750L, 1249L);
      assertThat(policy.waitNs(1)).isBetween(1500L, 2499L);
      assertThat(policy.waitNs(3)).isBetween(3750L, 6249L);
      assertThat(policy.waitNs(1_000_000)).isBetween(3750L, 6249L);
    }
    assertThat(policy.triesAgain(1_000_000)).isTrue();
    assertThat(policy.giveUpAfter(2).triesAgain(1)).isTrue();
    assertThat(policy.giveUpAfter(2).triesAgain(2)).isFalse();
    assertThat(ReconnectPolicy.never().triesAgain(0)).isFalse();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ReconnectPolicy.never().giveUpAfter(1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ReconnectPolicy.backOff(Duration.ZERO, Duration.ofSeconds(1)));
  }
}
