package org.intercore.icbmsg.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.agrona.DirectBuffer;
import org.intercore.icbmsg.Bytes;
import org.intercore.icbmsg.Inbox;
import org.intercore.icbmsg.Sides;
import org.intercore.icmsg.status.UnboundReason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a handler throws, and who may work when. */
@Timeout(120)
class HandlerExceptionTest {
  private final List<Throwable> errors = new ArrayList<>();
  private Sides sides = Sides.with(4, 4, (config) -> config.errorHandler(errors::add));

  @AfterEach
  void everyBlockIsFree() {
    sides.work();
    assertThat(sides.blocksInUse()).isZero();
    assertThat(sides.faults.seen()).isEmpty();
    sides.close();
  }

  /** Throws whatever it is told. */
  private static final class Thrower extends Inbox {
    private final boolean afterBound;

    Thrower(final boolean afterBound) {
      this.afterBound = afterBound;
    }

    @Override
    public void onMessage(
        final Endpoint endpoint,
        final DirectBuffer buffer,
        final int offset,
        final int length,
        final long rxToken) {
      super.onMessage(endpoint, buffer, offset, length, rxToken);
      throw new IllegalArgumentException("message");
    }

    @Override
    public void onBound(final Endpoint endpoint) {
      super.onBound(endpoint);
      if (!afterBound) {
        throw new IllegalArgumentException("bound");
      }
    }

    @Override
    public void onUnbound(final Endpoint endpoint, final UnboundReason reason) {
      super.onUnbound(endpoint, reason);
      throw new IllegalArgumentException("unbound");
    }
  }

  private void rethrow() {
    sides.close();
    sides = Sides.withBlocks(4);
  }

  private static int drive(final Sides sides) {
    int thrown = 0;
    for (int i = 0; i < 20; i++) {
      try {
        sides.work();
      } catch (final IllegalArgumentException e) {
        thrown++;
      }
    }
    return thrown;
  }

  @Test
  void whatAMessageHandlerThrowsGoesToTheErrorHandlerAndTheBlockIsReleased() {
    final Thrower thrower = new Thrower(true);
    final Endpoint endpoint = sides.bind("prices", new Inbox(), thrower);
    thrower.take();
    endpoint.send(Bytes.of("one"), 0, 3);
    endpoint.send(Bytes.of("two"), 0, 3);
    sides.work();
    assertThat(thrower.take()).containsExactly("one", "two");
    assertThat(errors).extracting(Throwable::getMessage).containsExactly("message", "message");
    assertThat(sides.blocksInUse()).isZero();
  }

  @Test
  void withoutAnErrorHandlerItComesOutOfDoWorkAndTheBlockIsReleased() {
    rethrow();
    final Thrower thrower = new Thrower(true);
    final Endpoint endpoint = sides.bind("prices", new Inbox(), thrower);
    endpoint.send(Bytes.of("one"), 0, 3);
    endpoint.send(Bytes.of("two"), 0, 3);
    for (int i = 0; i < 2; i++) {
      assertThatExceptionOfType(IllegalArgumentException.class)
          .isThrownBy(() -> sides.follower().doWork())
          .withMessage("message");
    }
    sides.work();
    assertThat(thrower.take()).containsExactly("bound", "one", "two");
    assertThat(sides.blocksInUse()).isZero();
  }

  @Test
  void whatABoundHandlerThrowsGoesToTheErrorHandlerAndTheEndpointIsBound() {
    final Thrower mine = new Thrower(false);
    final Thrower theirs = new Thrower(false);
    final Endpoint endpoint = sides.bind("prices", mine, theirs);
    assertThat(errors).extracting(Throwable::getMessage).containsExactly("bound", "bound");
    assertThat(endpoint.isBound()).isTrue();
    assertThat(mine.take()).containsExactly("bound");
  }

  @Test
  void aBoundHandlerThatThrowsHoldsUpNobodyElse() {
    // The follower registers late, so that all three are answered in one go.
    final List<Endpoint> mine = new ArrayList<>();
    for (final String name : List.of("a", "b", "c")) {
      mine.add(sides.initiator().register(name, new Inbox()));
    }
    sides.work();
    final List<Endpoint> theirs = new ArrayList<>();
    for (final String name : List.of("a", "b", "c")) {
      theirs.add(sides.follower().register(name, new Thrower(false)));
    }
    sides.work();
    assertThat(errors).extracting(Throwable::getMessage).containsExactly("bound", "bound", "bound");
    assertThat(mine).allMatch(Endpoint::isBound);
    assertThat(theirs).allMatch(Endpoint::isBound);
  }

