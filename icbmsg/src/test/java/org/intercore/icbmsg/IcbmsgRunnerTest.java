package org.intercore.icbmsg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.intercore.icbmsg.endpoint.Endpoint;
import org.intercore.icmsg.doorbell.Doorbell;
import org.intercore.icmsg.status.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two sides that nobody works for but their runners. */
@Timeout(120)
class IcbmsgRunnerTest {
  private static final org.intercore.icmsg.time.Timeout FOREVER =
      org.intercore.icmsg.time.Timeout.FOREVER;

  @TempDir
  private Path folder;

  private final BlockingQueue<Throwable> errors = new LinkedBlockingQueue<>();

  private Icbmsg open() {
    return Icbmsg.open(IcbmsgConfig.named("prices")
        .directory(folder.resolve("dir"))
        .txBlocks(4)
        .rxBlocks(4));
  }

  private IcbmsgRunner start() {
    return IcbmsgRunner.start(open(), errors::add);
  }

  private static void awaitTold(final Inbox inbox, final int count) throws InterruptedException {
    while (inbox.told().size() < count) {
      Thread.sleep(1);
    }
  }

  /** The runners sleep between the words, each of which has to wake the other side. */
  @Test
  void messagesWakeARunnerThatSleeps() throws Exception {
    final Inbox inbox = new Inbox();
    try (IcbmsgRunner first = start();
        IcbmsgRunner second = start()) {
      second.instance().register("ear", inbox);
      final Endpoint mouth = first.instance().register("ear", new Inbox());
      assertThat(mouth.awaitBound(FOREVER)).isZero();
      for (int i = 0; i < 50; i++) {
        assertThat(mouth.send(Bytes.of("word"), 0, 4)).isEqualTo(4);
        awaitTold(inbox, i + 2);
        if (i % 10 == 0) {
          Thread.sleep(5);
        }
      }
      assertThat(inbox.told()).hasSize(51).startsWith("bound", "word");
      assertThat(errors).isEmpty();
    }
  }

  @Test
  void whatACallbackThrowsGoesToTheErrorHandlerAndTheRunnerGoesOn() throws Exception {
    final Inbox inbox = new Inbox() {
      @Override
      public void onMessage(
          final Endpoint endpoint,
          final DirectBuffer buffer,
          final int offset,
          final int length,
          final long rxToken) {
        super.onMessage(endpoint, buffer, offset, length, rxToken);
        throw new IllegalArgumentException("as the user likes");
      }
    };
    try (IcbmsgRunner first = start();
        IcbmsgRunner second = start()) {
      second.instance().register("ear", inbox);
      final Endpoint mouth = first.instance().register("ear", new Inbox());
      assertThat(mouth.awaitBound(FOREVER)).isZero();
      for (int i = 0; i < 3; i++) {
        mouth.send(Bytes.of("word"), 0, 4);
        assertThat(errors.take()).hasMessage("as the user likes");
      }
      awaitTold(inbox, 4);
    }
  }

  @Test
  void closingEndsTheThreadAndTheInstance() throws Exception {
    final BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
    final Icbmsg instance = open();
    final IcbmsgRunner runner =
        IcbmsgRunner.start(instance, BusySpinIdleStrategy.INSTANCE, errors::add, work -> {
          final Thread thread = new Thread(work, "my own");
          threads.add(thread);
          return thread;
        });
    final Thread thread = threads.take();
    assertThat(runner.instance()).isSameAs(instance);
    runner.close();
    runner.close();
    thread.join();
    assertThat(instance.awaitBound(org.intercore.icmsg.time.Timeout.NO_WAIT))
        .isEqualTo(Status.CLOSED);
    assertThatIllegalStateException().isThrownBy(() -> instance.register("late", new Inbox()));
    assertThat(errors).isEmpty();
  }

  /** Two runners of three instances each; every message has to wake the one thread over there. */
  @Test
  void oneThreadSleepsForManyInstancesAndWorksForEachThatIsRung() throws Exception {
    final List<Icbmsg> here = openAll("a", "b", "c");
    final List<Icbmsg> there = openAll("a", "b", "c");
    try (IcbmsgRunner first = IcbmsgRunner.start(here, errors::add);
        IcbmsgRunner second = IcbmsgRunner.start(there, errors::add)) {
      assertThat(first.instances()).isEqualTo(here);
      assertThat(second.instance()).isSameAs(there.get(0));
      play(here, there, 60);
      // One goes, at either end; the others do not notice.
      here.get(1).close();
      there.get(2).close();
      play(here.subList(0, 1), there.subList(0, 1), 20);
      assertThat(here.get(1).isClosed()).isTrue();
    }
    assertThat(errors).isEmpty();
    assertThat(Stream.concat(here.stream(), there.stream())).allMatch(Icbmsg::isClosed);
  }

  private List<Icbmsg> openAll(final String... names) {
    return Stream.of(names)
        .map((name) -> Icbmsg.open(IcbmsgConfig.named(name).directory(folder.resolve("dir"))))
        .toList();
  }

  private int names;

