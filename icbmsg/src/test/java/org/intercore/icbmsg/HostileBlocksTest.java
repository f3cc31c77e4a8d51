package org.intercore.icbmsg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.intercore.icbmsg.endpoint.Endpoint;
import org.intercore.icbmsg.endpoint.Role;
import org.intercore.icmsg.status.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lies about control messages, blocks and sizes: each is told once and harms nobody. */
@Timeout(120)
class HostileBlocksTest extends HostilePeerFixture {
  @ParameterizedTest
  @EnumSource(RawPeer.Kind.class)
  void anHonestPeerIsNotAccusedOfAnything(final RawPeer.Kind kind) {
    final Endpoint endpoint = openBoundFollower(kind);
    for (int i = 0; i < 50; i++) {
      peer.data(0, i % 4, "message " + i);
      work();
      assertThat(inbox.take()).containsExactly("message " + i);
      assertThat(peer.replies()).containsExactly("RELEASE_DATA 0 " + i % 4);
      send(endpoint, "reply");
      assertThat(peer.replies()).containsExactly("DATA 0 0");
      peer.control(RawPeer.RELEASE_DATA, 0, 0);
      work();
      assertThat(ours.txBlocksInUse()).isZero();
    }
    assertThat(faults.seen()).isEmpty();
  }

  @Test
  void aControlMessageOfOneOrTwoBytesIsCountedAndSkipped() {
    openBoundFollower(RawPeer.Kind.PLAIN);
    peer.packet((byte) 0);
    peer.packet((byte) 1, (byte) 0);
    peer.data(0, 1, "after");
    work();
    assertThat(faults.take()).containsExactly("CONTROL_TOO_SHORT 1", "CONTROL_TOO_SHORT 2");
    assertThat(inbox.take()).containsExactly("after");
    assertThat(peer.replies()).containsExactly("RELEASE_DATA 0 1");
  }

  @Test
  void anEmptyPacketIsCountedAndSkipped() {
    openBoundFollower(RawPeer.Kind.PLAIN);
    peer.packet();
    peer.data(0, 1, "after");
    work();
    assertThat(faults.take()).hasSize(1).first().asString().startsWith("PACKET_EMPTY ");
    assertThat(inbox.take()).containsExactly("after");
  }