  @Test
  void withoutAnErrorHandlerABoundHandlerThatThrowsHoldsUpNobodyElseEither() {
    rethrow();
    final List<Endpoint> mine = new ArrayList<>();
    for (final String name : List.of("a", "b", "c")) {
      mine.add(sides.initiator().register(name, new Inbox()));
    }
    sides.work();
    final List<Endpoint> theirs = new ArrayList<>();
    for (final String name : List.of("a", "b", "c")) {
      theirs.add(sides.follower().register(name, new Thrower(false)));
    }
    assertThat(drive(sides)).isEqualTo(3);
    assertThat(mine).allMatch(Endpoint::isBound);
    assertThat(theirs).allMatch(Endpoint::isBound);
  }

  @Test
  void anUnboundHandlerThatThrowsHoldsUpNobodyElse() {
    final Thrower first = new Thrower(true);
    final Thrower second = new Thrower(true);
    sides.bind("a", first, new Inbox());
    sides.bind("b", second, new Inbox());
    sides.openFollower();
    sides.work();
    assertThat(first.take()).containsExactly("bound", "unbound PEER_RESTARTED");
    assertThat(second.take()).containsExactly("bound", "unbound PEER_RESTARTED");
    assertThat(errors).extracting(Throwable::getMessage).containsExactly("unbound", "unbound");
    sides.follower().register("a", new Inbox());
    sides.follower().register("b", new Inbox());
  }

  @Test
  void withoutAnErrorHandlerAnUnboundHandlerThatThrowsHoldsUpNobodyElseEither() {
    rethrow();
    final Thrower first = new Thrower(true);
    final Thrower second = new Thrower(true);
    final Endpoint one = sides.bind("a", first, new Inbox());
    final Endpoint two = sides.bind("b", second, new Inbox());
    sides.openFollower();
    assertThat(drive(sides)).isPositive();
    assertThat(first.take()).containsExactly("bound", "unbound PEER_RESTARTED");
    assertThat(second.take()).containsExactly("bound", "unbound PEER_RESTARTED");

    sides.follower().register("a", new Inbox());
    sides.follower().register("b", new Inbox());
    sides.work();
    assertThat(one.isBound()).isTrue();
    assertThat(two.isBound()).isTrue();
    assertThat(one.send(Bytes.of("x"), 0, 1)).isEqualTo(1);
    assertThat(two.send(Bytes.of("x"), 0, 1)).isEqualTo(1);
  }

  @Test
  void aSecondThreadThatWorksIsRefusedWithItsRivalsName() throws InterruptedException {
    final CountDownLatch inside = new CountDownLatch(1);
    final CountDownLatch go = new CountDownLatch(1);
    final Endpoint endpoint = sides.bind("prices", new Inbox(), new Inbox() {
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
          Thread.currentThread().interrupt();
        }
      }
    });
    endpoint.send(Bytes.of("x"), 0, 1);
    final Thread worker = new Thread(() -> sides.follower().doWork(), "the worker");
    worker.start();
    inside.await();
    assertThatIllegalStateException()
        .isThrownBy(() -> sides.follower().doWork())
        .withMessageContaining("the worker");
    go.countDown();
    worker.join();
  }

  @Test
  void workingFromInsideACallbackIsRefused() {
    final Endpoint endpoint = sides.bind("prices", new Inbox(), new Inbox() {
      @Override
      public void onMessage(
          final Endpoint from,
          final DirectBuffer buffer,
          final int offset,
          final int length,
          final long rxToken) {
        sides.follower().doWork();
      }
    });
    endpoint.send(Bytes.of("x"), 0, 1);
    sides.work();
    assertThat(errors)
        .singleElement()
        .isInstanceOf(IllegalStateException.class)
        .extracting(Throwable::getMessage)
        .asString()
        .contains("callback");
  }

  @Test
  void waitingForABindingFromInsideACallbackIsRefusedSinceItCouldNeverEnd() {
    final Endpoint endpoint = sides.bind("prices", new Inbox(), new Inbox() {
      @Override
      public void onMessage(
          final Endpoint from,
          final DirectBuffer buffer,
          final int offset,
          final int length,
          final long rxToken) {
        sides
            .follower()
            .register("late", new Inbox())
            .awaitBound(org.intercore.icmsg.time.Timeout.ofMillis(50));
      }
    });
    endpoint.send(Bytes.of("x"), 0, 1);
    sides.work();
    assertThat(errors).singleElement().isInstanceOf(IllegalStateException.class);
  }
}
