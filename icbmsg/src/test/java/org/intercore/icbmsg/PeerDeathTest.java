package org.intercore.icbmsg;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.intercore.icbmsg.Workers.Worker;
import org.intercore.icbmsg.endpoint.Endpoint;
import org.intercore.icmsg.doorbell.Doorbell;
import org.intercore.icmsg.status.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A peer that is killed is noticed; one that is merely stopped is not given up. */
@Timeout(60)
class PeerDeathTest {
  private static final int BLOCKS = 8;
  private static final org.intercore.icmsg.time.Timeout FOREVER =
      org.intercore.icmsg.time.Timeout.FOREVER;

  @TempDir
  private Path folder;

  private final Inbox inbox = new Inbox();
  private final Workers workers = new Workers();
  private int children;

  @AfterEach
  void stop() throws InterruptedException {
    workers.stop();
  }

  private IcbmsgConfig config() {
    return IcbmsgConfig.named("prices")
        .directory(folder.resolve("dir"))
        .txBlocks(BLOCKS)
        .rxBlocks(BLOCKS);
  }

  private ChildJvm startPeer() throws IOException, InterruptedException {
    final Path ready = folder.resolve("ready" + children++);
    final ChildJvm child = ChildJvm.start(EchoChild.class, folder.resolve("dir"), "prices", ready);
    child.awaitFile(ready);
    return child;
  }

  private static void fail(final Throwable unexpected) {
    throw new AssertionError(unexpected);
  }

  private void awaitTold(final String... what) throws InterruptedException {
    while (inbox.told().size() < what.length) {
      Thread.sleep(1);
    }
    assertThat(inbox.take()).containsExactly(what);
  }

  private static void say(final Endpoint endpoint, final String word) {
    assertThat(endpoint.send(Bytes.of(word), 0, word.length())).isEqualTo(word.length());
  }

  @Test
  void whoSleepsIsToldThatThePeerHasDiedAndMeetsTheNextOne() throws Exception {
    try (IcbmsgRunner runner = IcbmsgRunner.start(Icbmsg.open(config()), PeerDeathTest::fail)) {
      final Endpoint endpoint = runner.instance().register("echo", inbox);
      for (int life = 0; life < 3; life++) {
        try (ChildJvm peer = startPeer()) {
          awaitTold("bound");
          say(endpoint, "hello");
          awaitTold("hello");
          peer.kill();
          awaitTold("unbound PEER_DIED");
          assertThat(runner.instance().txBlocksInUse()).isZero();
        }
      }
    }
  }

  @Test
  void whoPollsIsToldToo() throws Exception {
    try (Icbmsg instance = Icbmsg.open(config().doorbell(Doorbell.polling()));
        ChildJvm peer = startPeer()) {
      final Endpoint endpoint = instance.register("echo", inbox);
      assertThat(endpoint.awaitBound(FOREVER)).isZero();
      say(endpoint, "hello");
      while (inbox.told().size() < 2) {
        instance.doWork();
      }
      peer.kill();
      while (instance.isBound()) {
        instance.doWork();
      }
      instance.doWork();
      assertThat(inbox.take()).containsExactly("bound", "hello", "unbound PEER_DIED");
      assertThat(instance.isPeerAlive()).isFalse();
    }
  }

  @Test
  void whoWaitsForABlockIsTold() throws Exception {
    try (Icbmsg instance = Icbmsg.open(config());
        ChildJvm peer = startPeer()) {
      final Endpoint endpoint = instance.register("echo", inbox);
      assertThat(endpoint.awaitBound(FOREVER)).isZero();
      final long all = endpoint.claim(0, 0);
      assertThat(all).isNotNegative();
      final Worker<Long> waiting = workers.start(() -> endpoint.claim(1, Long.MAX_VALUE));
      // A thread that sleeps at a socket is a running one for the JVM, so its state does not tell.
      Thread.sleep(50);
      assertThat(waiting.isDone()).isFalse();
      peer.kill();
      assertThat(waiting.join()).isEqualTo(Status.NOT_CONNECTED);
      endpoint.drop(all);
    }
  }

  /** Too long for a message that may need no block. */
  private static String longWord(final int number) {
    return ("word " + number).repeat(40);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aStoppedPeerIsNotDead() throws Exception {
    try (IcbmsgRunner runner = IcbmsgRunner.start(Icbmsg.open(config()), PeerDeathTest::fail);
        ChildJvm peer = startPeer()) {
      final Endpoint endpoint = runner.instance().register("echo", inbox);
      awaitTold("bound");
      signal(peer, "STOP");
      awaitStopped(peer);
      for (int i = 0; i < BLOCKS; i++) {
        say(endpoint, longWord(i));
      }
      final long startNs = System.nanoTime();
      final Duration patience = Duration.ofMillis(300);
      assertThat(endpoint.claim(1, patience.toNanos())).isEqualTo(Status.TIMED_OUT);
      assertThat(System.nanoTime() - startNs).isGreaterThanOrEqualTo(patience.toNanos());
      assertThat(runner.instance().isBound()).isTrue();
      assertThat(inbox.take()).isEmpty();
      signal(peer, "CONT");
      while (inbox.told().size() < BLOCKS) {
        Thread.sleep(1);
      }
      assertThat(inbox.take()).hasSize(BLOCKS).startsWith(longWord(0), longWord(1));
    }
  }

  /** The signal is sent at once, but every thread has to stop. */
  private static void awaitStopped(final ChildJvm peer) throws IOException, InterruptedException {
    final Path tasks = Path.of("/proc", Long.toString(peer.pid()), "task");
    boolean running = true;
    while (running) {
      Thread.sleep(1);
      try (Stream<Path> threads = Files.list(tasks)) {
        running = !threads.allMatch(PeerDeathTest::isStopped);
      }
    }
  }

  private static boolean isStopped(final Path thread) {
    try {
      return Files.readString(thread.resolve("stat")).contains(") T ");
    } catch (final IOException ended) {
      return true;
    }
  }

  private static void signal(final ChildJvm child, final String name) throws Exception {
    final Process kill =
        new ProcessBuilder(List.of("kill", "-" + name, Long.toString(child.pid()))).start();
    assertThat(kill.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(kill.exitValue()).isZero();
  }
}
