package org.intercore.icbmsg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icbmsg.endpoint.Endpoint;
import org.intercore.icbmsg.endpoint.Role;
import org.intercore.icbmsg.layout.LinkFormat;
import org.intercore.icbmsg.observe.BlockMap;
import org.intercore.icbmsg.observe.CountersLayout;
import org.intercore.icbmsg.observe.EndpointCondition;
import org.intercore.icbmsg.observe.EndpointSnapshot;
import org.intercore.icbmsg.observe.InstanceSnapshot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an instance counts about itself is what has happened, in both formats. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CountersTest {
  private static final int BLOCKS = 8;

  private Sides sides;

  private Sides open(final LinkFormat format) {
    sides = Sides.with(BLOCKS, BLOCKS, config -> config.format(format).alignment(64));
    return sides;
  }

  @AfterEach
  void close() {
    if (sides != null) {
      sides.close();
    }
  }

  private static void send(final Endpoint endpoint, final int length) {
    assertThat(endpoint.send(buffer(length), 0, length)).isEqualTo(length);
  }

  private static AtomicBuffer buffer(final int length) {
    return Bytes.of(new byte[Math.max(1, length)]);
  }

  private static EndpointSnapshot only(final InstanceSnapshot counted) {
    assertThat(counted.endpoints()).hasSize(1);
    return counted.endpoints().get(0);
  }

  /** Holds everything. */
  private static final class Hoarder extends Inbox {
    final List<Long> held = new ArrayList<>();
    Endpoint endpoint;

    @Override
    public void onMessage(
        final Endpoint to,
        final DirectBuffer buffer,
        final int offset,
        final int length,
        final long rxToken) {
      endpoint = to;
      held.add(to.hold(rxToken));
    }
  }

  @ParameterizedTest
  @EnumSource(LinkFormat.class)
  void messagesAndBytesOfEachEndpointAndOfAll(final LinkFormat format) {
    final Sides both = open(format);
    final Endpoint one = both.bind("one", new Inbox());
    final Endpoint two = both.bind("two", new Inbox());
    final int blockSize = both.initiator().txGeometry().blockSize();
    send(one, 10);
    send(one, blockSize / 2);
    send(two, blockSize + 1);
    both.work();
    send(two, 2 * blockSize + 1);
    both.work();

    final InstanceSnapshot sent = both.initiator().counters();
    assertThat(sent.header().isInitiator()).isTrue();
    assertThat(sent.header().processId()).isEqualTo(ProcessHandle.current().pid());
    assertThat(sent.header().format()).isEqualTo(format);
    assertThat(sent.link().isBound()).isTrue();
    assertThat(sent.link().bonds()).isOne();
    assertThat(sent.endpoints()).extracting(EndpointSnapshot::name).containsExactly("one", "two");
    assertThat(sent.endpoints())
        .extracting(EndpointSnapshot::condition)
        .containsOnly(EndpointCondition.BOUND);
    final boolean inline = format == LinkFormat.NATIVE;
    final EndpointSnapshot first = sent.endpoints().get(0);
    assertThat(first.sent()).isEqualTo(2);
    assertThat(first.sentBytes()).isEqualTo(10 + blockSize / 2);
    assertThat(first.sentInline()).isEqualTo(inline ? 1 : 0);
    assertThat(first.sentByBlocks()).containsExactly(inline ? 1L : 2L, 0L, 0L);
    assertThat(sent.endpoints().get(1).sentByBlocks()).containsExactly(0L, 1L, 1L);
    assertThat(sent.total().sent()).isEqualTo(4);
    assertThat(sent.total().received()).isZero();

    final InstanceSnapshot received = both.follower().counters();
    assertThat(received.header().isInitiator()).isFalse();
    assertThat(received.endpoints()).extracting(EndpointSnapshot::received).containsExactly(2L, 2L);
    assertThat(received.endpoints().get(0).receivedBytes()).isEqualTo(10 + blockSize / 2);
    assertThat(received.total().receivedInline()).isEqualTo(inline ? 1 : 0);
    assertThat(received.total().sent()).isZero();
    assertThat(received.rx().held()).isZero();
  }

  @ParameterizedTest
  @EnumSource(LinkFormat.class)
  void blocksAreFreeClaimedSentOrHeldAndSomebodys(final LinkFormat format) {
    final Sides both = open(format);
    final Hoarder hoarder = new Hoarder();
    final Endpoint other = both.bind("other", new Inbox());
    final Endpoint endpoint = both.bind("ep", new Inbox(), hoarder);
    final int blockSize = both.initiator().txGeometry().blockSize();
    final int twoBlocks = blockSize + blockSize / 2;
    send(endpoint, twoBlocks);
    both.work();
    final long claimed = other.claim(1, 0);

    final InstanceSnapshot.TxBlocks tx = both.initiator().counters().tx();
    assertThat(tx.count()).isEqualTo(BLOCKS);
    assertThat(tx.claimed()).isEqualTo(1);
    assertThat(tx.sent()).isEqualTo(2);
    assertThat(tx.free()).isEqualTo(BLOCKS - 3);
    assertThat(tx.largestFree()).isEqualTo(BLOCKS - 3);
    assertThat(tx.highWater()).isBetween(3, BLOCKS);
    assertThat(tx.oldestSent()).isNotNull();
    assertThat(tx.runs())
        .extracting(
            InstanceSnapshot.Run::block,
            InstanceSnapshot.Run::length,
            InstanceSnapshot.Run::state,
            InstanceSnapshot.Run::endpoint)
        .containsExactly(tuple(0, 2, BlockMap.AWAY, "ep"), tuple(2, 1, BlockMap.OPEN, "other"));

    final InstanceSnapshot received = both.follower().counters();
    assertThat(received.rx().held()).isOne();
    assertThat(received.rx().oldestHeld()).isNotNull();
    assertThat(received.rx().runs())
        .extracting(
            InstanceSnapshot.Run::block,
            InstanceSnapshot.Run::length,
            InstanceSnapshot.Run::endpoint)
        .containsExactly(tuple(0, 2, "ep"));
    assertThat(received.total().holds()).isOne();

    // The age is that of the hold, however often one looks.
    LockSupport.parkNanos(2_000_000);
    assertThat(both.follower().counters().rx().oldestHeld())
        .isGreaterThan(received.rx().oldestHeld());
    hoarder.endpoint.release(hoarder.held.get(0));
    other.drop(claimed);
    both.work();
    assertThat(both.initiator().txBlocksInUse()).isZero();
    assertThat(both.initiator().counters().tx().free()).isEqualTo(BLOCKS);
    assertThat(both.initiator().counters().tx().runs()).isEmpty();
    assertThat(both.follower().counters().rx().runs()).isEmpty();
    assertThat(both.follower().counters().rx().oldestHeld()).isNull();
  }

  @Test
  void refusalsByStatusAndWaitsByTime() {
    final Sides both = open(LinkFormat.ZEPHYR);
    final Endpoint endpoint = both.bind("ep", new Inbox(), new Hoarder());
    for (int i = 0; i < BLOCKS; i++) {
      send(endpoint, 1);
    }
    both.work();
    assertThat(endpoint.claim(1, 0)).isNegative();
    assertThat(endpoint.send(buffer(1), 0, 1)).isNegative();
    assertThat(endpoint.claim(1, 3_000_000)).isNegative();

    final EndpointSnapshot counted = only(both.initiator().counters());
    assertThat(counted.refused())
        .containsEntry("NO_MEMORY", 2L)
        .containsEntry("TIMED_OUT", 1L)
        .hasSize(2);
    assertThat(counted.waitCount()).isOne();
    assertThat(counted.waitedNs()).isGreaterThanOrEqualTo(3_000_000);
    assertThat(counted.longestWaitNs()).isEqualTo(counted.waitedNs());
    // 2^21 ns = 2.1 ms is less than it waited.
    assertThat(counted.waits().subList(0, 22 - 10)).containsOnly(0L);

    both.initiator().close();
    assertThat(endpoint.claim(1, 0)).isNegative();
    assertThat(both.initiator().counters().total().refused()).containsEntry("NO_MEMORY", 2L);
  }

  @Test
  void aSmallMessageThatWaitsForRoomWaitsOnce() {
    final Sides both = open(LinkFormat.NATIVE);
    final Endpoint endpoint = both.bind("ep", new Inbox(), new Hoarder());
    final int blockSize = both.initiator().txGeometry().blockSize();
    for (int i = 0; i < BLOCKS; i++) {
      send(endpoint, blockSize);
    }
    while (endpoint.send(buffer(1), 0, 1) > 0) {
      Thread.onSpinWait();
    }
    assertThat(endpoint.send(buffer(1), 0, 1, 5_000_000)).isNegative();
    final EndpointSnapshot counted = only(both.initiator().counters());
    assertThat(counted.waitCount()).isOne();
    assertThat(counted.waitedNs()).isGreaterThanOrEqualTo(5_000_000);
    assertThat(counted.refused()).containsEntry("NO_MEMORY", 1L).containsEntry("TIMED_OUT", 1L);
  }

  @Test
  void bondsHowTheyEndedAndFaults() {
    final Sides both = open(LinkFormat.ZEPHYR);
    final Endpoint endpoint = both.bind("ep", new Inbox());
    both.initiator().counters();
    both.follower().close();
    both.initiator().doWork();
    InstanceSnapshot counted = both.initiator().counters();
    assertThat(counted.link().isBound()).isFalse();
    assertThat(counted.link().unbonds()).containsOnlyKeys("PEER_CLOSED");
    assertThat(counted.link().sinceUnbound()).isNotNull();
    assertThat(only(counted).condition()).isEqualTo(EndpointCondition.LOST);
    both.openFollower();
    both.work();
    endpoint.close();
    counted = both.initiator().counters();
    assertThat(counted.link().bonds()).isEqualTo(2);
    assertThat(only(counted).condition()).isEqualTo(EndpointCondition.CLOSED);
  }

  @Test
  void faultsByKindAndTheLastOnes() {
    final RawNativePeer peer = new RawNativePeer();
    try (Icbmsg ours = Icbmsg.open(peer.config(Role.FOLLOWER))) {
      ours.register("ep", new Inbox());
      peer.bond(ours);
      for (int i = 0; i < 20; i++) {
        peer.say(0, i, 200);
      }
      RawPeer.work(ours);
      final InstanceSnapshot lied = ours.counters();
      assertThat(lied.faults()).isEqualTo(ours.faults().snapshot()).isNotEmpty();
      assertThat(lied.lastFaults()).hasSize(CountersLayout.LAST_FAULTS);
      assertThat(lied.lastFaults().get(0).sentence()).endsWith(": 200");
    }
  }

  @Test
  void moreEndpointsThanFitAtFirstAndNamesThatComeBack() {
    final Sides both = open(LinkFormat.NATIVE);
    for (int i = 0; i < 40; i++) {
      send(both.bind("ep" + i, new Inbox()), i + 1);
      both.work();
    }
    assertThat(both.initiator().counters().endpoints()).hasSize(40);
    assertThat(both.initiator().counters().total().sentBytes()).isEqualTo(40 * 41 / 2);
    final List<EndpointSnapshot> all = both.follower().counters().endpoints();
    assertThat(all.get(39).name()).isEqualTo("ep39");
    assertThat(all.get(39).receivedBytes()).isEqualTo(40);
    assertThat(all.get(39).condition()).isEqualTo(EndpointCondition.BOUND);
  }

  @Test
  void theRecordOfADeregisteredEndpointIsGivenAwayAndItsCountsStay() {
    final Sides both = open(LinkFormat.NATIVE);
    for (int i = 0; i < 30; i++) {
      final Endpoint endpoint = both.bind("ep" + i, new Inbox());
      send(endpoint, 1);
      both.work();
      endpoint.close();
    }
    final InstanceSnapshot counted = both.initiator().counters();
    assertThat(counted.endpoints()).hasSize(15);
    assertThat(counted.total().sent()).isEqualTo(30);
    final Endpoint again = both.initiator().register("ep29", new Inbox());
    both.work();
    assertThat(again.isBound()).isTrue();
    send(again, 1);
    assertThat(both.initiator().counters().endpoints())
        .filteredOn(endpoint -> endpoint.name().equals("ep29"))
        .extracting(EndpointSnapshot::sent)
        .containsExactly(2L);
  }
}
