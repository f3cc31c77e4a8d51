package org.intercore.icbmsg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icbmsg.Workers.Worker;
import org.intercore.icbmsg.endpoint.Endpoint;
import org.intercore.icmsg.buffer.Buffers;
import org.intercore.icmsg.doorbell.Doorbell;
import org.intercore.icmsg.doorbell.InProcessDoorbell;
import org.intercore.icmsg.status.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Waiting for blocks works from anywhere and ends with a reason. */
@Timeout(60)
class WaitingTest {
  private static final long FOREVER = Long.MAX_VALUE;
  private static final int BLOCKS = 4;

  private final Workers workers = new Workers();
  private final Inbox inbox = new Inbox();
  private Sides sides = Sides.withBlocks(BLOCKS);
  private Endpoint endpoint = sides.bind("ep", new Inbox(), inbox);

  @AfterEach
  void everyBlockIsFree() throws InterruptedException {
    workers.stop();
    if (sides.initiator().isBound()) {
      sides.work();
    }
    assertThat(sides.blocksInUse()).isZero();
    assertThat(sides.faults.seen()).isEmpty();
    sides.close();
  }

  private void withBells() {
    sides.close();
    final InProcessDoorbell.Pair pair = InProcessDoorbell.pair();
    final Iterator<Doorbell> bells = List.of(pair.first(), pair.second()).iterator();
    sides = Sides.with(BLOCKS, BLOCKS, (config) -> config.doorbell(bells.next()));
    endpoint = sides.bind("ep", new Inbox(), inbox);
  }

  private List<Long> claimAll() {
    final List<Long> all = new ArrayList<>();
    for (int i = 0; i < BLOCKS; i++) {
      all.add(endpoint.claim(1, 0));
    }
    assertThat(all).allMatch((token) -> token >= 0);
    return all;
  }

  /** Fills every block with a message that the follower has not read. */
  private void sendAll() {
    for (int i = 0; i < BLOCKS; i++) {
      assertThat(endpoint.send(Bytes.of("x"), 0, 1)).isEqualTo(1);
    }
  }

  @Test
  void anEmptyMessageTakesOneBlock() {
    assertThat(endpoint.send(Bytes.of(""), 0, 0)).isZero();
    assertThat(sides.initiator().txBlocksInUse()).isEqualTo(1);
    inbox.take();
    sides.work();
    assertThat(inbox.take()).containsExactly("");
    assertThat(sides.initiator().txBlocksInUse()).isZero();
  }

  @Test
  void whatIsNotNeededIsFreeAtOnce() {
    final long all = endpoint.claim(0, 0);
    assertThat(endpoint.capacity(all)).isEqualTo(endpoint.maxPayload());
    assertThat(endpoint.claim(1, 0)).isEqualTo(Status.NO_MEMORY);
    assertThat(endpoint.send(all, 0)).isZero();
    assertThat(sides.initiator().txBlocksInUse()).isEqualTo(1);
    final long rest = endpoint.claim(0, 0);
    assertThat(sides.initiator().txBlocksInUse()).isEqualTo(BLOCKS);
    endpoint.drop(rest);
    assertThat(sides.initiator().txBlocksHighWater()).isEqualTo(BLOCKS);
  }

  @Test
  void withoutWaitingTheAnswerComesAtOnceAndReleasesInTheRingCount() {
    sendAll();
    assertThat(endpoint.claim(1, 0)).isEqualTo(Status.NO_MEMORY);
    assertThat(endpoint.send(Bytes.of("y"), 0, 1)).isEqualTo(Status.NO_MEMORY);
    RawPeer.work(sides.follower());
    // Nobody has worked on this side since.
    final long claimed = endpoint.claim(endpoint.maxPayload(), 0);
    assertThat(claimed).isNotNegative();
    endpoint.drop(claimed);
  }

  @Test
  void aBoundedWaitTakesTheTimeGiven() {
    sendAll();
    final long startNs = System.nanoTime();
    assertThat(endpoint.claim(1, 40_000_000)).isEqualTo(Status.TIMED_OUT);
    assertThat(System.nanoTime() - startNs).isGreaterThanOrEqualTo(40_000_000);
    assertThat(endpoint.send(Bytes.of("y"), 0, 1, 1_000_000)).isEqualTo(Status.TIMED_OUT);
  }

