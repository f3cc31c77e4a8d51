package org.intercore.icbmsg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icbmsg.endpoint.Endpoint;
import org.intercore.icbmsg.endpoint.EndpointHandler;
import org.intercore.icbmsg.layout.LinkFormat;
import org.intercore.icmsg.buffer.Buffers;
import org.intercore.icmsg.time.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An instance that one thread alone uses: everything works there, and nothing from elsewhere. */
@org.junit.jupiter.api.Timeout(60)
class ConfinedTest {
  private static final int BLOCKS = 4;
  private static final int LONG = 100;
  private static final int LONGER = 200;
  private static final int MESSAGES = 50_000;

  private final AtomicLong held = new AtomicLong(-1);
  private final AtomicBuffer text = Buffers.allocate(LONG);

  private static Sides sides(final LinkFormat format) {
    return Sides.with(
        BLOCKS,
        BLOCKS,
        config -> config
            .format(format)
            .alignment(64)
            .wordSize(format == LinkFormat.NATIVE ? 64 : 32)
            .confined(true));
  }

  private static CompletableFuture<Void> elsewhere(final Runnable use) {
    final CompletableFuture<Void> done = new CompletableFuture<>();
    new Thread(() -> {
          try {
            use.run();
            done.complete(null);
          } catch (final Throwable thrown) {
            done.completeExceptionally(thrown);
          }
        })
        .start();
    return done;
  }

  private static void assertRefused(final Runnable use) {
    assertThatThrownBy(() -> elsewhere(use).join())
        .hasCauseInstanceOf(IllegalStateException.class)
        .hasMessageContaining("confined to one thread");
  }

