package org.intercore.properties.instance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icbmsg.endpoint.Endpoint;
import org.intercore.icbmsg.endpoint.EndpointHandler;
import org.intercore.icbmsg.layout.RegionGeometry;
import org.intercore.icmsg.IcmsgConfig;
import org.intercore.icmsg.IcmsgLink;
import org.intercore.icmsg.UnboundMode;
import org.intercore.icmsg.buffer.Buffers;
import org.intercore.icmsg.region.RegionPair;
import org.intercore.icmsg.status.Status;
import org.intercore.icmsg.status.UnboundReason;
import org.intercore.properties.Generators.InstanceShape;
import org.intercore.properties.Generators.Instances;
import org.intercore.properties.GuardedMemory;
import org.intercore.properties.Scaled;
import org.intercore.testkit.Watchdog;

/**
 * A peer that bonds as it should and then writes what it likes: into its own region, into the words of
 * our ring that a reader writes, and as control messages that are well formed and wrong.
 */
@Scaled
class HostilePeerProperties {
  private static final int STEPS = 300;
  private static final String[] NAMES = {"a", "b", "c"};
  private static final Set<String> FAULTS_SEEN = new HashSet<>();
  private static final AtomicLong MESSAGES_SEEN = new AtomicLong();

  @BeforeContainer
  static void begin() {
    FAULTS_SEEN.clear();
    MESSAGES_SEEN.set(0);
  }

  /** A test that the peer never gets through with anything would be worthless. */
  @AfterContainer
  static void checkThatThePeerGotThrough() {
    assertThat(FAULTS_SEEN)
        .contains(
            "INDEX_UNALIGNED",
            "INDEX_OUT_OF_RANGE",
            "PACKET_TOO_LONG",
            "CONTROL_TOO_SHORT",
            "BLOCK_OUT_OF_RANGE",
            "BLOCK_SIZE",
            "BLOCK_IN_USE",
            "NOT_SENT",
            "UNKNOWN_ENDPOINT",
            "BOUND_ADDRESS",
            "BOUND_BY_FOLLOWER");
    assertThat(MESSAGES_SEEN).hasPositiveValue();
  }

  @Property(tries = 2000)
  void nothingThatAPeerWritesHarmsUsOrKeepsABlock(
      @ForAll(supplier = Instances.class) final InstanceShape shape,
      @ForAll final boolean initiator,
      @ForAll final long seed) {
    final Scene scene = new Scene(shape, initiator ? 0 : 1, seed);
    Watchdog.guard("victim of a hostile peer", scene::play);
  }

  /** Our side, its users, and the peer. */
  private static final class Scene {
    private final SplittableRandom random;
    private final GuardedMemory memory;
    private final Icbmsg victim;
    private final IcmsgLink peer;
    private final RegionGeometry peersGeometry;
    private final RegionGeometry oursGeometry;
    private final AtomicBuffer peersRegion;
    private final AtomicBuffer ourRegion;
    private final List<Endpoint> endpoints = new ArrayList<>();
    private final List<Claim> claims = new ArrayList<>();
    private final List<Hold> holds = new ArrayList<>();

    private record Claim(Endpoint endpoint, long token) {}

    private record Hold(Endpoint endpoint, long token) {}

    Scene(final InstanceShape shape, final int side, final long seed) {
      random = new SplittableRandom(seed);
      memory = shape.memory();
      victim = Icbmsg.open(shape.config(memory, side).faultHandler((fault, value) -> {
        FAULTS_SEEN.add(fault.name());
        assertThat(fault.describe(value)).isNotBlank();
      }));
      oursGeometry = (RegionGeometry) victim.txGeometry();
      peersGeometry = (RegionGeometry) victim.rxGeometry();
      // Side 0 writes region 1, side 1 writes region 0.
      peersRegion = memory.buffer(side);
      ourRegion = memory.buffer(1 - side);
      peer = IcmsgLink.create(
          IcmsgConfig.regions(RegionPair.of(
                  memory.region(side).region(0, peersGeometry.ringAreaLength()),
                  memory.region(1 - side).region(0, oursGeometry.ringAreaLength())))
              .alignment(shape.alignment())
              .unbound(shape.sessions() ? UnboundMode.ENABLE : UnboundMode.DISABLE),
          (buffer, offset, length) -> {});
      peer.open();
    }

    void play() {
      for (final String name : NAMES) {
        endpoints.add(victim.register(name, new User()));
      }
      for (int step = 0; step < STEPS; step++) {
        switch (random.nextInt(12)) {
          case 0 -> scribble();
          case 1, 2 -> lieInBlocks();
          case 3, 4, 5 -> sendAnything();
          case 6 -> peer.poll(random.nextInt(1, 20));
          case 7 -> ourUsersSend();
          case 8 -> ourUsersGiveBack();
          case 9 -> peerRestarts();
          default -> victim.doWork();
        }
      }
      end();
    }

