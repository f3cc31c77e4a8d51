package org.intercore.cli.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icbmsg.IcbmsgConfig;
import org.intercore.icbmsg.endpoint.Endpoint;
import org.intercore.icbmsg.endpoint.EndpointHandler;
import org.intercore.icbmsg.endpoint.Role;
import org.intercore.icbmsg.layout.LinkFormat;
import org.intercore.icbmsg.layout.RegionGeometry;
import org.intercore.icbmsg.rendezvous.ChannelFileView;
import org.intercore.icbmsg.rendezvous.ChannelWatch;
import org.intercore.icbmsg.rendezvous.RingView;
import org.intercore.icmsg.buffer.Buffers;
import org.intercore.icmsg.ring.PacketRingLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong is said in so many words, and what is not is not. */
@Timeout(60)
class DiagnosisTest {
  private static final int BLOCKS = 4;
  private static final int BLOCK_SIZE = 256;

  @TempDir
  private Path folder;

  private final List<Icbmsg> opened = new ArrayList<>();
  private final List<Long> held = new ArrayList<>();
  private Endpoint receiver;
  private int blocks = BLOCKS;
  private LinkFormat format = LinkFormat.NATIVE;

  private Icbmsg open() {
    final Icbmsg side = Icbmsg.open(IcbmsgConfig.named("prices")
        .directory(folder.resolve("channels"))
        .txBlocks(blocks)
        .rxBlocks(blocks)
        .blockSize(BLOCK_SIZE)
        .format(format)
        .linger(Duration.ZERO));
    opened.add(side);
    return side;
  }

  @AfterEach
  void close() {
    opened.forEach(Icbmsg::close);
  }

  private List<String> diagnosis() {
    // Whatever is not counted is looked up by this.
    opened.forEach(Icbmsg::counters);
    final ChannelWatch watch = new ChannelWatch(folder.resolve("channels"));
    return Diagnosis.of(watch.one("prices"), watch.file("prices"));
  }

  private void workUntil(final BooleanSupplier done) {
    while (!done.getAsBoolean()) {
      opened.forEach(Icbmsg::doWork);
    }
  }

  private Endpoint bind(final Icbmsg one, final Icbmsg other, final EndpointHandler handler) {
    receiver = other.register("ep", handler);
    final Endpoint endpoint = one.register("ep", (to, buffer, offset, length, token) -> {});
    workUntil(endpoint::isBound);
    return endpoint;
  }

  private void hold(
      final Endpoint to,
      final DirectBuffer buffer,
      final int offset,
      final int length,
      final long rxToken) {
    held.add(to.hold(rxToken));
  }

  private static void send(final Endpoint endpoint, final int blocks) {
    final int length = blocks * BLOCK_SIZE;
    final AtomicBuffer buffer = Buffers.allocate(length);
    assertThat(endpoint.send(buffer, 0, length)).isEqualTo(length);
  }

  @Test
  void nothingIsWrong() {
    bind(open(), open(), this::hold);
    assertThat(diagnosis()).containsExactly(Diagnosis.NOTHING);
  }

  @Test
  void nobodyHasComeYetAndNobodyHasComeBack() {
    final Icbmsg first = open();
    assertThat(diagnosis())
        .containsExactly(
            "the initiator waits for a peer since 0 s: nobody has ever opened the" + " other side");
    final Icbmsg second = open();
    workUntil(() -> first.isBound() && second.isBound());
    opened.remove(second);
    second.close();
    workUntil(() -> !first.isBound());
    assertThat(diagnosis())
        .containsExactly(
            "the initiator's peer is gone since 0 s (PEER_CLOSED), and nobody has taken its place");
  }

  @Test
  void endpointsOfOneSideOnly() {
    final Icbmsg one = open();
    final Icbmsg other = open();
    bind(one, other, this::hold);
    one.register("ticks", (to, buffer, offset, length, token) -> {});
    other.register("late\n", (to, buffer, offset, length, token) -> {});
    assertThat(diagnosis())
        .containsExactly(
            "endpoint \"ticks\": registered by the initiator, not by the follower",
            "endpoint \"late?\": registered by the follower, not by the initiator");
  }

  @Test
  void allBlocksAreHeld() {
    final Endpoint endpoint = bind(open(), open(), this::hold);
    for (int i = 0; i < BLOCKS; i++) {
      send(endpoint, 1);
    }
    workUntil(() -> held.size() == BLOCKS);
    assertThat(diagnosis())
        .containsExactly("all 4 blocks of the initiator are held by the receiver, oldest 0 s");
    held.forEach(receiver::release);
    assertThat(opened.get(0).txBlocksInUse()).isZero();
    assertThat(diagnosis()).containsExactly(Diagnosis.NOTHING);
  }

  @Test
  void allBlocksAreInUseForSeveralReasons() {
    final Endpoint endpoint = bind(open(), open(), this::hold);
    send(endpoint, 1);
    workUntil(() -> held.size() == 1);
    send(endpoint, 1);
    final long claimed = endpoint.claim(2 * BLOCK_SIZE, 0);
    assertThat(diagnosis())
        .containsExactly("all 4 blocks of the initiator are in use: 2 claimed and not sent, 1 held"
            + " by the receiver, oldest 0 s, 1 sent and not yet released, oldest 0 s");
    endpoint.drop(claimed);
  }

  @Test
  void whatIsFreeIsInPieces() {
    blocks = 16;
    final Endpoint endpoint = bind(open(), open(), this::hold);
    final List<Long> claims = new ArrayList<>();
    for (int i = 0; i < blocks; i++) {
      claims.add(endpoint.claim(BLOCK_SIZE, 0));
    }
    for (int i = 0; i < blocks; i += 2) {
      endpoint.drop(claims.get(i));
    }
    assertThat(diagnosis())
        .containsExactly("8 blocks of the initiator are free, but no more than 1 in a row");
    for (int i = 1; i < blocks; i += 2) {
      endpoint.drop(claims.get(i));
    }
    assertThat(diagnosis()).containsExactly(Diagnosis.NOTHING);
  }

  @Test
  void somebodyHasWrittenIntoTheRing() throws IOException {
    format = LinkFormat.ZEPHYR;
    final Icbmsg one = open();
    final Icbmsg other = open();
    bind(one, other, this::hold);
    assertThat(diagnosis()).containsExactly(Diagnosis.NOTHING);
    final ChannelFileView file =
        new ChannelWatch(folder.resolve("channels")).file("prices").orElseThrow();
    final RingView ring = file.rings().get(0);
    assertThat(ring.writer()).isEqualTo(Role.INITIATOR);
    final PacketRingLayout layout = ((RegionGeometry) ring.geometry()).ring();
    try (FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.WRITE)) {
      channel.write(
          ByteBuffer.wrap(new byte[] {3, 0, 0, 0}), ring.offset() + layout.writeIndexOffset());
    }
    assertThat(diagnosis())
        .containsExactly("the ring that the initiator writes is corrupted: its indices (written 3,"
            + " read " + ring.read() + ") cannot be true");
    other.doWork();
    assertThat(diagnosis())
        .contains("the initiator broke the protocol once, last 0 s ago: a ring index that is not a"
            + " multiple of 4: 3")
        .anyMatch(
            sentence -> sentence.startsWith("the follower's peer is gone since 0 s (PEER_FAULT)"));
  }
}
