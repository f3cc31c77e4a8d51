package org.intercore.icbmsg;

import static org.assertj.core.api.Assertions.assertThat;

import org.agrona.DirectBuffer;
import org.intercore.icbmsg.endpoint.Endpoint;
import org.intercore.icbmsg.endpoint.EndpointState;
import org.intercore.icbmsg.endpoint.Role;
import org.intercore.icmsg.status.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lies about the ring itself, while we receive and while we send. */
@Timeout(120)
class HostileRingTest extends HostilePeerFixture {
  private static final long FOREVER = Long.MAX_VALUE;

  @ParameterizedTest
  @CsvSource({
    "1,INDEX_UNALIGNED 1",
    "86,INDEX_UNALIGNED 86",
    "88,INDEX_OUT_OF_RANGE 88",
    "1000000,INDEX_OUT_OF_RANGE 1000000",
    "-4,INDEX_OUT_OF_RANGE 4294967292",
    "-2147483648,INDEX_OUT_OF_RANGE 2147483648",
    "-1,INDEX_UNALIGNED 4294967295"
  })
  void aWriteIndexThatCannotBeTrueEndsReceivingAndGivesAllBlocksBack(
      final int index, final String fault) {
    final Endpoint endpoint = openBoundFollower(RawPeer.Kind.PLAIN);
    send(endpoint, "one");
    final long claimed = endpoint.claim(1, 0);
    peer.writeIndex(index);
    work();
    work();
    assertThat(faults.take()).containsExactly(fault);
    assertThat(inbox.take()).containsExactly("unbound PEER_FAULT");
    assertThat(endpoint.state()).isEqualTo(EndpointState.LOST);
    assertThat(ours.txBlocksInUse()).isEqualTo(1);
    assertThat(ours.undelivered()).isEqualTo(1);
    assertThat(endpoint.send(claimed, 1)).isEqualTo(Status.NOT_CONNECTED);
    assertThat(endpoint.claim(1, FOREVER)).isEqualTo(Status.NOT_CONNECTED);
    assertThat(endpoint.send(Bytes.of("x"), 0, 1)).isEqualTo(Status.NOT_CONNECTED);
    assertThat(ours.txBlocksInUse()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"1", "5", "65535"})
  void aPacketLongerThanWhatIsThereIsNeverDelivered(final int beyond) {
    openBoundFollower(RawPeer.Kind.PLAIN);
    // After the magic (4 + 16) and the request to bind (8); the header alone is there.
    peer.packetHeader(beyond);
    peer.writeIndex(32);
    work();
    assertThat(faults.take()).containsExactly("PACKET_TOO_LONG " + beyond);
    assertThat(inbox.take()).containsExactly("unbound PEER_FAULT");
  }

  @Test
  void aReplyThatIsSentAfterTheLieWasFoundIsNotLost() {
    open(RawPeer.Kind.PLAIN, Role.FOLLOWER);
    final int[] replied = new int[1];
    ours.register("ep", new Inbox() {
      @Override
      public void onMessage(
          final Endpoint from,
          final DirectBuffer buffer,
          final int offset,
          final int length,
          final long rxToken) {
        replied[0] = from.send(Bytes.of("reply"), 0, 5);
      }
    });
    peer.requestBound(0, 0, "ep");
    work();
    peer.data(0, 1, "question");
    // Two packets follow the index 28: the message to 36, and a lie that the same look finds.
    peer.packetHeader(500);
    peer.writeIndex(40);
    work();
    assertThat(faults.take()).containsExactly("PACKET_TOO_LONG 500");
    assertThat(replied[0]).isEqualTo(Status.PEER_FAULT);
    assertThat(ours.txBlocksInUse()).isZero();
  }

  @Test
  void withSessionsALieAboutTheRingEndsTheBondAndANewOneCanBeMade() {
    final Endpoint endpoint = openBoundFollower(RawPeer.Kind.SESSION);
    send(endpoint, "one");
    peer.writeIndex(2);
    work();
    assertThat(faults.take()).containsExactly("INDEX_UNALIGNED 2");
    assertThat(inbox.take()).containsExactly("unbound PEER_FAULT");
    assertThat(ours.undelivered()).isEqualTo(1);
    assertThat(ours.txBlocksInUse()).isZero();

    peer.bond(ours);
    peer.requestBound(7, 2, "ep");
    work();
    assertThat(inbox.take()).containsExactly("bound");
    assertThat(peer.replies()).containsExactly("RELEASE_BOUND 7 2");
    peer.data(7, 0, "again");
    work();
    assertThat(inbox.take()).containsExactly("again");
    send(endpoint, "two");
    assertThat(peer.replies()).containsExactly("RELEASE_DATA 0 0", "DATA 7 0");
    peer.control(RawPeer.RELEASE_DATA, 0, 0);
    work();
  }

  @ParameterizedTest
  @CsvSource({"3,INDEX_UNALIGNED 3", "88,INDEX_OUT_OF_RANGE 88", "-8,INDEX_OUT_OF_RANGE 4294967288"
  })
  void aReadIndexThatCannotBeTrueIsAStatusForTheSenderAndKeepsNoBlock(
      final int index, final String fault) {
    final Endpoint endpoint = openBoundFollower(RawPeer.Kind.PLAIN);
    peer.readIndex(index);
    // The index is looked at once the ring looks full: the magic and one answer are in it, and 88
    // bytes have room for 7 messages of 8 bytes more.
    int sent = 0;
    int status = endpoint.send(Bytes.of("x"), 0, 1);
    while (status == 1 && sent < 100) {
      peer.control(RawPeer.RELEASE_DATA, 0, 0);
      work();
      sent++;
      status = endpoint.send(Bytes.of("x"), 0, 1);
    }
    assertThat(sent).isEqualTo(7);
    assertThat(status).isEqualTo(Status.PEER_FAULT);
    assertThat(faults.take()).containsExactly(fault);
    assertThat(ours.txBlocksInUse()).isZero();
  }

  @Test
  void aPeerThatNeverSaysWhatItHasReadFillsTheRingAndKeepsNoBlock() {
    final Endpoint endpoint = openBoundFollower(RawPeer.Kind.PLAIN);
    int sent = 0;
    int status = endpoint.send(Bytes.of("x"), 0, 1);
    while (status == 1 && sent < 100) {
      peer.control(RawPeer.RELEASE_DATA, 0, 0);
      work();
      sent++;
      status = endpoint.send(Bytes.of("x"), 0, 1);
    }
    assertThat(status).isEqualTo(Status.NO_BUFFERS);
    assertThat(faults.take()).containsExactly("RING_FULL 0");
    assertThat(ours.txBlocksInUse()).isZero();

    // Our own releases have no room either: counted, and receiving goes on.
    peer.data(0, 1, "message");
    work();
    assertThat(inbox.take()).containsExactly("message");
    assertThat(faults.take()).containsExactly("RING_FULL 1");
    assertThat(ours.rxRunsInUse()).isZero();
    assertStillReceives();
  }

  @Test
  void aBindRequestThatFindsNoRoomInTheRingKeepsNoBlock() {
    open(RawPeer.Kind.PLAIN, Role.INITIATOR);
    for (int i = 0; i < 20; i++) {
      ours.register("endpoint " + i, inbox);
      work();
      for (int block = 0; block < 4; block++) {
        peer.control(RawPeer.RELEASE_DATA, 0, block);
      }
      work();
    }
    assertThat(faults.seen()).contains("RING_FULL 2");
    assertThat(ours.txBlocksInUse()).isZero();
  }
}
