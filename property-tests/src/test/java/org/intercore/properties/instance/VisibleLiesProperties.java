package org.intercore.properties.instance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.agrona.DirectBuffer;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icbmsg.endpoint.Endpoint;
import org.intercore.icbmsg.endpoint.EndpointHandler;
import org.intercore.icbmsg.fault.BlockFault;
import org.intercore.icbmsg.layout.RegionGeometry;
import org.intercore.icmsg.buffer.Buffers;
import org.intercore.icmsg.fault.LinkFault;
import org.intercore.icmsg.fault.PeerFault;
import org.intercore.properties.Generators.InstanceShape;
import org.intercore.properties.Generators.Instances;
import org.intercore.properties.GuardedMemory;
import org.intercore.properties.Scaled;
import org.intercore.properties.instance.LyingPeer.Said;

/**
 * A peer that lies, one lie at a time, and beside it a book that says of each lie whether it can be
 * seen: by what was really sent, released, held and bound. A lie that can be seen is one fault, of the
 * right kind and with the right value; one that cannot is none; and what is true is none.
 */
@Scaled
class VisibleLiesProperties {
  private static final int STEPS = 150;
  private static final int NAMES = 4;
  private static final Set<String> KINDS_SEEN = new HashSet<>();

  @BeforeContainer
  static void begin() {
    KINDS_SEEN.clear();
  }

