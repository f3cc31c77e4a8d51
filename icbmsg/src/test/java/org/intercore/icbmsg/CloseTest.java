package org.intercore.icbmsg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.agrona.DirectBuffer;
import org.intercore.icbmsg.Workers.Worker;
import org.intercore.icbmsg.endpoint.Endpoint;
import org.intercore.icbmsg.endpoint.Role;
import org.intercore.icbmsg.layout.LinkFormat;
import org.intercore.icmsg.status.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How an instance ends, what survives it, and for how long. */
@Timeout(60)
class CloseTest {
  private static final org.intercore.icmsg.time.Timeout NO_WAIT =
      org.intercore.icmsg.time.Timeout.NO_WAIT;

  @TempDir
  Path folder;

  private final Workers workers = new Workers();
  private final FaultLog faults = new FaultLog();
  private final List<Throwable> errors = new ArrayList<>();
  private Icbmsg mine;
  private Icbmsg peer;

  @BeforeEach
  void open() {
    mine = open(Duration.ZERO);
    peer = open(Duration.ZERO);
  }

  private Icbmsg open(final Duration linger) {
    return Icbmsg.open(IcbmsgConfig.named("closing")
        .format(LinkFormat.ZEPHYR)
        .directory(folder.resolve("channels"))
        .txBlocks(4)
        .rxBlocks(4)
        .linger(linger)
        .faultHandler(faults)
        .errorHandler(errors::add));
  }

  @AfterEach
  void closeAll() throws InterruptedException, IOException {
    mine.close();
    peer.close();
    workers.stop();
    assertThat(errors).isEmpty();
    assertThat(faults.seen()).isEmpty();
    assertThat(mine.txBlocksInUse() + peer.txBlocksInUse()).isZero();
    assertThat(mappings()).isZero();
  }

  /** How many mappings of the channel this process has; the kernel says so. */
  private long mappings() throws IOException {
    final Path maps = Path.of("/proc/self/maps");
    assumeTrue(Files.isReadable(maps));
    try (java.util.stream.Stream<String> lines = Files.lines(maps)) {
      final String file =
          folder.toRealPath().resolve("channels").resolve("closing").toString();
      return lines.filter((line) -> line.contains(file)).count();
    }
  }

  private Endpoint bind(final Inbox mine1, final Inbox peers) {
    final Endpoint endpoint = mine.register("ep", mine1);
    peer.register("ep", peers);
    work();
    assertThat(endpoint.isBound()).isTrue();
    return endpoint;
  }

  private void work() {
    for (int i = 0; i < 20; i++) {
      mine.doWork();
      peer.doWork();
    }
  }

  /** Keeps every message. */
  private static final class Keeper extends Inbox {
    private final List<Long> tokens = new ArrayList<>();

    @Override
    public void onMessage(
        final Endpoint from,
        final DirectBuffer buffer,
        final int offset,
        final int length,
        final long rxToken) {
      super.onMessage(from, buffer, offset, length, rxToken);
      tokens.add(from.hold(rxToken));
    }
  }

  @Test
  void theMappingsGoWithTheInstances() throws IOException {
    assertThat(mappings()).isEqualTo(2);
    mine.close();
    assertThat(mappings()).isEqualTo(1);
    peer.close();
    assertThat(mappings()).isZero();
  }

  @Test
  void aClaimedBlockStaysWritableAfterACloseUntilItIsGivenUp() throws IOException {
    final Endpoint endpoint = bind(new Inbox(), new Inbox());
    final long sent = endpoint.claim(2000, 0);
    final long dropped = endpoint.claim(2000, 0);
    mine.close();
    assertThat(mappings()).isEqualTo(2);
    for (final long token : List.of(sent, dropped)) {
      endpoint.txRegion().buffer().setMemory(endpoint.txPayloadOffset(token), 2000, (byte) 7);
    }
    assertThat(endpoint.send(sent, 2000)).isEqualTo(Status.CLOSED);
    assertThat(mappings()).isEqualTo(2);
    endpoint.drop(dropped);
    assertThat(mappings()).isEqualTo(1);
    assertThatIllegalStateException().isThrownBy(() -> endpoint.drop(dropped));
  }

  @Test
  void aHeldBlockStaysReadableAfterACloseUntilItIsReleased() throws IOException {
    final Keeper keeper = new Keeper();
    final Endpoint endpoint = bind(keeper, new Inbox());
    final Endpoint peers = peer.register("second", new Inbox());
    mine.register("second", keeper);
    work();
    peers.send(Bytes.of("one"), 0, 3);
    peers.send(Bytes.of("two"), 0, 3);
    work();
    mine.close();
    assertThat(mine.rxRunsInUse()).isEqualTo(2);
    assertThat(mappings()).isEqualTo(2);
    final DirectBuffer region = endpoint.rxRegion(keeper.tokens.get(0)).buffer();
    assertThat(
            region.getStringWithoutLengthAscii(endpoint.rxPayloadOffset(keeper.tokens.get(1)), 3))
        .isEqualTo("two");
    endpoint.release(keeper.tokens.get(1));
    assertThat(mappings()).isEqualTo(2);
    assertThat(
            region.getStringWithoutLengthAscii(endpoint.rxPayloadOffset(keeper.tokens.get(0)), 3))
        .isEqualTo("one");
    endpoint.release(keeper.tokens.get(0));
    assertThat(mappings()).isEqualTo(1);
    assertThatIllegalStateException().isThrownBy(() -> endpoint.release(keeper.tokens.get(0)));
  }

