package org.intercore.icmsg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.intercore.icmsg.UnboundMode.DISABLE;
import static org.intercore.icmsg.UnboundMode.ENABLE;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icmsg.LinkPair.Side;
import org.intercore.icmsg.buffer.Buffers;
import org.intercore.icmsg.doorbell.Doorbell;
import org.intercore.icmsg.doorbell.InProcessDoorbell;
import org.intercore.icmsg.region.RegionPair;
import org.intercore.icmsg.region.SharedMemory;
import org.intercore.icmsg.status.Status;
import org.intercore.icmsg.status.UnboundReason;
import org.intercore.icmsg.time.Timeout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@org.junit.jupiter.api.Timeout(30)
class IcmsgLinkTest {
  @TempDir
  Path folder;

  @Test
  void beforeItIsOpenALinkIsClosed() {
    final LinkPair pair = new LinkPair(ENABLE);
    assertThat(pair.a.link.state()).isEqualTo(LinkState.OFF);
    assertThat(pair.a.send("x")).isEqualTo(Status.CLOSED);
    assertThat(pair.a.poll()).isZero();
    assertThat(pair.a.link.awaitBound(Timeout.FOREVER)).isEqualTo(Status.CLOSED);
    pair.a.link.close();
    final AtomicBuffer all = pair.memory.region(0, 4096).buffer();
    for (int i = 0; i < 4096; i++) {
      assertThat(all.getByte(i)).as("nothing is written").isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(UnboundMode.class)
  void everyStatusOfSendHasItsCase(final UnboundMode mode) {
    final LinkPair pair = new LinkPair(mode);
    pair.a.link.open();
    assertThat(pair.a.send("x")).isEqualTo(Status.BUSY);
    assertThat(pair.a.send("")).isEqualTo(Status.BUSY);
    pair.bond();
    // 244 bytes of data: one word unused, 4 bytes of header
    assertThat(pair.a.link.maxMessageLength()).isEqualTo(236);

    assertThat(pair.a.send("")).isEqualTo(Status.NO_DATA);
    assertThat(pair.a.send("x".repeat(237))).isEqualTo(Status.BAD_MESSAGE);
    assertThat(pair.a.send("x".repeat(100))).isEqualTo(100);
    assertThat(pair.a.send("x".repeat(200))).isEqualTo(Status.NO_BUFFERS);
    assertThat(pair.a.link.send(pair.a.link.bond(), true, (byte) 1, (byte) 2, (byte) 3, 0))
        .isEqualTo(3);
    pair.b.poll();
    assertThat(pair.b.news()).endsWith("x".repeat(100), "\u0001\u0002\u0003");

    pair.b.link.close();
    pair.a.poll();
    assertThat(pair.a.send("x")).isEqualTo(mode == DISABLE ? 1 : Status.NOT_CONNECTED);
    pair.a.link.close();
    assertThat(pair.a.send("x")).isEqualTo(Status.CLOSED);
  }

  @Test
  void aBondsMessageIsRefusedInALaterBond() {
    final LinkPair pair = new LinkPair(ENABLE).bond();
    final int bond = pair.a.link.bond();
    pair.b.link.close();
    pair.a.poll();
    pair.a.link.open();
    pair.b.link.open();
    pair.settle();
    pair.b.news();

    assertThat(pair.a.link.bond()).isEqualTo(bond + 1);
    assertThat(pair.a.link.send(bond, true, (byte) 1, (byte) 2, (byte) 3, 0))
        .isEqualTo(Status.NOT_CONNECTED);
    pair.b.poll();
    assertThat(pair.b.news()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(UnboundMode.class)
  void openingAnOpenLinkChangesNothing(final UnboundMode mode) {
    final LinkPair pair = new LinkPair(mode);
    assertThat(pair.a.link.open()).isZero();
    assertThat(pair.a.link.open()).isEqualTo(Status.ALREADY);
    pair.bond();
    pair.a.news();
    assertThat(pair.a.link.open()).isEqualTo(Status.ALREADY);
    pair.b.send("still there");
    pair.a.poll();
    assertThat(pair.a.news()).containsExactly("still there");
  }

  @Test
  void bytesThatTheSourceDoesNotHaveAreTheCallersBug() {
    final LinkPair pair = new LinkPair(ENABLE).bond();
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> pair.a.link.send(Buffers.allocate(8), 4, 5));
    assertThat(pair.a.send("x")).isEqualTo(1);
  }

  @Test
  void pollDoesNoMoreStepsThanItsLimit() {
    final LinkPair pair = new LinkPair(ENABLE).bond();
    pair.b.news();
    for (final String message : List.of("1", "2", "3")) {
      pair.a.send(message);
    }
    assertThat(pair.b.link.poll(2)).isEqualTo(2);
    assertThat(pair.b.news()).containsExactly("1", "2");
    assertThat(pair.b.link.poll(0)).isZero();
    assertThat(pair.b.link.isWorthALook()).isTrue();
    assertThat(pair.b.link.poll(2)).isEqualTo(1);
    assertThat(pair.b.link.isWorthALook()).isFalse();
  }

  @Test
  void everyMessageRingsAndARefusedOneDoesNot() {
    final LinkPair pair = new LinkPair(ENABLE);
    final CountingDoorbell bell = new CountingDoorbell();
    final Side a = new Side(ENABLE, pair.regions, bell);
    a.link.open();
    assertThat(bell.rings()).isEqualTo(1);
    pair.b.link.open();
    while (!a.link.isBound()) {
      a.poll();
      pair.b.poll();
    }
    final int rings = bell.rings();
    a.send("x");
    assertThat(bell.rings()).isEqualTo(rings + 1);
    a.send("");
    assertThat(bell.rings()).isEqualTo(rings + 1);
    a.link.close();
    assertThat(bell.rings()).isEqualTo(rings + 2);
  }

  @Test
  void aHandlerMaySendFromItsCallbacks() {
    final LinkPair pair = new LinkPair(ENABLE);
    pair.a.onBound = () -> assertThat(pair.a.send("hello")).isEqualTo(5);
    pair.b.onMessage = message -> assertThat(pair.b.send(message + "!")).isEqualTo(6);
    pair.bond();
    assertThat(pair.b.news()).containsExactly("bound", "hello");
    assertThat(pair.a.news()).containsExactly("bound", "hello!");
  }

  @ParameterizedTest
  @EnumSource(UnboundMode.class)
  void aMessageWhoseHandlerThrewIsNotDeliveredAgain(final UnboundMode mode) {
    final LinkPair pair = new LinkPair(mode).bond();
    pair.b.news();
    pair.b.onMessage = message -> {
      if (message.equals("bad")) {
        throw new ArithmeticException(message);
      }
    };
    pair.a.send("good");
    pair.a.send("bad");
    pair.a.send("next");

    assertThatExceptionOfType(ArithmeticException.class).isThrownBy(pair.b::poll);
    pair.b.poll();

    assertThat(pair.b.news()).containsExactly("good", "bad", "next");
    assertThat(pair.b.link.isBound()).isTrue();
  }

  @Test
  void anExceptionOutOfTheBoundCallbackLeavesTheLinkBound() {
    final LinkPair pair = new LinkPair(ENABLE);
    pair.a.onBound = () -> {
      throw new ArithmeticException();
    };
    pair.a.link.open();
    pair.b.link.open();
    pair.a.poll();
    pair.b.poll();
    assertThatExceptionOfType(ArithmeticException.class).isThrownBy(pair.a::poll);

    pair.settle();
    assertThat(pair.a.news()).containsExactly("bound");
    assertThat(pair.a.send("x")).isEqualTo(1);
  }

  @Test
  void aCallbackMayCloseTheLink() {
    final LinkPair pair = new LinkPair(ENABLE).bond();
    pair.b.news();
    pair.b.onMessage = message -> pair.b.link.close();
    pair.a.send("last");
    pair.a.send("never delivered");

    assertThat(pair.b.poll()).isEqualTo(1);

    assertThat(pair.b.news()).containsExactly("last");
    assertThat(pair.b.link.state()).isEqualTo(LinkState.OFF);
    pair.a.poll();
    assertThat(pair.a.news()).containsExactly("bound", "unbound PEER_CLOSED");
  }

  @Test
  void aCallbackMayCloseAndOpenTheLink() {
    final LinkPair pair = new LinkPair(ENABLE).bond();
    pair.b.onMessage = message -> {
      pair.b.link.close();
      assertThat(pair.b.link.open()).isZero();
    };
    pair.a.onUnbound = () -> assertThat(pair.a.link.open()).isZero();
    pair.a.send("again");
    pair.a.news();
    pair.b.news();
    pair.settle();
    pair.b.onMessage = message -> {};

    assertThat(pair.b.news()).containsExactly("again", "bound");
    assertThat(pair.a.news()).containsExactly("unbound PEER_RESTARTED", "bound");
    pair.a.send("talk");
    pair.b.poll();
    assertThat(pair.b.news()).containsExactly("talk");
    // The lease that was kept over close and open ends with the last close.
    pair.a.link.close();
    pair.b.link.close();
    pair.memory.close();
    assertThatIllegalStateException().isThrownBy(pair.memory::lease);
  }

  @Test
  void aCallbackThatPollsIsRefused() {
    final LinkPair pair = new LinkPair(ENABLE).bond();
    final List<Throwable> refusals = new ArrayList<>();
    pair.b.onMessage = message -> {
      try {
        pair.b.poll();
      } catch (final IllegalStateException e) {
        refusals.add(e);
      }
      assertThat(pair.b.link.tryPoll(1)).isZero();
    };
    pair.a.send("1");
    pair.a.send("2");
    pair.b.poll();
    assertThat(refusals).hasSize(2);
  }

  /** Between the last poll and the moment in which it is known to be gone it may have done a lot. */
  @Test
  void whatAPeerDidLastComesBeforeThatItIsLost() {
    final LinkPair pair = new LinkPair(ENABLE).bond();
    pair.b.news();
    pair.a.send("1");
    pair.a.send("2");

    assertThat(pair.b.link.tryLose(UnboundReason.PEER_DIED)).isTrue();

    assertThat(pair.b.news()).containsExactly("1", "2", "unbound PEER_DIED");
    assertThat(pair.b.link.tryLose(UnboundReason.PEER_DIED)).isFalse();
    assertThat(pair.b.news()).isEmpty();
  }

  @Test
  void whoSaysThatItGoesHasNotDied() {
    final LinkPair pair = new LinkPair(ENABLE).bond();
    pair.b.news();
    pair.a.link.close();

    assertThat(pair.b.link.tryLose(UnboundReason.PEER_DIED)).isTrue();

    assertThat(pair.b.news()).containsExactly("unbound PEER_CLOSED");
  }

  @Test
  void aCallbackThatWaitsToBeBoundIsRefused() {
    final LinkPair pair = new LinkPair(ENABLE).bond();
    pair.a.onUnbound = () -> {
      pair.a.link.open();
      assertThatIllegalStateException()
          .isThrownBy(() -> pair.a.link.awaitBound(Timeout.FOREVER))
          .withMessageContaining("callback");
    };
    pair.b.link.close();
    pair.a.poll();
    assertThat(pair.a.news()).containsExactly("bound", "unbound PEER_CLOSED");
  }

  @Test
  void aSecondPollerIsRefusedByName() throws Exception {
    final LinkPair pair = new LinkPair(ENABLE).bond();
    final CountDownLatch inside = new CountDownLatch(1);
    final CountDownLatch leave = new CountDownLatch(1);
    pair.b.onMessage = message -> {
      inside.countDown();
      await(leave);
    };
    pair.a.send("x");
    final Thread first = new Thread(pair.b::poll, "the first poller");
    first.start();
    inside.await();

    assertThatIllegalStateException()
        .isThrownBy(pair.b::poll)
        .withMessageContaining("the first poller");
    assertThat(pair.b.link.tryPoll(1)).isZero();

    leave.countDown();
    first.join();
    assertThat(pair.b.poll()).as("afterwards anybody may").isZero();
  }

  @Test
  void closingWaitsForACallbackOnAnotherThread() throws Exception {
    final LinkPair pair = new LinkPair(ENABLE).bond();
    final CountDownLatch inside = new CountDownLatch(1);
    final CountDownLatch leave = new CountDownLatch(1);
    pair.b.onMessage = message -> {
      inside.countDown();
      await(leave);
    };
    pair.a.send("x");
    final Thread poller = new Thread(pair.b::poll);
    poller.start();
    inside.await();
    final CompletableFuture<Void> closing = InThread.run(pair.b.link::close);
    Thread.sleep(20);
    assertThat(closing).isNotDone();
    assertThat(pair.b.link.isBound()).isTrue();

    leave.countDown();
    closing.get();

    poller.join();
    assertThat(pair.b.link.state()).isEqualTo(LinkState.OFF);
  }

  private static void await(final CountDownLatch latch) {
    try {
      latch.await();
    } catch (final InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aPeersReadIndexThatCannotBeTrueIsToldAndNothingIsSent() {
    final LinkPair pair = new LinkPair(ENABLE).bond();
    pair.a.news();
    pair.a.send("x".repeat(200));
    pair.a.tx().putInt(0, 5);

    assertThat(pair.a.send("y".repeat(100))).isEqualTo(Status.PEER_FAULT);

    assertThat(pair.a.news()).containsExactly("INDEX_UNALIGNED 5");
  }

  /** The handler runs outside of every lock: it may send, and it may close. */
  @Test
  void aHandlerMayCloseTheLinkWhenSendingFindsAFault() {
    final LinkPair pair = new LinkPair(ENABLE).bond();
    pair.a.send("x".repeat(200));
    pair.a.tx().putInt(0, 5);
    pair.a.onFault = () -> {
      pair.a.onFault = () -> {};
      assertThat(pair.a.send("z".repeat(100))).isEqualTo(Status.PEER_FAULT);
      pair.a.link.close();
    };

    assertThat(pair.a.send("y".repeat(100))).isEqualTo(Status.PEER_FAULT);

    assertThat(pair.a.link.state()).isEqualTo(LinkState.OFF);
    assertThat(pair.a.send("y")).isEqualTo(Status.CLOSED);
  }

  @Test
  void withSessionsALieInTheRingEndsTheBondAndANewOneWorks() {
    final LinkPair pair = new LinkPair(ENABLE).bond();
    pair.a.news();
    pair.b.send("true");
    pair.b.tx().putInt(LinkPair.WRITE_INDEX, 248);
    pair.a.poll();
    assertThat(pair.a.news()).containsExactly("INDEX_OUT_OF_RANGE 248", "unbound PEER_FAULT");
    assertThat(pair.a.link.state()).isEqualTo(LinkState.DISCONNECTED);
    assertThat(pair.a.link.isReceiveFaulted()).isTrue();
    assertThat(pair.a.send("x")).isEqualTo(Status.NOT_CONNECTED);

    assertThat(pair.a.link.open()).isZero();
    assertThat(pair.a.link.isReceiveFaulted()).isFalse();
    pair.b.onUnbound = () -> pair.b.link.open();
    pair.settle();
    pair.a.news();
    pair.b.send("works again");
    pair.a.poll();
    assertThat(pair.a.news()).containsExactly("works again");
  }

  @Test
  void withoutSessionsALieEndsReadingOnly() {
    final LinkPair pair = new LinkPair(DISABLE).bond();
    pair.a.news();
    pair.b.tx().putInt(LinkPair.DATA + 20, 0xFFFF); // a header of 65535 bytes
    pair.b.tx().putInt(LinkPair.WRITE_INDEX, 24);
    for (int i = 0; i < 3; i++) {
      assertThat(pair.a.poll()).isZero();
    }
    assertThat(pair.a.news()).containsExactly("PACKET_TOO_LONG 65535");
    assertThat(pair.a.link.isReceiveFaulted()).isTrue();
    assertThat(pair.a.link.isBound()).isTrue();
    assertThat(pair.a.link.isWorthALook()).isFalse();
    assertThat(pair.a.send("still sends")).isEqualTo(11);
  }

  @Test
  void emptyPacketsArePassedOverAndTold() {
    final LinkPair pair = new LinkPair(ENABLE).bond();
    pair.a.news();
    pair.b.tx().putInt(LinkPair.WRITE_INDEX, 8);
    pair.a.poll();
    assertThat(pair.a.news()).containsExactly("PACKET_EMPTY 0", "PACKET_EMPTY 4");
    assertThat(pair.a.link.isBound()).isTrue();
  }

  @Test
  void awaitBoundAnswersWhatBecameOfBonding() {
    final LinkPair pair = new LinkPair(ENABLE);
    pair.a.link.open();
    final long startNs = System.nanoTime();
    assertThat(pair.a.link.awaitBound(Timeout.ofMillis(30))).isEqualTo(Status.TIMED_OUT);
    assertThat(System.nanoTime() - startNs).isGreaterThanOrEqualTo(30_000_000);
    assertThat(pair.a.link.awaitBound(Timeout.NO_WAIT)).isEqualTo(Status.TIMED_OUT);

    Thread.currentThread().interrupt();
    assertThat(pair.a.link.awaitBound(Timeout.FOREVER)).isEqualTo(Status.INTERRUPTED);
    assertThat(Thread.interrupted()).isTrue();

    pair.bond();
    assertThat(pair.a.link.awaitBound(Timeout.NO_WAIT)).isZero();
    pair.b.link.close();
    pair.a.poll();
    assertThat(pair.a.link.awaitBound(Timeout.FOREVER)).isEqualTo(Status.NOT_CONNECTED);
    pair.a.link.close();
    assertThat(pair.a.link.awaitBound(Timeout.FOREVER)).isEqualTo(Status.CLOSED);
  }

  @ParameterizedTest
  @EnumSource(UnboundMode.class)
  void twoSidesThatOnlyWaitBondByThemselves(final UnboundMode mode) throws Exception {
    for (int round = 0; round < 20; round++) {
      final LinkPair pair = new LinkPair(mode);
      final InProcessDoorbell.Pair bells = InProcessDoorbell.pair();
      final Side a = new Side(mode, pair.regions, bells.first());
      final Side b = new Side(mode, pair.regions.swapped(), bells.second());
      a.link.open();
      final CompletableFuture<Integer> waiting =
          InThread.supply(() -> a.link.awaitBound(Timeout.FOREVER));
      b.link.open();
      assertThat(b.link.awaitBound(Timeout.FOREVER)).isZero();
      // The follower of the two may be bound first; the other needs no more help.
      assertThat(waiting.get()).isZero();
      assertThat(a.news()).containsExactly("bound");
      assertThat(b.news()).containsExactly("bound");
    }
  }

  @Test
  void closingEndsAWaitOnAnotherThread() throws Exception {
    final LinkPair pair = new LinkPair(ENABLE);
    pair.a.link.open();
    final CompletableFuture<Integer> waiting =
        InThread.supply(() -> pair.a.link.awaitBound(Timeout.FOREVER));
    Thread.sleep(10);
    pair.a.link.close();
    pair.memory.close();
    assertThat(waiting.get()).isEqualTo(Status.CLOSED);
    assertThatIllegalStateException().isThrownBy(pair.memory::lease);
  }

  @Test
  void anOpenLinkKeepsItsMemory() {
    final SharedMemory memory = SharedMemory.createFile(folder.resolve("shared"), 4096);
    final RegionPair regions = RegionPair.of(memory.region(0, 256), memory.region(1024, 256));
    final Side a = new Side(ENABLE, regions, Doorbell.polling());
    final Side b = new Side(ENABLE, regions.swapped(), Doorbell.polling());
    a.link.open();
    b.link.open();
    memory.close();
    for (int i = 0; i < 3; i++) {
      a.poll();
      b.poll();
    }
    b.onMessage = message -> b.link.close();
    a.send("over closed memory");
    b.poll();
    assertThat(b.news()).containsExactly("bound", "over closed memory");

    a.poll();
    assertThat(a.news()).containsExactly("bound", "unbound PEER_CLOSED");
    memory.lease();
    memory.release();
    a.link.close();
    assertThatIllegalStateException().isThrownBy(memory::lease);
    assertThatIllegalStateException().isThrownBy(a.link::open).withMessageContaining("closed");
    assertThat(a.link.state()).isEqualTo(LinkState.OFF);
    assertThat(a.poll()).isZero();
    assertThat(a.send("x")).isEqualTo(Status.CLOSED);
  }

  /**
   * Hunts a message that is lost, doubled or torn when several threads send into one ring: each
   * thread's messages have to arrive, in its own order.
   */
  @Test
  void anyThreadMaySend() {
    final LinkPair pair = new LinkPair(ENABLE).bond();
    pair.b.told.clear();
    final int senders = 3;
    final int each = 20_000;
    final int[] next = new int[senders];
    final AtomicInteger received = new AtomicInteger();
    pair.b.onMessage = message -> {
      pair.b.told.clear();
      final String[] parts = message.split(":", -1);
      final int sender = Integer.parseInt(parts[0]);
      if (Integer.parseInt(parts[1]) != next[sender]++ || !parts[2].equals("x".repeat(sender))) {
        throw new AssertionError("out of order or torn: " + message);
      }
      received.incrementAndGet();
    };
    final List<CompletableFuture<Void>> threads = new ArrayList<>();
    for (int sender = 1; sender <= senders; sender++) {
      final int number = sender - 1;
      threads.add(InThread.run(() -> {
        for (int i = 0; i < each; i++) {
          final String message = number + ":" + i + ":" + "x".repeat(number) + ":";
          while (pair.a.send(message) == Status.NO_BUFFERS) {
            Thread.onSpinWait();
          }
        }
      }));
    }
    while (received.get() < senders * each) {
      pair.b.poll();
    }
    threads.forEach(CompletableFuture::join);
    assertThat(next).containsOnly(each);
  }

  /** Hunts a sender that touches memory, or a ring, that a close has given away meanwhile. */
  @Test
  void sendersAndClosersMayMeet() {
    for (int round = 0; round < 200; round++) {
      final SharedMemory memory = SharedMemory.createFile(folder.resolve("shared" + round), 4096);
      final RegionPair regions = RegionPair.of(memory.region(0, 256), memory.region(1024, 256));
      final Side a = new Side(ENABLE, regions, Doorbell.polling());
      final Side b = new Side(ENABLE, regions.swapped(), Doorbell.polling());
      a.link.open();
      b.link.open();
      for (int i = 0; i < 3; i++) {
        a.poll();
        b.poll();
      }
      final CompletableFuture<Integer> sender = InThread.supply(() -> {
        int status;
        do {
          status = a.send("x");
        } while (status == 1 || status == Status.NO_BUFFERS);
        return status;
      });
      final CompletableFuture<Integer> waiter = InThread.supply(() -> {
        while (a.link.awaitBound(Timeout.NO_WAIT) == 0) {
          Thread.onSpinWait();
        }
        return a.link.awaitBound(Timeout.NO_WAIT);
      });
      b.poll();
      memory.close();
      b.link.close();
      a.link.close();
      assertThat(sender.join()).isEqualTo(Status.CLOSED);
      assertThat(waiter.join()).isEqualTo(Status.CLOSED);
      assertThatIllegalStateException().isThrownBy(memory::lease);
    }
  }

  @Test
  void theConfigurationIsReadWhenTheLinkIsMade() {
    final LinkPair pair = new LinkPair(ENABLE);
    final IcmsgConfig config = Side.config(ENABLE, pair.regions);
    final Side a = new Side(config);
    config.unbound(DISABLE).alignment(64).bondRepeat(Duration.ofDays(1));
    a.link.open();
    assertThat(a.link.state()).isEqualTo(LinkState.INITIALIZING_SESSION);
    pair.b.link.open();
    for (int i = 0; i < 3; i++) {
      a.poll();
      pair.b.poll();
    }
    assertThat(a.link.state()).isEqualTo(LinkState.CONNECTED_SESSION);
    assertThat(a.link.maxMessageLength()).isEqualTo(236);
  }
}