    /** Nonsense where a ring has its words, or anywhere in the peer's region. */
    private void scribble() {
      switch (random.nextInt(8)) {
        case 0 -> ourRegion.putInt(0, nonsense(oursGeometry), ByteOrder.LITTLE_ENDIAN);
        case 1 -> ourRegion.putInt(4, random.nextInt(), ByteOrder.LITTLE_ENDIAN);
        case 2 ->
          peersRegion.putInt(
              peersGeometry.ring().writeIndexOffset(),
              nonsense(peersGeometry),
              ByteOrder.LITTLE_ENDIAN);
        default ->
          peersRegion.putByte(
              random.nextInt(
                  random.nextBoolean() ? peersRegion.capacity() : peersGeometry.ringAreaLength()),
              (byte) random.nextInt());
      }
    }

    private int nonsense(final RegionGeometry geometry) {
      return switch (random.nextInt(4)) {
        case 0 -> random.nextInt();
        case 1 -> random.nextInt(-4, geometry.ring().dataLength() + 8);
        default -> 4 * random.nextInt(geometry.ring().dataLength() / 4);
      };
    }

    /** A size, true or not, and perhaps a name, at the start of a block. */
    private void lieInBlocks() {
      final int block = random.nextInt(peersGeometry.blockCount());
      final int offset = peersGeometry.offsetOf(block);
      final int size = switch (random.nextInt(4)) {
        case 0 -> random.nextInt();
        case 1 -> 2 + random.nextInt(4);
        default -> random.nextInt(peersGeometry.maxPayload() + 4);
      };
      peersRegion.putInt(offset, size, ByteOrder.LITTLE_ENDIAN);
      if (peersGeometry.headerWidth() == 8 && offset + 8 <= peersRegion.capacity()) {
        peersRegion.putInt(
            offset + 4, random.nextInt(8) == 0 ? random.nextInt() : 0, ByteOrder.LITTLE_ENDIAN);
      }
      final int payload = peersGeometry.payloadOffsetOf(block);
      if (payload + 2 <= peersRegion.capacity()) {
        peersRegion.putByte(payload, (byte) NAMES[random.nextInt(NAMES.length)].charAt(0));
        peersRegion.putByte(payload + 1, (byte) random.nextInt(2));
      }
    }

    /** A control message of any type, endpoint and block, mostly of those that exist. */
    private void sendAnything() {
      final AtomicBuffer message = Buffers.allocate(12);
      message.putByte(0, (byte) random.nextInt(random.nextInt(10) == 0 ? 256 : 4));
      message.putByte(1, (byte) random.nextInt(random.nextInt(5) == 0 ? 256 : 5));
      message.putByte(2, (byte) random.nextInt(
          random.nextInt(5) == 0
              ? 256
              : Math.max(peersGeometry.blockCount(), oursGeometry.blockCount())));
      final int length = random.nextInt(8) == 0 ? random.nextInt(1, 13) : 3;
      final int status = peer.send(message, 0, length);
      assertThat(Status.name(status)).isNotEqualTo(status < 0 ? "UNKNOWN" : "");
    }

    private void peerRestarts() {
      if (random.nextInt(3) == 0) {
        if (random.nextBoolean()) {
          peer.close();
        }
        peer.open();
      }
    }

    private void ourUsersSend() {
      final Endpoint endpoint = endpoints.get(random.nextInt(endpoints.size()));
      final long token = endpoint.claim(random.nextInt(endpoint.maxPayload() + 1), 0);
      if (token < 0) {
        assertThat(Status.name(token)).isNotEqualTo("UNKNOWN");
        return;
      }
      switch (random.nextInt(4)) {
        case 0 -> claims.add(new Claim(endpoint, token));
        case 1 -> endpoint.drop(token);
        default -> endpoint.send(token, random.nextInt(endpoint.capacity(token) + 1));
      }
    }

    private void ourUsersGiveBack() {
      if (!holds.isEmpty()) {
        final Hold hold = holds.remove(random.nextInt(holds.size()));
        hold.endpoint.release(hold.token);
      }
      if (!claims.isEmpty() && random.nextBoolean()) {
        final Claim claim = claims.remove(random.nextInt(claims.size()));
        claim.endpoint.drop(claim.token);
      }
    }

    private void end() {
      for (int i = 0; i < 5; i++) {
        victim.doWork();
      }
      final boolean closeFirst = random.nextBoolean();
      if (closeFirst) {
        victim.close();
      }
      while (!holds.isEmpty() || !claims.isEmpty()) {
        ourUsersGiveBack();
      }
      victim.close();
      assertThat(victim.txBlocksInUse()).as("blocks that did not come back").isZero();
      memory.checkCanaries();
    }

    /** Reads all of a message, and keeps some. */
    private final class User implements EndpointHandler {
      @Override
      public void onMessage(
          final Endpoint endpoint,
          final DirectBuffer buffer,
          final int offset,
          final int length,
          final long rxToken) {
        MESSAGES_SEEN.incrementAndGet();
        assertThat(offset).isGreaterThanOrEqualTo(peersGeometry.payloadOffsetOf(0));
        final byte[] copy = new byte[length];
        buffer.getBytes(offset, copy);
        if (random.nextInt(3) == 0) {
          endpoint.hold(rxToken);
          holds.add(new Hold(endpoint, rxToken));
        }
        if (random.nextInt(5) == 0) {
          ourUsersSend();
        }
      }

      @Override
      public void onUnbound(final Endpoint endpoint, final UnboundReason reason) {
        assertThat(endpoint.isBound()).isFalse();
      }
    }
  }
}
