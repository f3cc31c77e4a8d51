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
import org.intercore.icmsg.buffer.Buffers;
import org.intercore.icmsg.status.Status;
import org.intercore.properties.Generators.InstanceShape;
import org.intercore.properties.Generators.Instances;
import org.intercore.properties.GuardedMemory;
import org.intercore.properties.NativeLie;
import org.intercore.properties.Scaled;
import org.intercore.testkit.Watchdog;

/**
 * A peer in the native format that does what an instance does, and between two steps writes what it likes
 * into every word that is its own to write. Then an honest one takes its place.
 */
@Scaled
class HostileNativePeerProperties {
  private static final int STEPS = 400;
  private static final int ENOUGH = 200;
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
            "BLOCK_OUT_OF_RANGE",
            "BLOCK_SIZE",
            "BLOCK_IN_USE",
            "NOT_SENT",
            "UNKNOWN_ENDPOINT",
            "BOUND_ADDRESS",
            "BOUND_BY_FOLLOWER",
            "INLINE_TOO_LONG",
            "READ_COUNT");
    assertThat(MESSAGES_SEEN).hasPositiveValue();
  }

  @Property(tries = 600)
  void nothingThatAPeerWritesHarmsUsOrKeepsABlock(
      @ForAll(supplier = Instances.class) final InstanceShape shape,
      @ForAll final boolean initiator,
      @ForAll final long seed) {
    final Scene scene =
        new Scene(shape.withRoomForNames().inNativeFormat(), initiator ? 0 : 1, seed);
    Watchdog.guard("victim of a hostile peer", scene::play);
  }

  /** Our side, its users, and the peer. */
  private static final class Scene {
    private final SplittableRandom random;
    private final InstanceShape shape;
    private final GuardedMemory memory;
    private final int side;
    private final Icbmsg victim;
    private final NativeLie.Place peers;
    private final List<Endpoint> endpoints = new ArrayList<>();
    private final List<Endpoint> peersEndpoints = new ArrayList<>();
    private final List<Kept> claims = new ArrayList<>();
    private final List<Kept> holds = new ArrayList<>();
    private Icbmsg peer;
    private boolean keeps = true;
    private boolean honest;
    private int expected;
    private int heard;

    private record Kept(Endpoint endpoint, long token) {}

    Scene(final InstanceShape shape, final int side, final long seed) {
      random = new SplittableRandom(seed);
      this.shape = shape;
      this.side = side;
      memory = shape.memory();
      victim = Icbmsg.open(shape.config(memory, side).faultHandler((fault, value) -> {
        FAULTS_SEEN.add(fault.name());
        assertThat(fault.describe(value)).endsWith(Long.toString(value));
      }));
      // Side 0 writes region 1, side 1 writes region 0.
      peers = new NativeLie.Place(
          memory.buffer(side),
          memory.buffer(1 - side),
          victim.rxGeometry(),
          victim.txGeometry().blockCount());
      openPeer();
    }

    private void openPeer() {
      peersEndpoints.clear();
      peer = Icbmsg.open(shape.config(memory, 1 - side));
      for (final String name : NAMES) {
        peersEndpoints.add(peer.register(name, new PeersUser()));
      }
    }

    void play() {
      for (final String name : NAMES) {
        endpoints.add(victim.register(name, new User()));
      }
      for (int step = 0; step < STEPS; step++) {
        switch (random.nextInt(14)) {
          case 0, 1, 2 -> NativeLie.tellAny(random, peers);
          case 3, 4 -> send(peersEndpoints);
          case 5, 6 -> peer.doWork();
          case 7 -> sendMany();
          case 8 -> send(endpoints);
          case 9 -> giveBack();
          case 10 -> restartSometimes();
          default -> victim.doWork();
        }
      }
      anHonestPeerTakesOver();
      end();
    }

    private void restartSometimes() {
      if (random.nextInt(5) == 0) {
        if (random.nextBoolean()) {
          peer.close();
        }
        openPeer();
      }
    }

    /** Until the peer has to say what it has read. */
    private void sendMany() {
      final AtomicBuffer message = Buffers.allocate(200);
      final int longest = random.nextBoolean() ? 8 : message.capacity();
      int left = random.nextInt(300);
      while (left > 0 && endpoints.get(0).send(message, 0, random.nextInt(longest + 1)) >= 0) {
        left--;
      }
    }

    private void send(final List<Endpoint> from) {
      final Endpoint endpoint = from.get(random.nextInt(NAMES.length));
      final int most = random.nextBoolean() ? 56 : endpoint.maxPayload();
      final long token = endpoint.claim(random.nextInt(most + 1), 0);
      if (token < 0) {
        assertThat(Status.name(token)).isNotEqualTo("UNKNOWN");
        return;
      }
      switch (random.nextInt(4)) {
        case 0 -> claims.add(new Kept(endpoint, token));
        case 1 -> endpoint.drop(token);
        default -> endpoint.send(token, random.nextInt(endpoint.capacity(token) + 1));
      }
    }

    private void giveBack() {
      if (!holds.isEmpty()) {
        final Kept hold = holds.remove(random.nextInt(holds.size()));
        hold.endpoint.release(hold.token);
      }
      if (!claims.isEmpty() && random.nextBoolean()) {
        final Kept claim = claims.remove(random.nextInt(claims.size()));
        claim.endpoint.drop(claim.token);
      }
    }

    private void anHonestPeerTakesOver() {
      keeps = false;
      // Binding takes a block, and our users may have them all.
      while (!holds.isEmpty() || !claims.isEmpty()) {
        giveBack();
      }
      peer.close();
      openPeer();
      work(ENOUGH);
      if (!isBound()) {
        // By chance a session looks like the one before it; then the peer has to come again.
        peer.close();
        openPeer();
        work(ENOUGH);
      }
      assertThat(isBound()).as("bound to an honest peer").isTrue();
      work(20);
      honest = true;
      final long faults = victim.faults().total();
      final AtomicBuffer message = Buffers.allocate(60);
      for (expected = 1; expected <= 300; expected++) {
        message.putInt(0, expected, ByteOrder.LITTLE_ENDIAN);
        final Endpoint from = peersEndpoints.get(random.nextInt(NAMES.length));
        assertThat(from.send(message, 0, 4 + random.nextInt(57))).isPositive();
        work(2);
        assertThat(heard).isEqualTo(expected);
        assertThat(endpoints.get(0).send(message, 0, 4 + random.nextInt(57))).isPositive();
        work(2);
      }
      assertThat(victim.faults().total()).as("faults of an honest peer").isEqualTo(faults);
      assertThat(victim.txBlocksInUse()).as("blocks that did not come back").isZero();
      assertThat(victim.rxRunsInUse()).isZero();
      assertThat(peer.txBlocksInUse()).isZero();
    }

    private boolean isBound() {
      return endpoints.stream().allMatch(Endpoint::isBound)
          && peersEndpoints.stream().allMatch(Endpoint::isBound);
    }

    private void work(final int rounds) {
      for (int i = 0; i < rounds; i++) {
        victim.doWork();
        peer.doWork();
      }
    }

    private void end() {
      victim.close();
      peer.close();
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
        final byte[] copy = new byte[length];
        buffer.getBytes(offset, copy);
        if (honest) {
          heard = buffer.getInt(offset, ByteOrder.LITTLE_ENDIAN);
          return;
        }
        if (!keeps) {
          return;
        }
        if (random.nextInt(3) == 0) {
          holds.add(new Kept(endpoint, endpoint.hold(rxToken)));
        }
        if (random.nextInt(5) == 0) {
          send(endpoints);
        }
      }
    }

    /** Does not care: whatever it gets, it has lied itself. */
    private static final class PeersUser implements EndpointHandler {
      @Override
      public void onMessage(
          final Endpoint endpoint,
          final DirectBuffer buffer,
          final int offset,
          final int length,
          final long rxToken) {
        buffer.getByte(offset);
      }
    }
  }
}
