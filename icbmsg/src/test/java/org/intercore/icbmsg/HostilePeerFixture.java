package org.intercore.icbmsg;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.intercore.icbmsg.endpoint.Endpoint;
import org.intercore.icbmsg.endpoint.Role;
import org.intercore.icmsg.UnboundMode;
import org.junit.jupiter.api.AfterEach;

/** Our side against a peer written by hand. */
abstract class HostilePeerFixture {
  final FaultLog faults = new FaultLog();
  final List<Throwable> errors = new ArrayList<>();
  final Inbox inbox = new Inbox();
  RawPeer peer;
  Icbmsg ours;

  /** Opens our side in a role and bonds it. */
  void open(final RawPeer.Kind kind, final Role role) {
    peer = new RawPeer(kind);
    ours = Icbmsg.open(IcbmsgConfig.regions(peer.ours)
        .txBlocks(RawPeer.BLOCKS)
        .rxBlocks(RawPeer.BLOCKS)
        .wordSize(kind == RawPeer.Kind.PLAIN_64 ? 64 : 32)
        .unbound(kind == RawPeer.Kind.SESSION ? UnboundMode.ENABLE : UnboundMode.DISABLE)
        .role(role)
        .linger(Duration.ZERO)
        .faultHandler(faults)
        .errorHandler(errors::add));
    peer.bond(ours);
  }

  void openFollower() {
    open(RawPeer.Kind.PLAIN, Role.FOLLOWER);
  }

  /** Our side answers, and its endpoint "ep" is bound at address 0. */
  Endpoint openBoundFollower(final RawPeer.Kind kind) {
    open(kind, Role.FOLLOWER);
    final Endpoint endpoint = ours.register("ep", inbox);
    peer.requestBound(0, 0, "ep");
    work();
    assertThat(peer.replies()).containsExactly("RELEASE_BOUND 0 0");
    assertThat(inbox.take()).containsExactly("bound");
    return endpoint;
  }

  /** Our side asks, and its endpoint "ep" is bound at address 0. */
  Endpoint openBoundInitiator() {
    open(RawPeer.Kind.PLAIN, Role.INITIATOR);
    final Endpoint endpoint = ours.register("ep", inbox);
    work();
    assertThat(peer.replies()).containsExactly("BOUND 0 0");
    peer.control(RawPeer.RELEASE_BOUND, 0, 0);
    work();
    assertThat(inbox.take()).containsExactly("bound");
    return endpoint;
  }

  void work() {
    RawPeer.work(ours);
  }

  void send(final Endpoint endpoint, final String text) {
    final byte[] bytes = Inbox.ascii(text);
    assertThat(endpoint.send(Bytes.of(bytes), 0, bytes.length)).isEqualTo(bytes.length);
  }

  /** A new message still gets through, in block 0 of the peer's. */
  void assertStillReceives() {
    inbox.take();
    peer.replies();
    peer.data(0, 0, "still here");
    work();
    assertThat(inbox.take()).containsExactly("still here");
    assertThat(peer.replies()).containsExactly("RELEASE_DATA 0 0");
  }

  @AfterEach
  void nothingIsLeftBehind() {
    ours.close();
    assertThat(errors).isEmpty();
    assertThat(ours.txBlocksInUse()).isZero();
  }
}
