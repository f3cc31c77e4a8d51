package org.intercore.icbmsg.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.intercore.icmsg.time.Timeout.FOREVER;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.intercore.icbmsg.Bytes;
import org.intercore.icbmsg.Inbox;
import org.intercore.icbmsg.Sides;
import org.intercore.icmsg.UnboundMode;
import org.intercore.icmsg.status.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Endpoints find each other by name, whoever comes first, again and again. */
@Timeout(120)
class EndpointBindingTest {
  private static final int MAX_ENDPOINTS = 254;

  private final Inbox initiators = new Inbox();
  private final Inbox followers = new Inbox();
  private Sides sides = Sides.withBlocks(8);

  @AfterEach
  void everyBlockIsFree() {
    sides.work();
    assertThat(sides.blocksInUse()).isZero();
    assertThat(sides.faults.seen()).isEmpty();
    sides.close();
  }

  private static void send(final Endpoint endpoint, final String text) {
    assertThat(endpoint.send(Bytes.of(text), 0, text.length())).isEqualTo(text.length());
  }

  private void assertExchange(final Endpoint initiator, final Endpoint follower) {
    send(initiator, "question");
    send(follower, "answer");
    sides.work();
    assertThat(followers.take()).containsExactly("question");
    assertThat(initiators.take()).containsExactly("answer");
  }

  @Test
  void theRolesFollowTheAddressesOfTheRegions() {
    assertThat(sides.initiator().role()).isEqualTo(Role.INITIATOR);
    assertThat(sides.follower().role()).isEqualTo(Role.FOLLOWER);
  }

  @ParameterizedTest
  @EnumSource(value = UnboundMode.class, names = "DETECT", mode = EnumSource.Mode.EXCLUDE)
  void anEndpointIsBoundOnceBothSidesHaveIt(final UnboundMode mode) {
    sides.close();
    sides = Sides.with(3, 2, (config) -> config.unbound(mode));
    final Endpoint initiator = sides.initiator().register("prices", initiators);
    assertThat(initiator.state()).isEqualTo(EndpointState.UNBOUND);
    sides.work();
    assertThat(initiator.isBound()).isFalse();
    final Endpoint follower = sides.follower().register("prices", followers);
    sides.work();
    assertThat(initiator.isBound()).isTrue();
    assertThat(follower.isBound()).isTrue();
    assertThat(initiators.take()).containsExactly("bound");
    assertThat(followers.take()).containsExactly("bound");
    assertExchange(initiator, follower);
  }

  @Test
  void theFollowerMayRegisterFirst() {
    final Endpoint follower = sides.follower().register("prices", followers);
    sides.work();
    assertThat(follower.isBound()).isFalse();
    final Endpoint initiator = sides.initiator().register("prices", initiators);
    sides.work();
    assertThat(initiators.take()).containsExactly("bound");
    assertThat(followers.take()).containsExactly("bound");
    assertExchange(initiator, follower);
  }

