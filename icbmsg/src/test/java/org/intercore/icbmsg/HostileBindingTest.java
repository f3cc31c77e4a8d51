package org.intercore.icbmsg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.intercore.icbmsg.endpoint.Endpoint;
import org.intercore.icbmsg.endpoint.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Lies about names and addresses. */
@Timeout(120)
class HostileBindingTest extends HostilePeerFixture {
  @Test
  void address255IsRefusedAndReleased() {
    openFollower();
    final Endpoint endpoint = ours.register("ep", inbox);
    peer.requestBound(255, 1, "ep");
    work();
    assertThat(faults.take()).containsExactly("BOUND_ADDRESS 255");
    assertThat(peer.replies()).containsExactly("RELEASE_DATA 0 1");
    assertThat(endpoint.isBound()).isFalse();

    peer.requestBound(254, 1, "ep");
    work();
    assertThat(peer.replies()).containsExactly("RELEASE_BOUND 254 1");
    assertThat(endpoint.isBound()).isTrue();
  }

  @Test
  void anAddressThatIsTakenIsRefusedAndReleased() {
    openBoundFollower(RawPeer.Kind.PLAIN);
    final Endpoint other = ours.register("other", new Inbox());
    peer.requestBound(0, 1, "other");
    work();
    assertThat(faults.take()).containsExactly("BOUND_ADDRESS 0");
    assertThat(peer.replies()).containsExactly("RELEASE_DATA 0 1");
    assertThat(other.isBound()).isFalse();
    assertStillReceives();
  }

  @Test
  void theSameNameTwiceIsRefusedAndReleased() {
    openBoundFollower(RawPeer.Kind.PLAIN);
    peer.requestBound(1, 1, "ep");
    work();
    assertThat(faults.take()).containsExactly("BOUND_TWICE 1");
    assertThat(peer.replies()).containsExactly("RELEASE_DATA 0 1");
    assertThat(inbox.take()).isEmpty();
    assertStillReceives();
  }

  @Test
  void theSameNameTwiceIsRefusedBeforeItIsRegisteredToo() {
    openFollower();
    peer.requestBound(0, 0, "ep");
    peer.requestBound(1, 1, "ep");
    work();
    assertThat(faults.take()).containsExactly("BOUND_TWICE 1");
    assertThat(peer.replies()).containsExactly("RELEASE_DATA 0 1");
    ours.register("ep", inbox);
    work();
    assertThat(peer.replies()).containsExactly("RELEASE_BOUND 0 0");
    assertThat(inbox.take()).containsExactly("bound");
  }

  @Test
  void aNameWithoutNulIsRefusedAndReleased() {
    openFollower();
    ours.register("ep", inbox);
    peer.fill(1, Inbox.ascii("ep"));
    peer.control(RawPeer.BOUND, 0, 1);
    peer.fill(2, new byte[0]);
    peer.control(RawPeer.BOUND, 1, 2);
    work();
    assertThat(faults.take()).containsExactly("BOUND_NAME 0", "BOUND_NAME 1");
    assertThat(peer.replies()).containsExactly("RELEASE_DATA 0 1", "RELEASE_DATA 0 2");
    assertThat(inbox.take()).isEmpty();
  }

  @Test
  void aRequestOfTheSideThatOnlyAnswersIsRefusedAndReleased() {
    openBoundInitiator();
    peer.requestBound(5, 1, "other");
    work();
    assertThat(faults.take()).containsExactly("BOUND_BY_FOLLOWER 5");
    assertThat(peer.replies()).containsExactly("RELEASE_DATA 0 1");
    assertStillReceives();
  }

  @Test
  void aPeerThatOnlyReleasesOurRequestLeavesTheEndpointUnbound() {
    open(RawPeer.Kind.PLAIN, Role.INITIATOR);
    final Endpoint endpoint = ours.register("ep", inbox);
    work();
    peer.control(RawPeer.RELEASE_DATA, 0, 0);
    work();
    assertThat(endpoint.isBound()).isFalse();
    assertThat(ours.txBlocksInUse()).isZero();
    // It is still the peer's to bind it, by a message.
    peer.data(0, 0, "hello");
    work();
    assertThat(inbox.take()).containsExactly("bound", "hello");
  }

  @Test
  void requestsForAllAddressesOverAndOverBindEachOnceAndAreAllReleased() {
    openFollower();
    final List<Endpoint> endpoints = new ArrayList<>();
    for (int i = 0; i < 254; i++) {
      endpoints.add(ours.register("n" + i, inbox));
    }
    for (int address = 0; address < 254; address++) {
      peer.requestBound(address, address % 4, "n" + address);
      work();
      assertThat(peer.replies()).containsExactly("RELEASE_BOUND " + address + " " + address % 4);
    }
    assertThat(endpoints).allMatch(Endpoint::isBound);
    assertThat(faults.seen()).isEmpty();

    for (int round = 0; round < 3; round++) {
      for (int address = 0; address < 254; address++) {
        peer.requestBound(address, address % 4, "x" + address);
        peer.requestBound(254, (address + 1) % 4, "n" + address);
        work();
        assertThat(faults.take()).containsExactly("BOUND_ADDRESS " + address, "BOUND_TWICE 254");
        assertThat(peer.replies())
            .containsExactly(
                "RELEASE_DATA 0 " + address % 4, "RELEASE_DATA 0 " + (address + 1) % 4);
      }
    }
    assertThat(ours.rxRunsInUse()).isZero();
    assertThat(inbox.take()).hasSize(254).containsOnly("bound");
    assertStillReceives();
  }
}