  /** All kinds but those that no single lie over an honest link can cause. */
  @AfterContainer
  static void checkThatEveryKindWasSeen() {
    final Set<String> expected = new HashSet<>();
    for (final PeerFault fault : BlockFault.values()) {
      expected.add(fault.name());
    }
    for (final PeerFault fault : LinkFault.values()) {
      expected.add(fault.name());
    }
    expected.remove(BlockFault.RING_FULL.name()); // The peer listens all the time.
    expected.remove(LinkFault.STARTED_ANEW.name()); // Nobody restarts.
    expected.remove(LinkFault.NOT_THE_MAGIC.name()); // They bond as they should.
    // Of the native format alone.
    expected.remove(BlockFault.INLINE_TOO_LONG.name());
    expected.remove(BlockFault.READ_COUNT.name());
    assertThat(KINDS_SEEN).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Property(tries = 300)
  void thereIsOneFaultForEachLieThatCanBeSeen(
      @ForAll(supplier = Instances.class) final InstanceShape shape,
      @ForAll final boolean initiator,
      @ForAll final long seed) {
    new Interrogation(shape.withRoomForNames(), initiator ? 0 : 1, seed).play();
  }

  /** Our side, the peer, and the book. */
  private static final class Interrogation {
    private final SplittableRandom random;
    private final GuardedMemory memory;
    private final boolean initiator;
    private final Icbmsg victim;
    private final LyingPeer peer;
    private final RegionGeometry theirs;
    private final RegionGeometry ours;
    private final Map<String, Endpoint> registered = new HashMap<>();
    // The book: which of our blocks the peer has, and which of its blocks we have.
    private final Map<Integer, Integer> sent = new TreeMap<>();
    private final Map<Integer, Long> held = new TreeMap<>();
    private final Set<Integer> requests = new HashSet<>();
    private final Map<Integer, String> addresses = new TreeMap<>();
    private final Map<String, Long> counted = new TreeMap<>();
    private final List<String> faults = new ArrayList<>();
    private final List<String> expected = new ArrayList<>();
    private final List<Said> releases = new ArrayList<>();
    private int delivered;
    private int expectedDelivered;

    Interrogation(final InstanceShape shape, final int side, final long seed) {
      random = new SplittableRandom(seed);
      memory = shape.memory();
      initiator = side == 0;
      victim = Icbmsg.open(shape
          .config(memory, side)
          .faultHandler((fault, value) -> faults.add(fault.name() + " " + value)));
      ours = (RegionGeometry) victim.txGeometry();
      theirs = (RegionGeometry) victim.rxGeometry();
      peer = new LyingPeer(shape, memory, side, victim);
      while (!(victim.isBound() && peer.isBound())) {
        victim.doWork();
        hear();
      }
      for (int i = 0; i < NAMES - 1; i++) {
        register("name " + i);
      }
      if (!initiator) {
        for (int i = 0; i < NAMES; i++) {
          requestHonestly(i, i);
        }
      }
      settle();
    }

    private void register(final String name) {
      registered.put(name, victim.register(name, new User()));
    }

    private void requestHonestly(final int address, final int block) {
      peer.name(block, "name " + address, true);
      peer.say(LyingPeer.BOUND, address, block);
      addresses.put(address, "name " + address);
      if (registered.containsKey("name " + address)) {
        releases.add(new Said(LyingPeer.RELEASE_BOUND, address, block));
      } else {
        requests.add(block);
      }
    }

    /** Everything that was said is heard, and the book agrees. */
    private void settle() {
      int idle = 0;
      while (idle < 2) {
        idle = victim.doWork() == 0 ? idle + 1 : 0;
        hear();
      }
      assertThat(releases).as("releases that never came").isEmpty();
      assertThat(faults).isEqualTo(expected);
      assertThat(delivered).as("messages delivered").isEqualTo(expectedDelivered);
      assertThat(victim.txBlocksInUse()).isEqualTo(blocksSent());
      for (final String fault : expected) {
        final String kind = fault.substring(0, fault.indexOf(' '));
        counted.merge(kind, 1L, Long::sum);
        KINDS_SEEN.add(kind);
      }
      faults.clear();
      expected.clear();
      assertThat(victim.faults().snapshot()).isEqualTo(counted);
    }

    private int blocksSent() {
      return sent.values().stream().mapToInt(Math::abs).sum();
    }

    private void hear() {
      for (final Said said : peer.listen()) {
        switch (said.type()) {
          case LyingPeer.BOUND -> {
            addresses.put(said.address(), "name " + said.address());
            sent.put(said.block(), -ours.blocksFor("name 0".length() + 1));
          }
          case LyingPeer.DATA -> assertThat(sent).containsKey(said.block());
          default ->
            assertThat(releases.remove(said))
                .as("%s, expected %s", said, releases)
                .isTrue();
        }
      }
    }

    void play() {
      for (int step = 0; step < STEPS; step++) {
        act();
        settle();
      }
      lieInTheRing();
      settle();
      held.values().forEach(token -> registered.values().iterator().next().release(token));
      victim.close();
      assertThat(victim.txBlocksInUse()).as("blocks that did not come back").isZero();
      assertThat(victim.faults().snapshot()).isEqualTo(counted);
      memory.checkCanaries();
    }

    private void act() {
      final int address = random.nextInt(random.nextInt(4) == 0 ? 256 : NAMES + 1);
      final int block = random.nextInt(random.nextInt(4) == 0 ? 256 : theirs.blockCount());
      switch (random.nextInt(10)) {
        case 0, 1 -> data(address, block, random.nextInt(theirs.maxPayload() + 8));
        case 2 -> data(address, block, random.nextBoolean() ? random.nextLong() : -1L);
        case 3 -> request(address, block);
        case 4 -> release(random.nextInt(random.nextInt(4) == 0 ? 256 : ours.blockCount()));
        case 5 -> answer(address, random.nextInt(ours.blockCount()));
        case 6 -> oddMessage();
        case 7 -> weSend();
        case 8 -> weRelease();
        default -> weRegisterOrNot();
      }
    }

    private boolean isRefused(final int block) {
      if (block >= theirs.blockCount()) {
        expected.add("BLOCK_OUT_OF_RANGE " + block);
        return true;
      }
      if (held.containsKey(block) || requests.contains(block)) {
        expected.add("BLOCK_IN_USE " + block);
        return true;
      }
      return false;
    }

    private void data(final int address, final int block, final long size) {
      if (block < theirs.blockCount() && !held.containsKey(block)) {
        peer.size(block, size);
      }
      peer.say(LyingPeer.DATA, address, block);
      if (isRefused(block)) {
        return;
      }
      releases.add(new Said(LyingPeer.RELEASE_DATA, 0, block));
      final long read = theirs.headerWidth() == Long.BYTES ? size : size & 0xFFFF_FFFFL;
      if (read < 0 || read > theirs.payloadCapacity(theirs.blockCount() - block)) {
        expected.add("BLOCK_SIZE " + read);
      } else if (!addresses.containsKey(address)) {
        expected.add("UNKNOWN_ENDPOINT " + address);
      } else if (!registered.containsKey(addresses.get(address))) {
        expected.add("UNBOUND_ENDPOINT " + address);
      } else {
        expectedDelivered++;
      }
    }

    private void request(final int address, final int block) {
      final boolean ends = random.nextInt(3) != 0;
      final String name = "name " + random.nextInt(NAMES + 1);
      final boolean fits =
          block < theirs.blockCount() && theirs.payloadCapacity(theirs.blockCount() - block) >= 8;
      if (fits && !held.containsKey(block) && !requests.contains(block)) {
        peer.name(block, name, ends);
      } else if (block < theirs.blockCount() && !held.containsKey(block)) {
        return;
      }
      peer.say(LyingPeer.BOUND, address, block);
      if (isRefused(block)) {
        return;
      }
      final boolean known = addresses.containsValue(name);
      if (initiator) {
        expected.add("BOUND_BY_FOLLOWER " + address);
      } else if (address == 255 || addresses.containsKey(address)) {
        expected.add("BOUND_ADDRESS " + address);
      } else if (!ends) {
        expected.add("BOUND_NAME " + address);
      } else if (known) {
        expected.add("BOUND_TWICE " + address);
      } else {
        addresses.put(address, name);
        requests.add(block);
        return;
      }
      releases.add(new Said(LyingPeer.RELEASE_DATA, 0, block));
    }

    private void release(final int block) {
      peer.say(LyingPeer.RELEASE_DATA, random.nextInt(256), block);
      if (sent.remove(block) == null) {
        expected.add("NOT_SENT " + block);
      }
    }

    /** Only a request that was sent can be answered, and only for an address that was asked for. */
    private void answer(final int address, final int block) {
      peer.say(LyingPeer.RELEASE_BOUND, address, block);
      final Integer length = sent.remove(block);
      if (length == null) {
        expected.add("NOT_SENT " + block);
      } else if (length > 0 || !addresses.containsKey(address)) {
        expected.add("BOUND_UNASKED " + address);
      }
    }

    private void oddMessage() {
      switch (random.nextInt(4)) {
        case 0 -> {
          peer.sayBytes((byte) random.nextInt(4));
          expected.add("CONTROL_TOO_SHORT 1");
        }
        case 1 -> {
          peer.sayBytes((byte) random.nextInt(4), (byte) 0);
          expected.add("CONTROL_TOO_SHORT 2");
        }
        case 2 -> peer.say(random.nextInt(4, 256), random.nextInt(256), random.nextInt(256));
        default ->
          peer.scribble(random.nextInt(ours.blocksOffset(), ours.size()), (byte) random.nextInt());
      }
    }

    private void weSend() {
      final Endpoint endpoint = anyone();
      if (endpoint == null || !endpoint.isBound()) {
        return;
      }
      final int before = victim.txBlocksInUse();
      final int length = random.nextInt(ours.maxPayload() + 1);
      final long token = endpoint.claim(length, 0);
      if (token >= 0) {
        final int shorter = random.nextInt(Math.min(length, endpoint.capacity(token)) + 1);
        assertThat(endpoint.send(token, shorter)).isEqualTo(shorter);
        sent.put((int) token, victim.txBlocksInUse() - before);
      } else {
        assertThat(endpoint.send(Buffers.allocate(length), 0, length)).isNegative();
      }
    }

    private Endpoint anyone() {
      return registered.get("name " + random.nextInt(NAMES));
    }

    private void weRelease() {
      if (!held.isEmpty()) {
        final int block = held.keySet().iterator().next();
        releases.add(new Said(LyingPeer.RELEASE_DATA, 0, block));
        registered.values().iterator().next().release(held.remove(block));
      }
    }

    /** The first name stays, the last one comes and goes unless that binds it. */
    private void weRegisterOrNot() {
      final String name = "name " + random.nextInt(1, NAMES - 1);
      if (registered.containsKey(name)) {
        registered.remove(name).close();
      } else {
        register(name);
      }
    }

    /** After this the peer has no ring any more, so it is the last of its lies. */
    private void lieInTheRing() {
      if (random.nextBoolean()) {
        expected.add("PACKET_EMPTY " + peer.writeIndex());
        peer.packet(0, 0);
        settle();
      }
      final int word = random.nextInt();
      switch (random.nextInt(3)) {
        case 0 -> {
          peer.writeIndex(word | 1);
          expected.add("INDEX_UNALIGNED " + Integer.toUnsignedString(word | 1));
        }
        case 1 -> {
          final int index = theirs.ring().dataLength() + 4 * random.nextInt(10);
          peer.writeIndex(index);
          expected.add("INDEX_OUT_OF_RANGE " + index);
        }
        default -> {
          final int length = random.nextInt(5, 0x10000);
          peer.packet(length, 4);
          expected.add("PACKET_TOO_LONG " + length);
        }
      }
      sent.clear();
      requests.clear();
    }

    /** Keeps some of what it gets. */
    private final class User implements EndpointHandler {
      @Override
      public void onMessage(
          final Endpoint endpoint,
          final DirectBuffer buffer,
          final int offset,
          final int length,
          final long rxToken) {
        delivered++;
        assertThat(endpoint).isSameAs(registered.get(endpoint.name()));
        if (random.nextInt(3) == 0) {
          endpoint.hold(rxToken);
          held.put((int) rxToken, rxToken);
          assertThat(releases.remove(new Said(LyingPeer.RELEASE_DATA, 0, (int) rxToken)))
              .isTrue();
        }
      }
    }
  }
}