  @Test
  void aHeldBlockOutlivesThePeerAndItsSuccessorToo() {
    final Keeper keeper = new Keeper();
    final Endpoint endpoint = bind(keeper, new Inbox());
    final Endpoint peers = peer.register("second", new Inbox());
    mine.register("second", keeper);
    work();
    peers.send(Bytes.of("kept"), 0, 4);
    work();
    peer.close();
    mine.doWork();
    peer = open(Duration.ZERO);
    final Endpoint again = peer.register("second", new Inbox());
    work();
    keeper.take();
    again.send(Bytes.of("next"), 0, 4);
    work();
    assertThat(keeper.take()).containsExactly("next");
    assertThat(keeper.tokens).hasSize(2).doesNotHaveDuplicates();
    endpoint.release(keeper.tokens.get(0));
    work();
    // The successor's block is not the predecessor's.
    assertThat(peer.txBlocksInUse()).isEqualTo(1);
    endpoint.release(keeper.tokens.get(1));
    work();
    assertThat(peer.txBlocksInUse()).isZero();
  }

  @Test
  void whatWasSentBeforeACloseArrives() throws InterruptedException {
    mine.close();
    mine = open(Duration.ofSeconds(30));
    final Inbox inbox = new Inbox();
    final Endpoint endpoint = bind(new Inbox(), inbox);
    final Worker<Void> receiver = workers.startWorking(peer);
    inbox.take();
    for (int i = 0; i < 200; i++) {
      assertThat(endpoint.send(Bytes.of("m"), 0, 1, Long.MAX_VALUE)).isEqualTo(1);
    }
    mine.close();
    assertThat(mine.undelivered()).isZero();
    while (!inbox.told().contains("unbound PEER_CLOSED")) {
      Thread.onSpinWait();
      assertThat(receiver.isDone()).isFalse();
    }
    assertThat(inbox.take()).hasSize(201).endsWith("m", "unbound PEER_CLOSED");
    workers.stop();
  }

  @Test
  void aPeerThatDoesNotReleaseHoldsACloseUpForTheTimeGivenAndIsCounted() {
    mine.close();
    mine = open(Duration.ofMillis(40));
    final Endpoint endpoint = bind(new Inbox(), new Inbox());
    endpoint.send(Bytes.of("m"), 0, 1);
    endpoint.send(Bytes.of("m"), 0, 1);
    final long startNs = System.nanoTime();
    mine.close();
    assertThat(System.nanoTime() - startNs).isGreaterThanOrEqualTo(40_000_000);
    assertThat(mine.undelivered()).isEqualTo(2);
    assertThat(mine.txBlocksInUse()).isZero();
    peer.doWork();
  }

  @Test
  void closingTwiceIsClosingOnce() {
    bind(new Inbox(), new Inbox());
    mine.close();
    mine.close();
    mine.onClose();
    assertThat(mine.doWork()).isZero();
    assertThat(mine.isBound()).isFalse();
    assertThat(mine.awaitBound(NO_WAIT)).isEqualTo(Status.CLOSED);
    assertThatIllegalStateException()
        .isThrownBy(() -> mine.register("late", new Inbox()))
        .withMessageContaining("\"late\"");
  }

  @Test
  void closingFromACallbackIsFineAndTheRestIsNobodysFault() throws IOException {
    final Inbox closer = new Inbox() {
      @Override
      public void onMessage(
          final Endpoint from,
          final DirectBuffer buffer,
          final int offset,
          final int length,
          final long rxToken) {
        super.onMessage(from, buffer, offset, length, rxToken);
        mine.close();
        // The message at hand is still there.
        assertThat(buffer.getStringWithoutLengthAscii(offset, length)).isEqualTo("end");
        tell("closed");
      }
    };
    final Endpoint endpoint = bind(closer, new Inbox());
    final Endpoint peers = peer.register("second", new Inbox());
    mine.register("second", closer);
    work();
    closer.take();
    for (int i = 0; i < 3; i++) {
      peers.send(Bytes.of("end"), 0, 3);
    }
    assertThat(endpoint.send(Bytes.of("outstanding"), 0, 11)).isEqualTo(11);
    work();
    assertThat(closer.take()).containsExactly("end", "closed");
    assertThat(mappings()).isEqualTo(1);
    assertThat(mine.undelivered()).isEqualTo(1);
    assertThat(peer.undelivered()).isEqualTo(3);
  }