  @Test
  void whoComesToWaitAfterThePeerHasGoneIsTold() {
    final List<Long> all = claimAll();
    sides.follower().close();
    // Nobody has noticed yet: the first finds out, and the endpoint does not know it after that.
    for (int i = 0; i < 2; i++) {
      assertThat(endpoint.claim(1, 1_000_000_000)).isEqualTo(Status.NOT_CONNECTED);
      assertThat(endpoint.isBound()).isTrue();
    }
    all.forEach(endpoint::drop);
    sides.initiator().doWork();
  }

  @Test
  void whatIsTooLargeIsRefusedAtOnce() {
    assertThat(endpoint.claim(endpoint.maxPayload() + 1, FOREVER)).isEqualTo(Status.NO_MEMORY);
    assertThat(endpoint.claim(Integer.MAX_VALUE, FOREVER)).isEqualTo(Status.NO_MEMORY);
    final int tooLong = endpoint.maxPayload() + 1;
    assertThat(endpoint.send(Buffers.allocate(tooLong), 0, tooLong, FOREVER))
        .isEqualTo(Status.NO_MEMORY);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anInterruptEndsWaitingAndTheFlagStaysSet(final boolean bells) throws InterruptedException {
    if (bells) {
      withBells();
    }
    final List<Long> all = claimAll();
    final Worker<Boolean> waiting = workers.start(() -> {
      assertThat(endpoint.claim(1, FOREVER)).isEqualTo(Status.INTERRUPTED);
      return Thread.currentThread().isInterrupted();
    });
    waiting.awaitAsleep().thread().interrupt();
    assertThat(waiting.join()).isTrue();
    all.forEach(endpoint::drop);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void closingEndsWaiting(final boolean bells) throws InterruptedException {
    if (bells) {
      withBells();
    }
    final List<Long> all = claimAll();
    final Worker<Long> waiting = workers.start(() -> endpoint.claim(1, FOREVER));
    waiting.awaitAsleep();
    sides.initiator().close();
    assertThat(waiting.join()).isEqualTo(Status.CLOSED);
    all.forEach(endpoint::drop);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aPeerThatGoesEndsWaiting(final boolean restarts) throws InterruptedException {
    final List<Long> all = claimAll();
    final Worker<Long> waiting = workers.start(() -> endpoint.claim(1, FOREVER));
    waiting.awaitAsleep();
    if (restarts) {
      sides.openFollower();
    } else {
      sides.follower().close();
    }
    assertThat(waiting.join()).isEqualTo(Status.NOT_CONNECTED);
    all.forEach(endpoint::drop);
  }

  @Test
  void blocksThatAreDroppedHereServeWhoWaitsHere() throws InterruptedException {
    final List<Long> all = claimAll();
    final Worker<Long> waiting =
        workers.start(() -> endpoint.claim(endpoint.maxPayload(), FOREVER));
    waiting.awaitAsleep();
    all.forEach(endpoint::drop);
    endpoint.drop(waiting.join());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theOnlyThreadMayWaitInsideAReceiveHandler(final boolean bells) throws InterruptedException {
    if (bells) {
      withBells();
    }
    // The initiator answers each message with one that takes all blocks, from inside its handler.
    final Endpoint asking = sides.follower().register("echo", inbox);
    final int whole = endpoint.maxPayload();
    sides.initiator().register("echo", new Inbox() {
      @Override
      public void onMessage(
          final Endpoint from,
          final DirectBuffer buffer,
          final int offset,
          final int length,
          final long rxToken) {
        final long token = from.claim(whole, FOREVER);
        assertThat(token).isNotNegative();
        from.txRegion().buffer().putBytes(from.txPayloadOffset(token), buffer, offset, length);
        from.send(token, length);
      }
    });
    sides.work();
    inbox.take();
    final int messages = 200;
    workers.startWorking(sides.initiator());
    final Worker<Void> peer = workers.start(() -> {
      for (int i = 0; i < messages; i++) {
        final String text = "message " + i;
        assertThat(asking.send(Bytes.of(text), 0, text.length(), FOREVER)).isEqualTo(text.length());
        sides.follower().doWork();
      }
      while (inbox.told().size() < messages) {
        sides.follower().doWork();
      }
      return null;
    });
    peer.join();
    final List<String> expected = new ArrayList<>();
    for (int i = 0; i < messages; i++) {
      expected.add("message " + i);
    }
    assertThat(inbox.take()).isEqualTo(expected);
    workers.stop();
  }

  @Test
  void messagesThatAreMetWhileWaitingAreKeptInOrderForTheNextDispatch()
      throws InterruptedException {
    final Inbox mine = new Inbox();
    sides.initiator().register("back", mine);
    final Endpoint back = sides.follower().register("back", new Inbox());
    sides.work();
    mine.take();
    sendAll();
    final Worker<Long> waiting = workers.start(() -> endpoint.claim(1, FOREVER));
    waiting.awaitAsleep();
    for (int i = 0; i < BLOCKS; i++) {
      back.send(Bytes.of("m" + i), 0, 2);
    }
    assertThat(waiting.isDone()).isFalse();
    RawPeer.work(sides.follower());
    endpoint.drop(waiting.join());
    assertThat(mine.told()).isEmpty();
    sides.work();
    assertThat(mine.take()).containsExactly("m0", "m1", "m2", "m3");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void threadsThatWaitGetOnWhenNobodyWorksOnThisSide(final boolean bells)
      throws InterruptedException {
    if (bells) {
      withBells();
    }
    inbox.take();
    workers.startWorking(sides.follower());
    final int threads = 4;
    final int messages = 500;
    final AtomicInteger sent = new AtomicInteger();
    final List<Worker<Void>> senders = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      senders.add(workers.start(() -> {
        for (int n = 0; n < messages; n++) {
          final long token = endpoint.claim(endpoint.maxPayload() / 2, FOREVER);
          assertThat(token).isNotNegative();
          assertThat(endpoint.send(token, 1)).isEqualTo(1);
          sent.incrementAndGet();
        }
        return null;
      }));
    }
    for (final Worker<Void> sender : senders) {
      sender.join();
    }
    assertThat(sent.get()).isEqualTo(threads * messages);
    assertThat(sides.initiator().drain(org.intercore.icmsg.time.Timeout.FOREVER))
        .isZero();
    workers.stop();
    assertThat(inbox.take()).hasSize(threads * messages);
  }

  /** A receiver that checks the content and the order of each thread's messages. */
  private static final class Checker extends Inbox {
    private final long[] next;
    private final AtomicLong received = new AtomicLong();

    Checker(final int threads) {
      next = new long[threads];
    }

    @Override
    public void onMessage(
        final Endpoint from,
        final DirectBuffer buffer,
        final int offset,
        final int length,
        final long rxToken) {
      final int thread = buffer.getInt(offset);
      assertThat(buffer.getLong(offset + 4)).isEqualTo(next[thread]++);
      for (int i = 12; i < length; i++) {
        if (buffer.getByte(offset + i) != (byte) (thread + next[thread] - 1 + i)) {
          throw new AssertionError("byte " + i + " of " + length + " is wrong");
        }
      }
      received.incrementAndGet();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void manyThreadsSendWhileOneReceivesAndNothingIsLostOrMixed(final boolean bells)
      throws InterruptedException {
    if (bells) {
      withBells();
    }
    final long seed = System.nanoTime();
    final int threads = 5;
    final int messages = 2000;
    final Checker checker = new Checker(threads);
    final Endpoint busy = sides.bind("busy", new Inbox(), checker);
    final CountDownLatch start = new CountDownLatch(1);
    workers.startWorking(sides.initiator());
    final List<Worker<Void>> senders = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      final int thread = i;
      final Random random = new Random(seed + i);
      senders.add(workers.start(() -> {
        start.await();
        final AtomicBuffer copy = Buffers.allocate(busy.maxPayload());
        for (long n = 0; n < messages; n++) {
          final int length = 12 + random.nextInt(random.nextInt(8) == 0 ? 9000 : 50);
          final boolean inPlace = random.nextBoolean();
          final long token = inPlace ? busy.claim(length, FOREVER) : -1;
          final AtomicBuffer target = inPlace ? busy.txRegion().buffer() : copy;
          final int at = inPlace ? busy.txPayloadOffset(token) : 0;
          target.putInt(at, thread);
          target.putLong(at + 4, n);
          for (int b = 12; b < length; b++) {
            target.putByte(at + b, (byte) (thread + n + b));
          }
          final int status =
              inPlace ? busy.send(token, length) : busy.send(copy, 0, length, FOREVER);
          assertThat(status).as("seed %d", seed).isEqualTo(length);
        }
        return null;
      }));
    }
    start.countDown();
    while (checker.received.get() < (long) threads * messages) {
      if (sides.follower().doWork() == 0) {
        Thread.yield();
        for (final Worker<Void> sender : senders) {
          if (sender.isDone()) {
            sender.join(); // Says what went wrong, if something did.
          }
        }
      }
    }
    for (final Worker<Void> sender : senders) {
      sender.join();
    }
    assertThat(checker.next).as("seed %d", seed).containsOnly(messages);
    workers.stop();
  }
}