  @Test
  void onlyTheSameNameIsBound() {
    final Endpoint upper = sides.initiator().register("Prices", initiators);
    final Endpoint lower = sides.follower().register("prices", followers);
    sides.work();
    assertThat(upper.isBound()).isFalse();
    assertThat(lower.isBound()).isFalse();
    sides.follower().register("Prices", followers); // The request to bind takes a block until now.
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "größe", "价格", "\uD83D\uDE80", "with space\n", "x/y:z"})
  void aNameMayBeAnyTextWithoutNul(final String name) {
    final Endpoint endpoint = sides.bind(name, initiators, followers);
    assertThat(endpoint.name()).isEqualTo(name);
    assertThat(endpoint).hasToString("endpoint \"" + name + "\" (BOUND)");
  }

  @Test
  void aNameThatCannotBeSentIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sides.initiator().register("", initiators))
        .withMessageContaining("\"\"");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sides.initiator().register("a\0b", initiators))
        .withMessageContaining("NUL");
  }

  @Test
  void theLongestNameTakesAllBlocksAndOneMoreByteIsRefused() {
    final int longest = sides.initiator().txGeometry().maxPayload() - 1;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sides.initiator().register("x".repeat(longest + 1), initiators))
        .withMessageContaining(longest + 1 + " bytes");
    sides.bind("x".repeat(longest), initiators, followers);
  }

  @Test
  void twoEndpointsOfOneNameAreRefused() {
    sides.bind("prices", initiators, followers);
    assertThatIllegalStateException()
        .isThrownBy(() -> sides.initiator().register("prices", initiators))
        .withMessage("endpoint \"prices\" is registered already");
  }

  @Test
  void all254EndpointsAreBoundAndThe255thIsRefused() {
    final List<Endpoint> mine = new ArrayList<>();
    for (int i = 0; i < MAX_ENDPOINTS; i++) {
      mine.add(sides.initiator().register("endpoint " + i, initiators));
      sides.follower().register("endpoint " + (MAX_ENDPOINTS - 1 - i), followers);
    }
    assertThatIllegalStateException()
        .isThrownBy(() -> sides.initiator().register("one more", initiators))
        .withMessage("endpoint \"one more\" is one too many: 254 are registered");
    sides.work();
    assertThat(mine).allMatch(Endpoint::isBound);
    assertThat(followers.take()).hasSize(MAX_ENDPOINTS).containsOnly("bound");
    for (int i = 0; i < MAX_ENDPOINTS; i++) {
      send(mine.get(i), "to " + i);
      sides.work();
    }
    assertThat(followers.take())
        .containsExactlyElementsOf(java.util.stream.IntStream.range(0, MAX_ENDPOINTS)
            .mapToObj((i) -> "to " + i)
            .toList());
  }

  @Test
  void aNameForWhichNoAddressIsLeftIsToldOf() {
    for (int i = 0; i < Binder.MAX_ADDRESSES; i++) {
      final Endpoint follower = sides.follower().register("name " + i, followers);
      final Endpoint initiator = sides.initiator().register("name " + i, initiators);
      sides.work();
      initiator.close();
      follower.close();
    }
    sides.initiator().register("one more", initiators);
    assertThatIllegalStateException()
        .isThrownBy(sides::work)
        .withMessageContaining("endpoint \"one more\" cannot be bound: all 255 addresses");
  }

  @Test
  void aMessageGoesToTheEndpointOfItsName() {
    final Inbox others = new Inbox();
    final Endpoint prices = sides.bind("prices", initiators, followers);
    final Endpoint orders = sides.bind("orders", initiators, others);
    followers.take();
    others.take();
    send(orders, "order");
    send(prices, "price");
    sides.work();
    assertThat(followers.take()).containsExactly("price");
    assertThat(others.take()).containsExactly("order");
  }

  @Test
  void sendingBeforeBoundIsBusyAndNobodyGetsTheMessage() {
    sides.bind("other", initiators, followers); // has address 0
    initiators.take();
    final Endpoint early = sides.follower().register("early", new Inbox());
    assertThat(early.send(Bytes.of("x"), 0, 1)).isEqualTo(Status.BUSY);
    assertThat(early.claim(1, Long.MAX_VALUE)).isEqualTo(Status.BUSY);
    sides.work();
    assertThat(early.send(Bytes.of("x"), 0, 1)).isEqualTo(Status.BUSY);
    assertThat(initiators.take()).isEmpty();
  }

  @Test
  void messagesCanBeSentFromTheBoundCallbackOnBothSides() {
    final class Greeter extends Inbox {
      @Override
      public void onBound(final Endpoint endpoint) {
        assertThat(endpoint.isBound()).isTrue();
        assertThat(endpoint.claim(10, 0)).isNotNegative().satisfies(endpoint::drop);
        send(endpoint, "hello");
        tell("bound");
      }
    }

    final Greeter mine = new Greeter();
    final Greeter theirs = new Greeter();
    sides.bind("prices", mine, theirs);
    assertThat(mine.take()).containsExactly("bound", "hello");
    assertThat(theirs.take()).containsExactly("bound", "hello");
  }

  @Test
  void anEndpointCanBeRegisteredAgainOnEitherSide() {
    Endpoint initiator = sides.bind("prices", initiators, followers);
    Endpoint follower;
    for (int i = 0; i < 5; i++) {
      initiators.take();
      followers.take();
      initiator.close();
      assertThat(initiator.state()).isEqualTo(EndpointState.CLOSED);
      initiator = sides.initiator().register("prices", initiators);
      sides.work();
      assertThat(initiators.take()).containsExactly("bound");
      assertThat(followers.take()).isEmpty();
      send(initiator, "from the new one");
      sides.work();
      assertThat(followers.take()).containsExactly("from the new one");
    }
    sides.close();

    sides = Sides.withBlocks(4);
    initiator = sides.initiator().register("prices", initiators);
    follower = sides.follower().register("prices", followers);
    sides.work();
    for (int i = 0; i < 5; i++) {
      follower.close();
      follower = sides.follower().register("prices", followers);
      sides.work();
      initiators.take();
      followers.take();
      assertExchange(initiator, follower);
    }
  }

  @Test
  void whatIsSentToAnEndpointAfterItWasRegisteredAgainArrives() {
    final Endpoint initiator = sides.initiator().register("prices", initiators);
    final Endpoint follower = sides.follower().register("prices", followers);
    sides.work();
    follower.close();
    sides.follower().register("prices", followers);
    followers.take();
    send(initiator, "after");
    sides.work();
    assertThat(followers.take()).containsExactly("bound", "after");
  }

  @Test
  void anEndpointThatWasClosedBeforeItWasBoundDoesNoHarm() {
    final Endpoint initiator = sides.initiator().register("prices", initiators);
    sides.work();
    initiator.close();
    initiator.close();
    sides.follower().register("prices", followers);
    sides.work();
    assertThat(initiators.take()).isEmpty();
    sides.initiator().register("prices", initiators);
    sides.work();
    assertThat(initiators.take()).containsExactly("bound");
  }

  @Test
  void aClosedEndpointSendsAndClaimsNothing() {
    final Endpoint endpoint = sides.bind("prices", initiators, followers);
    final long claimed = endpoint.claim(10, 0);
    endpoint.close();
    assertThat(endpoint.send(claimed, 10)).isEqualTo(Status.CLOSED);
    assertThat(endpoint.claim(10, Long.MAX_VALUE)).isEqualTo(Status.CLOSED);
    assertThat(endpoint.send(Bytes.of("x"), 0, 1)).isEqualTo(Status.CLOSED);
    assertThat(endpoint.awaitBound(FOREVER)).isEqualTo(Status.CLOSED);
  }

  @Test
  void anEndpointMayBeClosedAndRegisteredAgainInItsOwnCallback() {
    final Inbox heir = new Inbox();
    final Inbox once = new Inbox() {
      @Override
      public void onMessage(
          final Endpoint endpoint,
          final DirectBuffer buffer,
          final int offset,
          final int length,
          final long rxToken) {
        super.onMessage(endpoint, buffer, offset, length, rxToken);
        endpoint.close();
        sides.follower().register("prices", heir);
      }
    };
    final Endpoint initiator = sides.bind("prices", initiators, once);
    once.take();
    send(initiator, "one");
    sides.work();
    send(initiator, "two");
    sides.work();
    assertThat(once.take()).containsExactly("one");
    assertThat(heir.take()).containsExactly("bound", "two");
  }

  @Test
  void endpointsMayBeRegisteredInACallback() {
    final Inbox later = new Inbox();
    final Inbox first = new Inbox() {
      @Override
      public void onBound(final Endpoint endpoint) {
        sides.initiator().register("second", later);
      }
    };
    sides.follower().register("second", followers);
    sides.bind("first", first, new Inbox());
    sides.work();
    assertThat(later.take()).containsExactly("bound");
  }

  @Test
  void waitingForTheOtherSideEndsWithTheTimeGiven() {
    final Endpoint endpoint = sides.initiator().register("prices", initiators);
    final long startNs = System.nanoTime();
    assertThat(endpoint.awaitBound(org.intercore.icmsg.time.Timeout.ofMillis(30)))
        .isEqualTo(Status.TIMED_OUT);
    assertThat(System.nanoTime() - startNs).isGreaterThanOrEqualTo(30_000_000);
    assertThat(sides.initiator().awaitBound(org.intercore.icmsg.time.Timeout.NO_WAIT))
        .isEqualTo(Status.TIMED_OUT);
    sides.follower().register("prices", followers);
  }

  @Test
  void waitingForTheOtherSideDoesTheWorkItself() throws InterruptedException {
    final Endpoint initiator = sides.initiator().register("prices", initiators);
    final Thread other = new Thread(() -> {
      sides.follower().register("prices", followers).awaitBound(FOREVER);
    });
    other.start();
    assertThat(initiator.awaitBound(FOREVER)).isZero();
    other.join(Duration.ofSeconds(20).toMillis());
    assertThat(other.isAlive()).isFalse();
    assertThat(initiator.isBound()).isTrue();
  }

  @Test
  void aNewPeerBindsTheSameEndpointsAnew() {
    final Endpoint initiator = sides.bind("prices", initiators, followers);
    for (int i = 0; i < 5; i++) {
      initiators.take();
      send(initiator, "to the old one, who never reads it");
      final long before = sides.initiator().undelivered();
      final Inbox fresh = new Inbox();
      sides.openFollower().register("prices", fresh);
      sides.work();
      assertThat(initiators.take()).containsExactly("unbound PEER_RESTARTED", "bound");
      assertThat(fresh.take()).containsExactly("bound");
      assertThat(sides.initiator().undelivered()).isEqualTo(before + 1);
      assertThat(sides.blocksInUse()).isZero();
      send(initiator, "to the new one");
      sides.work();
      assertThat(fresh.take()).containsExactly("to the new one");
    }
  }

  @Test
  void aRestartedInitiatorBindsTheSameEndpointsAnew() {
    sides.initiator().register("prices", initiators);
    final Endpoint follower = sides.follower().register("prices", followers);
    sides.work();
    followers.take();
    send(follower, "never read");
    sides.openInitiator().register("prices", initiators);
    sides.work();
    assertThat(followers.take()).containsExactly("unbound PEER_RESTARTED", "bound");
    assertThat(sides.follower().undelivered()).isEqualTo(1);
    assertThat(sides.blocksInUse()).isZero();
    assertExchangeAfterRestart(follower);
  }

  private void assertExchangeAfterRestart(final Endpoint follower) {
    initiators.take();
    send(follower, "read");
    sides.work();
    assertThat(initiators.take()).containsExactly("read");
  }
}