  @Test
  void aLongerControlMessageAndALaterTypeAreNoFaults() {
    openBoundFollower(RawPeer.Kind.PLAIN);
    peer.fill(2, Inbox.ascii("long"));
    peer.packet((byte) RawPeer.DATA, (byte) 0, (byte) 2, (byte) 99, (byte) 98);
    peer.packet((byte) 4, (byte) 0, (byte) 0);
    peer.packet((byte) 255, (byte) 255, (byte) 255);
    work();
    assertThat(inbox.take()).containsExactly("long");
    assertThat(peer.replies()).containsExactly("RELEASE_DATA 0 2");
    assertThat(faults.seen()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0,4", "0,255", "2,4", "2,200"})
  void aBlockThatTheRegionDoesNotHaveIsCountedAndNotReleased(final int type, final int block) {
    openBoundFollower(RawPeer.Kind.PLAIN);
    peer.control(type, 0, block);
    work();
    assertThat(faults.take()).containsExactly("BLOCK_OUT_OF_RANGE " + block);
    assertThat(peer.replies()).isEmpty();
    assertStillReceives();
  }

  @ParameterizedTest
  @CsvSource({
    "0,3997",
    "1,2997",
    "2,1997",
    "3,997",
    "0,2147483647",
    "3,2147483648",
    "0,4294967295",
    "3,4294967292"
  })
  void aSizeBeyondTheRegionsEndIsCountedAndTheRunReleased(final int block, final long size) {
    openBoundFollower(RawPeer.Kind.PLAIN);
    peer.size(block, size);
    peer.control(RawPeer.DATA, 0, block);
    work();
    assertThat(faults.take()).containsExactly("BLOCK_SIZE " + size);
    assertThat(inbox.take()).isEmpty();
    assertThat(peer.replies()).containsExactly("RELEASE_DATA 0 " + block);
    assertStillReceives();
  }

  @ParameterizedTest
  @CsvSource({"0,3996", "1,2996", "2,1996", "3,996", "3,0"})
  void aMessageThatJustFitsIsDelivered(final int block, final int size) {
    openBoundFollower(RawPeer.Kind.PLAIN);
    peer.data(0, block, "x".repeat(size));
    work();
    assertThat(inbox.take()).containsExactly("x".repeat(size));
    assertThat(peer.replies()).containsExactly("RELEASE_DATA 0 " + block);
    assertThat(faults.seen()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      longs = {985, -1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 32, 0xFFFF_FFFFL, 0x1_0000_0001L})
  void aSizeOf64BitsIsReadWhole(final long size) {
    openBoundFollower(RawPeer.Kind.PLAIN_64);
    peer.size(3, size);
    peer.control(RawPeer.DATA, 0, 3);
    work();
    assertThat(faults.take()).containsExactly("BLOCK_SIZE " + size);
    assertThat(inbox.take()).isEmpty();
    assertThat(peer.replies()).containsExactly("RELEASE_DATA 0 3");
    assertStillReceives();
  }

  @Test
  void aMessageForAnUnknownAddressIsCountedAndReleased() {
    openBoundFollower(RawPeer.Kind.PLAIN);
    peer.data(1, 1, "nobody");
    peer.data(254, 2, "nobody");
    peer.data(255, 3, "nobody");
    work();
    assertThat(faults.take())
        .containsExactly("UNKNOWN_ENDPOINT 1", "UNKNOWN_ENDPOINT 254", "UNKNOWN_ENDPOINT 255");
    assertThat(peer.replies())
        .containsExactly("RELEASE_DATA 0 1", "RELEASE_DATA 0 2", "RELEASE_DATA 0 3");
    assertThat(inbox.take()).isEmpty();
    assertThat(ours.rxRunsInUse()).isZero();
  }

  @Test
  void aMessageForAnEndpointThatWasNotRegisteredYetIsCountedAndReleased() {
    openFollower();
    peer.requestBound(0, 0, "ep");
    peer.data(0, 1, "too early");
    work();
    assertThat(faults.take()).containsExactly("UNBOUND_ENDPOINT 0");
    assertThat(peer.replies()).containsExactly("RELEASE_DATA 0 1");

    ours.register("ep", inbox);
    work();
    assertThat(inbox.take()).containsExactly("bound");
    assertThat(peer.replies()).containsExactly("RELEASE_BOUND 0 0");
    peer.data(0, 2, "now");
    work();
    assertThat(inbox.take()).containsExactly("now");
  }

  @Test
  void aMessageForADeregisteredEndpointIsCountedAndReleased() {
    final Endpoint endpoint = openBoundFollower(RawPeer.Kind.PLAIN);
    endpoint.close();
    peer.data(0, 1, "too late");
    work();
    assertThat(faults.take()).containsExactly("UNBOUND_ENDPOINT 0");
    assertThat(peer.replies()).containsExactly("RELEASE_DATA 0 1");
    assertThat(inbox.take()).isEmpty();
  }

  @Test
  void aMessageInABlockThatIsStillHeldIsCountedAndSkipped() {
    open(RawPeer.Kind.PLAIN, Role.FOLLOWER);
    final List<Long> held = new ArrayList<>();
    final Endpoint endpoint = ours.register("ep", new Inbox() {
      @Override
      public void onMessage(
          final Endpoint from,
          final DirectBuffer buffer,
          final int offset,
          final int length,
          final long rxToken) {
        from.hold(rxToken);
        held.add(rxToken);
      }
    });
    peer.requestBound(0, 0, "ep");
    peer.data(0, 1, "first");
    work();
    peer.replies();

    peer.control(RawPeer.DATA, 0, 1);
    peer.control(RawPeer.BOUND, 9, 1);
    work();
    assertThat(faults.take()).containsExactly("BLOCK_IN_USE 1", "BLOCK_IN_USE 1");
    assertThat(peer.replies()).isEmpty();
    assertThat(held).hasSize(1);
    assertThat(endpoint.length(held.get(0))).isEqualTo(5);

    endpoint.release(held.get(0));
    assertThat(peer.replies()).containsExactly("RELEASE_DATA 0 1");
    assertThat(ours.rxRunsInUse()).isZero();
  }

  @Test
  void aMessageIsDeliveredOnceHoweverOftenItIsAnnounced() {
    openBoundFollower(RawPeer.Kind.PLAIN);
    peer.data(0, 1, "once");
    peer.control(RawPeer.DATA, 0, 1);
    peer.control(RawPeer.DATA, 0, 1);
    work();
    assertThat(inbox.take()).containsExactly("once");
    assertThat(peer.replies()).containsExactly("RELEASE_DATA 0 1");
    assertThat(faults.take()).containsExactly("BLOCK_IN_USE 1", "BLOCK_IN_USE 1");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 4, 200, 255})
  void aReleaseOfABlockThatWasNeverSentIsCountedAndIgnored(final int block) {
    openBoundFollower(RawPeer.Kind.PLAIN);
    peer.control(RawPeer.RELEASE_DATA, 0, block);
    work();
    assertThat(faults.take()).containsExactly("NOT_SENT " + block);
    assertStillReceives();
  }

  @Test
  void aReleaseOfAMiddleBlockFreesNothing() {
    final Endpoint endpoint = openBoundFollower(RawPeer.Kind.PLAIN);
    final long run = endpoint.claim(2500, 0);
    assertThat(endpoint.send(run, 2500)).isEqualTo(2500);
    assertThat(peer.replies()).containsExactly("DATA 0 0");

    peer.control(RawPeer.RELEASE_DATA, 0, 1);
    peer.control(RawPeer.RELEASE_DATA, 0, 2);
    work();
    assertThat(faults.take()).containsExactly("NOT_SENT 1", "NOT_SENT 2");
    assertThat(ours.txBlocksInUse()).isEqualTo(3);

    peer.control(RawPeer.RELEASE_DATA, 0, 0);
    work();
    assertThat(ours.txBlocksInUse()).isZero();
  }

  @Test
  void aLateDoubleReleaseDoesNotFreeWhatSomebodyElseHasClaimedSince() {
    final Endpoint endpoint = openBoundFollower(RawPeer.Kind.PLAIN);
    send(endpoint, "first");
    peer.control(RawPeer.RELEASE_DATA, 0, 0);
    work();
    final long later = endpoint.claim(3996, 0);
    assertThat(endpoint.capacity(later)).isEqualTo(3996);

    peer.control(RawPeer.RELEASE_DATA, 0, 0);
    work();
    assertThat(faults.take()).containsExactly("NOT_SENT 0");
    assertThat(ours.txBlocksInUse()).isEqualTo(4);
    assertThat(endpoint.claim(1, 0)).isEqualTo(Status.NO_MEMORY);
    endpoint.drop(later);
  }

  @Test
  void anEnlargedSizeWordDoesNotFreeTheNeighbours() {
    final Endpoint endpoint = openBoundFollower(RawPeer.Kind.PLAIN);
    send(endpoint, "first");
    send(endpoint, "second");
    final long third = endpoint.claim(996, 0);
    assertThat(peer.replies()).containsExactly("DATA 0 0", "DATA 0 1");

    peer.sizeOfOurs(0, 3000);
    peer.control(RawPeer.RELEASE_DATA, 0, 0);
    work();
    assertThat(ours.txBlocksInUse()).isEqualTo(2);
    assertThat(peer.text(1)).isEqualTo("second");
    assertThat(endpoint.capacity(third)).isEqualTo(996);

    peer.sizeOfOurs(1, 0xFFFF_FFFFL);
    peer.control(RawPeer.RELEASE_DATA, 0, 1);
    work();
    assertThat(ours.txBlocksInUse()).isEqualTo(1);
    endpoint.drop(third);
    assertThat(faults.seen()).isEmpty();
  }

  @Test
  void whatThePeerWritesIntoAClaimedRunChangesNeitherItsLengthNorItsNeighbours() {
    final Endpoint endpoint = openBoundFollower(RawPeer.Kind.PLAIN);
    final long run = endpoint.claim(996, 0);
    peer.sizeOfOurs(0, 4000);
    assertThat(endpoint.capacity(run)).isEqualTo(996);
    assertThat(endpoint.send(run, 1)).isEqualTo(1);
    peer.sizeOfOurs(0, 4000);
    peer.control(RawPeer.RELEASE_DATA, 0, 0);
    work();
    assertThat(ours.txBlocksInUse()).isZero();
  }

  @Test
  void aReleaseOfBoundForADataRunFreesItAndIsCounted() {
    final Endpoint endpoint = openBoundInitiator();
    send(endpoint, "data");
    peer.control(RawPeer.RELEASE_BOUND, 0, 0);
    work();
    assertThat(faults.take()).containsExactly("BOUND_UNASKED 0");
    assertThat(ours.txBlocksInUse()).isZero();
    assertThat(inbox.take()).isEmpty();
  }

  @Test
  void aReleaseOfBoundForNothingIsCountedAndBindsNothing() {
    openBoundInitiator();
    peer.control(RawPeer.RELEASE_BOUND, 0, 2);
    peer.control(RawPeer.RELEASE_BOUND, 200, 3);
    work();
    assertThat(faults.take()).containsExactly("NOT_SENT 2", "NOT_SENT 3");
    assertThat(inbox.take()).isEmpty();
  }

  @Test
  void anAnswerForAnAddressThatWasNeverGivenIsCounted() {
    open(RawPeer.Kind.PLAIN, Role.INITIATOR);
    final Endpoint endpoint = ours.register("ep", inbox);
    work();
    peer.control(RawPeer.RELEASE_BOUND, 99, 0);
    work();
    assertThat(faults.take()).containsExactly("BOUND_UNASKED 99");
    assertThat(endpoint.isBound()).isFalse();
    assertThat(ours.txBlocksInUse()).isZero();
  }
}