  @Test
  void closingWaitsForACallbackOnAnotherThread() throws InterruptedException {
    final CountDownLatch inside = new CountDownLatch(1);
    final CountDownLatch go = new CountDownLatch(1);
    final Inbox slow = new Inbox() {
      @Override
      public void onMessage(
          final Endpoint from,
          final DirectBuffer buffer,
          final int offset,
          final int length,
          final long rxToken) {
        inside.countDown();
        try {
          go.await();
        } catch (final InterruptedException e) {
          throw new AssertionError(e);
        }
        super.onMessage(from, buffer, offset, length, rxToken);
      }
    };
    final Endpoint endpoint = bind(new Inbox(), slow);
    endpoint.send(Bytes.of("slow"), 0, 4);
    slow.take();
    final Worker<Integer> worker = workers.start(() -> peer.doWork());
    inside.await();
    final Worker<Void> closer = workers.start(() -> {
      peer.close();
      return null;
    });
    closer.awaitAsleep();
    go.countDown();
    closer.join();
    assertThat(worker.join()).isPositive();
    assertThat(slow.take()).containsExactly("slow");
  }

  @Test
  void aCloseTellsThePeerAndTheNextOneBindsAnew() {
    final Inbox inbox = new Inbox();
    bind(new Inbox(), inbox);
    for (int i = 0; i < 5; i++) {
      mine.close();
      peer.doWork();
      assertThat(inbox.take()).containsExactly("bound", "unbound PEER_CLOSED");
      assertThat(peer.isPeerAlive()).isFalse();
      mine = open(Duration.ZERO);
      assertThat(mine.role()).isEqualTo(Role.INITIATOR);
      mine.register("ep", new Inbox());
      work();
      assertThat(peer.isPeerAlive()).isTrue();
    }
    inbox.take();
  }

  @Test
  void drainingSaysWhatBecameOfWhatWasSent() {
    final Endpoint endpoint = bind(new Inbox(), new Inbox());
    assertThat(mine.drain(NO_WAIT)).isZero();
    endpoint.send(Bytes.of("m"), 0, 1);
    assertThat(mine.drain(NO_WAIT)).isEqualTo(Status.TIMED_OUT);
    final long startNs = System.nanoTime();
    assertThat(mine.drain(org.intercore.icmsg.time.Timeout.ofMillis(20)))
        .isEqualTo(Status.TIMED_OUT);
    assertThat(System.nanoTime() - startNs).isGreaterThanOrEqualTo(20_000_000);
    Thread.currentThread().interrupt();
    assertThat(mine.drain(org.intercore.icmsg.time.Timeout.FOREVER)).isEqualTo(Status.INTERRUPTED);
    assertThat(Thread.interrupted()).isTrue();
    peer.doWork();
    assertThat(mine.drain(org.intercore.icmsg.time.Timeout.FOREVER)).isZero();
    assertThat(mine.undelivered()).isZero();

    endpoint.send(Bytes.of("m"), 0, 1);
    peer.close();
    assertThat(mine.drain(org.intercore.icmsg.time.Timeout.FOREVER))
        .isEqualTo(Status.NOT_CONNECTED);
    assertThat(mine.undelivered()).isEqualTo(1);
    mine.close();
    assertThat(mine.drain(org.intercore.icmsg.time.Timeout.FOREVER)).isZero();
  }

  @Test
  void aRequestThatTheOtherSideNeverAnswersHoldsNothingUp() {
    mine.close();
    mine = open(Duration.ofDays(1));
    mine.register("nobody has this", new Inbox());
    work();
    assertThat(mine.txBlocksInUse()).isEqualTo(1);
    assertThat(mine.drain(NO_WAIT)).isZero();
    mine.close();
    assertThat(mine.undelivered()).isZero();
  }

  @Test
  void closingWhileManyThreadsSendAndClaimLeavesNothingBehind() throws Exception {
    for (int round = 0; round < 20; round++) {
      final Endpoint endpoint = bind(new Inbox(), new Inbox());
      workers.startWorking(peer);
      final List<Worker<Integer>> senders = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        senders.add(workers.start(() -> {
          int status = 0;
          while (status >= 0) {
            final long token = endpoint.claim(3000, Long.MAX_VALUE);
            status = token < 0 ? (int) token : 0;
            if (token >= 0) {
              endpoint.txRegion().buffer().setMemory(endpoint.txPayloadOffset(token), 3000, (byte)
                  1);
              status = endpoint.send(token, 3000);
            }
          }
          return status;
        }));
      }
      mine.close();
      for (final Worker<Integer> sender : senders) {
        assertThat(sender.join()).isIn(Status.CLOSED, Status.NOT_CONNECTED);
      }
      workers.stop();
      assertThat(mine.txBlocksInUse()).isZero();
      assertThat(mappings()).isEqualTo(1);
      peer.close();
      mine = open(Duration.ZERO);
      peer = open(Duration.ZERO);
    }
  }
}
