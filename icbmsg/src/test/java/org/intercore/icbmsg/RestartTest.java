package org.intercore.icbmsg;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.DirectBuffer;
import org.intercore.icbmsg.Workers.Worker;
import org.intercore.icbmsg.endpoint.Endpoint;
import org.intercore.icmsg.UnboundMode;
import org.intercore.icmsg.doorbell.Doorbell;
import org.intercore.icmsg.status.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A peer that comes and goes while several threads send to it. */
@Timeout(3600)
class RestartTest {
  private static final int SENDERS = 3;
  private static final int ROUNDS = 20 * Integer.getInteger("icbmsg.test.scale", 1);

  private static final int DEPARTURES = 500;

  /** Checks each message against its own first byte. */
  private static final class Receiver extends Inbox {
    private final AtomicLong received = new AtomicLong();

    @Override
    public void onMessage(
        final Endpoint from,
        final DirectBuffer buffer,
        final int offset,
        final int length,
        final long rxToken) {
      final byte first = buffer.getByte(offset);
      for (int i = 0; i < length; i++) {
        if (buffer.getByte(offset + i) != (byte) (first + i)) {
          throw new AssertionError("byte " + i + " of " + length + " is wrong");
        }
      }
      received.incrementAndGet();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everyBlockComesBackHoweverOftenThePeerIsReplaced(final boolean closes) throws Exception {
    final long seed = System.nanoTime();
    final Random random = new Random(seed);
    final Workers workers = new Workers();
    final AtomicLong accepted = new AtomicLong();
    final AtomicLong delivered = new AtomicLong();
    try (Sides sides =
        Sides.with(6, 6, (config) -> config.linger(Duration.ZERO).doorbell(Doorbell.polling()))) {
      final Icbmsg mine = sides.initiator();
      final Inbox inbox = new Inbox();
      final Endpoint endpoint = mine.register("ep", inbox);
      workers.startWorking(mine);
      final List<Worker<Void>> senders = new ArrayList<>();
      for (int i = 0; i < SENDERS; i++) {
        final Random sizes = new Random(seed + i);
        senders.add(workers.start(() -> send(endpoint, sizes, accepted)));
      }
      for (int round = 0; round < ROUNDS; round++) {
        final Icbmsg peer = round == 0 ? sides.follower() : sides.openFollower();
        final Receiver receiver = new Receiver();
        peer.register("ep", receiver);
        final int enough = 1 + random.nextInt(200);
        while (receiver.received.get() < enough) {
          peer.doWork();
          for (final Worker<Void> sender : senders) {
            assertThat(sender.isDone()).as("seed %d", seed).isFalse();
          }
        }
        delivered.addAndGet(receiver.received.get());
        if (closes) {
          peer.close();
        }
      }
      final Icbmsg last = sides.openFollower();
      final Receiver receiver = new Receiver();
      last.register("ep", receiver);
      while (receiver.received.get() < 100) {
        last.doWork();
      }
      senders.forEach((sender) -> sender.thread().interrupt());
      for (final Worker<Void> sender : senders) {
        while (!sender.isDone()) {
          last.doWork();
        }
        sender.join();
      }
      workers.stop();
      sides.work();
      delivered.addAndGet(receiver.received.get());
      assertThat(sides.blocksInUse()).as("seed %d", seed).isZero();
      assertThat(sides.faults.seen()).as("seed %d", seed).isEmpty();
      // Nothing is lost silently: what was accepted arrived, or was counted. A message may be both,
      // if the peer went after it had read it.
      assertThat(delivered.get() + mine.undelivered())
          .as("seed %d", seed)
          .isGreaterThanOrEqualTo(accepted.get());
      assertThat(inbox.told().stream().filter("bound"::equals).count())
          .as("seed %d", seed)
          .isEqualTo(ROUNDS + 1);
    } finally {
      workers.stop();
    }
  }

  private static Void send(final Endpoint endpoint, final Random sizes, final AtomicLong accepted) {
    while (!Thread.currentThread().isInterrupted()) {
      final int length = 1 + sizes.nextInt(20_000);
      final long token = endpoint.claim(length, Long.MAX_VALUE);
      if (token >= 0) {
        final int offset = endpoint.txPayloadOffset(token);
        for (int i = 0; i < length; i++) {
          endpoint.txRegion().buffer().putByte(offset + i, (byte) (length + i));
        }
        final int status = endpoint.send(token, length);
        if (status == length) {
          accepted.incrementAndGet();
        } else {
          assertThat(status).isIn(Status.NOT_CONNECTED, Status.BUSY);
        }
      } else {
        assertThat((int) token).isIn(Status.NOT_CONNECTED, Status.BUSY, Status.INTERRUPTED);
        Thread.yield();
      }
    }
    return null;
  }

  /** Hunts for the moment between the message that is ready to be sent and the one that is sent. */
  @Test
  void whatWasBeingSentWhenThePeerWentWasEitherAcceptedOrNot() throws Exception {
    final long seed = System.nanoTime();
    final Random random = new Random(seed);
    final Workers workers = new Workers();
    final AtomicLong accepted = new AtomicLong();
    final AtomicBoolean open = new AtomicBoolean();
    final AtomicBoolean sending = new AtomicBoolean();
    try (Sides sides =
        Sides.with(256, 4, config -> config.linger(Duration.ZERO).doorbell(Doorbell.polling()))) {
      final Icbmsg mine = sides.initiator();
      final Endpoint endpoint = mine.register("ep", new Inbox());
      workers.startWorking(mine);
      final Worker<Void> sender = workers.start(() -> {
        while (!Thread.currentThread().isInterrupted()) {
          sending.set(true);
          if (open.get() && endpoint.send(Bytes.of("x"), 0, 1) >= 0) {
            accepted.incrementAndGet();
          }
          sending.set(false);
        }
        return null;
      });
      for (int round = 0; round < DEPARTURES; round++) {
        final Icbmsg peer = round == 0 ? sides.follower() : sides.openFollower();
        peer.register("ep", new Inbox());
        while (!endpoint.isBound()) {
          peer.doWork();
        }
        open.set(true);
        for (int spins = random.nextInt(500); spins > 0 || accepted.get() == 0; spins--) {
          assertThat(sender.isDone()).isFalse();
          Thread.onSpinWait();
        }
        peer.close();
        while (mine.isBound()) {
          assertThat(sender.isDone()).isFalse();
        }
        open.set(false);
        // Or what was about to be sent to this peer would be sent to the next one, who may take it.
        while (sending.get()) {
          Thread.onSpinWait();
        }
      }
      workers.stop();
      sender.join();
      assertThat(mine.undelivered()).as("seed %d", seed).isEqualTo(accepted.get());
      assertThat(mine.txBlocksInUse()).isZero();
    } finally {
      workers.stop();
    }
  }

  @Test
  void whatTheOldPeerLeftUnreadIsNotPlayedToTheNewOne() {
    try (Sides sides = Sides.withBlocks(4)) {
      final Endpoint endpoint = sides.bind("ep", new Inbox());
      for (int i = 0; i < 4; i++) {
        assertThat(endpoint.send(Bytes.of("old"), 0, 3)).isEqualTo(3);
      }
      final Inbox fresh = new Inbox();
      sides.openFollower().register("ep", fresh);
      sides.work();
      assertThat(fresh.take()).containsExactly("bound");
      assertThat(sides.initiator().undelivered()).isEqualTo(4);
      assertThat(sides.blocksInUse()).isZero();
      assertThat(sides.faults.seen()).isEmpty();
    }
  }

  @Test
  void withoutSessionsAPeerThatBeginsAnewIsNoticedToo() {
    try (Sides sides = Sides.with(4, 4, (config) -> config.unbound(UnboundMode.DISABLE))) {
      final Inbox inbox = new Inbox();
      final Endpoint endpoint = sides.bind("ep", inbox);
      for (int round = 1; round <= 5; round++) {
        inbox.take();
        assertThat(endpoint.send(Bytes.of("old"), 0, 3)).isEqualTo(3);
        final Inbox fresh = new Inbox();
        sides.openFollower().register("ep", fresh);
        sides.work();
        assertThat(inbox.take()).containsExactly("unbound PEER_RESTARTED", "bound");
        assertThat(fresh.take()).containsExactly("bound");
        assertThat(sides.initiator().undelivered()).isEqualTo(round);
        assertThat(endpoint.send(Bytes.of("new"), 0, 3)).isEqualTo(3);
        sides.work();
        assertThat(fresh.take()).containsExactly("new");
        assertThat(sides.blocksInUse()).isZero();
      }
    }
  }

  @Test
  void twoThreadsThatReleaseOneMessageReleaseItOnce() throws InterruptedException {
    final Workers workers = new Workers();
    try (Sides sides = Sides.withBlocks(2)) {
      final AtomicLong token = new AtomicLong();
      final Endpoint endpoint = sides.bind("ep", new Inbox(), new Inbox() {
        @Override
        public void onMessage(
            final Endpoint from,
            final DirectBuffer buffer,
            final int offset,
            final int length,
            final long rxToken) {
          from.hold(rxToken);
          token.set(rxToken);
        }
      });
      final Endpoint receiver = sides.follower().register("other", new Inbox());
      for (int round = 0; round < 500; round++) {
        endpoint.send(Bytes.of("x"), 0, 1);
        sides.work();
        final List<Worker<Boolean>> rivals = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
          rivals.add(workers.start(() -> {
            try {
              receiver.release(token.get());
              return true;
            } catch (final IllegalStateException late) {
              return false;
            }
          }));
        }
        assertThat(rivals.get(0).join()).isNotEqualTo(rivals.get(1).join());
        sides.work();
        assertThat(sides.initiator().txBlocksInUse()).isZero();
        assertThat(sides.faults.seen()).isEmpty();
      }
    } finally {
      workers.stop();
    }
  }
}