  /** Beginning with the second message, since the first one tells how long they are. */
  @ParameterizedTest
  @EnumSource(LinkFormat.class)
  void linesOfTheAnswersBlockAreWrittenToBeforeTheHandlerIsCalled(final LinkFormat format) {
    try (Sides sides = sides(format)) {
      final List<Integer> found = new ArrayList<>();
      final EndpointHandler looks = (endpoint, buffer, offset, length, rxToken) -> {
        final int block = sides.follower().txGeometry().offsetOf(0);
        final AtomicBuffer own = endpoint.txRegion().buffer();
        found.add(own.getInt(block));
        found.add(own.getInt(block + 64));
        found.add(own.getInt(block + 512));
        own.setMemory(block, 1024, (byte) 0x5A);
        endpoint.drop(endpoint.claim(1, 0));
      };
      final Endpoint initiator = sides.bind("x", new Inbox(), looks);
      for (int i = 0; i < 3; i++) {
        assertThat(initiator.send(Buffers.allocate(LONGER), 0, LONGER)).isEqualTo(LONGER);
        sides.work();
      }
      assertThat(found).hasSize(9);
      for (int i = 3; i < 9; i += 3) {
        assertThat(found.subList(i, i + 3)).containsExactly(0, 0, 0x5A5A5A5A);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(LinkFormat.class)
  void itsThreadDoesEverything(final LinkFormat format) {
    try (Sides sides = sides(format)) {
      final Inbox inbox = new Inbox();
      final Endpoint endpoint = sides.bind("x", new Inbox(), inbox);
      for (final int length : new int[] {1, 8, LONG}) {
        for (int i = 0; i < 3 * BLOCKS; i++) {
          assertThat(endpoint.send(text, 0, length)).isEqualTo(length);
          final long token = endpoint.claim(length, 0);
          assertThat(endpoint.capacity(token)).isGreaterThanOrEqualTo(length);
          assertThat(endpoint.send(token, length)).isEqualTo(length);
          endpoint.drop(endpoint.claim(LONG, 0));
          sides.work();
        }
      }
      assertThat(inbox.told()).hasSize(1 + 3 * 2 * 3 * BLOCKS);
      assertThat(sides.blocksInUse()).isZero();
      assertThat(sides.faults.seen()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(LinkFormat.class)
  void aHandlerOfTheOnlyThreadFindsWhatCameBack(final LinkFormat format) {
    try (Sides sides = sides(format)) {
      final AtomicInteger answered = new AtomicInteger();
      final EndpointHandler answers = (endpoint, buffer, offset, length, rxToken) -> {
        final long first = endpoint.claim(LONG, Timeout.FOREVER.nanos());
        endpoint.send(first, LONG);
        answered.incrementAndGet();
      };
      final Endpoint initiators = sides.bind("x", new Inbox(), answers);
      for (int i = 0; i < 3 * BLOCKS; i++) {
        assertThat(initiators.send(text, 0, LONG)).isEqualTo(LONG);
        sides.work();
      }
      assertThat(answered).hasValue(3 * BLOCKS);
      assertThat(sides.blocksInUse()).isZero();
    }
  }

  /** Each side by a thread of its own; blocks are few, so that the sender waits for them. */
  @ParameterizedTest
  @EnumSource(LinkFormat.class)
  void twoThatAreAloneTalkToEachOther(final LinkFormat format) {
    try (Sides sides = sides(format)) {
      final Endpoint[] receivers = new Endpoint[1];
      final int[] next = {0};
      final EndpointHandler holder = (endpoint, buffer, offset, length, rxToken) -> {
        assertThat(buffer.getInt(offset)).isEqualTo(next[0]++);
        final long last = held.getAndSet(endpoint.hold(rxToken));
        if (last >= 0) {
          endpoint.release(last);
        }
      };
      final Icbmsg follower = sides.follower();
      final CompletableFuture<Void> receiver = elsewhere(() -> {
        receivers[0] = follower.register("x", holder);
        while (next[0] < MESSAGES) {
          follower.doWork();
        }
        receivers[0].release(held.get());
        follower.close();
      });
      final Icbmsg initiator = sides.initiator();
      final Endpoint endpoint = initiator.register("x", new Inbox());
      assertThat(endpoint.awaitBound(Timeout.FOREVER)).isZero();
      for (int i = 0; i < MESSAGES; i++) {
        final int length = i % 2 == 0 ? Integer.BYTES : LONG;
        text.putInt(0, i);
        assertThat(endpoint.send(text, 0, length, Timeout.FOREVER.nanos())).isEqualTo(length);
      }
      receiver.join();
      assertThat(sides.faults.seen()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(LinkFormat.class)
  void nobodyElseDoesAnything(final LinkFormat format) {
    try (Sides sides = sides(format)) {
      final EndpointHandler holder = (endpoint, buffer, offset, length, rxToken) -> {
        held.set(endpoint.hold(rxToken));
      };
      final Endpoint endpoint = sides.bind("x", new Inbox(), holder);
      assertThat(endpoint.send(text, 0, LONG)).isEqualTo(LONG);
      sides.work();
      final Icbmsg instance = sides.initiator();
      final Endpoint other = sides.follower().register("y", new Inbox());
      final long token = endpoint.claim(LONG, 0);
      final int used = instance.txBlocksInUse();
      assertRefused(instance::doWork);
      assertRefused(instance::close);
      assertRefused(() -> endpoint.send(text, 0, LONG));
      assertRefused(() -> endpoint.send(text, 0, 1));
      assertRefused(() -> endpoint.claim(LONG, 0));
      assertRefused(() -> endpoint.claim(LONG, 1_000));
      assertRefused(() -> endpoint.send(token, LONG));
      assertRefused(() -> endpoint.drop(token));
      assertThat(held.get()).isNotNegative();
      assertThat(instance.txBlocksInUse()).isEqualTo(used);
      assertThat(other.isBound()).isFalse();

      // And to its own thread nothing has happened.
      endpoint.drop(token);
      sides.work();
      assertThat(instance.isBound()).isTrue();
      assertThat(endpoint.send(text, 0, 1)).isEqualTo(1);
    }
  }
}