  private void play(final List<Icbmsg> here, final List<Icbmsg> there, final int words)
      throws InterruptedException {
    final String name = "ear" + names++;
    final List<Inbox> inboxes = new ArrayList<>();
    final List<Endpoint> mouths = new ArrayList<>();
    for (int i = 0; i < here.size(); i++) {
      inboxes.add(new Inbox());
      there.get(i).register(name, inboxes.get(i));
      mouths.add(here.get(i).register(name, new Inbox()));
      assertThat(mouths.get(i).awaitBound(FOREVER)).isZero();
    }
    for (int i = 0; i < words; i++) {
      final int turn = i % here.size();
      assertThat(mouths.get(turn).send(Bytes.of("word"), 0, 4)).isEqualTo(4);
      awaitTold(inboxes.get(turn), 2 + i / here.size());
      if (i % 10 == 0) {
        Thread.sleep(5);
      }
    }
  }

  @Test
  void anInstanceWhoseCallbacksThrowTakesNoTurnFromTheOthers() throws Exception {
    final Inbox thrower = new Inbox() {
      @Override
      public void onMessage(
          final Endpoint endpoint,
          final DirectBuffer buffer,
          final int offset,
          final int length,
          final long rxToken) {
        // Always has something to throw at.
        endpoint.send(buffer, offset, length);
        throw new IllegalArgumentException("as the user likes");
      }
    };
    final List<Icbmsg> here = openAll("a", "b");
    final List<Icbmsg> there = openAll("a", "b");
    try (IcbmsgRunner first = IcbmsgRunner.start(here, errors::add);
        IcbmsgRunner second = IcbmsgRunner.start(there, (ignored) -> {})) {
      second.instance().register("echo", thrower);
      final Endpoint loud = first.instance().register("echo", thrower);
      assertThat(loud.awaitBound(FOREVER)).isZero();
      assertThat(loud.send(Bytes.of("word"), 0, 4)).isEqualTo(4);
      assertThat(errors.take()).hasMessage("as the user likes");
      play(here.subList(1, 2), there.subList(1, 2), 20);
      assertThat(errors.take()).hasMessage("as the user likes");
    }
  }

  /** Where some bell is not a socket, the thread naps; nothing else is different. */
  @Test
  void instancesWithDifferentBellsAreWorkedForToo() throws Exception {
    final List<Icbmsg> here = new ArrayList<>(openAll("a"));
    here.add(Icbmsg.open(
        IcbmsgConfig.named("b").directory(folder.resolve("dir")).doorbell(Doorbell.polling())));
    final List<Icbmsg> there = openAll("a", "b");
    try (IcbmsgRunner first = IcbmsgRunner.start(here, errors::add);
        IcbmsgRunner second = IcbmsgRunner.start(there, errors::add)) {
      play(first.instances(), second.instances(), 20);
      play(second.instances(), first.instances(), 20);
    }
    assertThat(errors).isEmpty();
  }

  @Test
  void theThreadIsOfTheUsersMakingAndNamedAfterTheInstances() throws Exception {
    final BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
    final List<Icbmsg> two = openAll("a", "b");
    final IcbmsgRunner runner = IcbmsgRunner.start(two, errors::add, work -> {
      final Thread thread = new Thread(work);
      threads.add(thread);
      return thread;
    });
    final Thread thread = threads.take();
    assertThat(thread.isDaemon()).isFalse();
    assertThat(thread.getName()).contains("\"a\"", "\"b\"");
    runner.close();
    thread.join();
    assertThat(two).allMatch(Icbmsg::isClosed);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IcbmsgRunner.start(List.of(), errors::add));
  }

  /** Blocks that come back are of use to those who wait for blocks, and no reason to get up. */
  @Test
  void aReleaseDoesNotWakeAWorkerThatSleeps() throws Exception {
    try (Icbmsg sender = open();
        IcbmsgRunner peer = start()) {
      final Endpoint mouth = sender.register("ear", new Inbox());
      final Inbox inbox = new Inbox();
      final BlockingQueue<Long> held = new LinkedBlockingQueue<>();
      final Endpoint ear = peer.instance().register("ear", new Inbox() {
        @Override
        public void onMessage(
            final Endpoint endpoint,
            final DirectBuffer buffer,
            final int offset,
            final int length,
            final long rxToken) {
          held.add(endpoint.hold(rxToken));
        }
      });
      assertThat(mouth.awaitBound(FOREVER)).isZero();
      assertThat(mouth.send(Bytes.of("word"), 0, 4)).isEqualTo(4);
      final long token = held.take();
      final java.time.Duration spell = java.time.Duration.ofMillis(300);
      final CompletableFuture<Long> sleeper = CompletableFuture.supplyAsync(() -> {
        // What is left of the bonding wakes it, once or twice.
        while (sender.doWork() > 0
            || sender.awaitWork(org.intercore.icmsg.time.Timeout.of(spell))) {
          Thread.onSpinWait();
        }
        final long startNs = System.nanoTime();
        inbox.onBound(mouth);
        sender.awaitWork(org.intercore.icmsg.time.Timeout.of(spell));
        return System.nanoTime() - startNs;
      });
      awaitTold(inbox, 1);
      Thread.sleep(50);
      ear.release(token);
      assertThat(sleeper.join()).isGreaterThanOrEqualTo(spell.toNanos() - 1_000_000);
    }
  }

  @Test
  void aRunnerThatSleepsWithoutAPeerCanBeClosed() throws InterruptedException {
    final IcbmsgRunner runner = start();
    Thread.sleep(20);
    runner.close();
    assertThat(runner.instance().awaitWork(FOREVER)).isFalse();
    assertThat(errors).isEmpty();
  }
}
