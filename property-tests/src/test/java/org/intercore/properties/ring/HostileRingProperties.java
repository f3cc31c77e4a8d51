package org.intercore.properties.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icmsg.buffer.Buffers;
import org.intercore.icmsg.fault.LinkFault;
import org.intercore.icmsg.ring.PacketClaim;
import org.intercore.icmsg.ring.PacketRingReader;
import org.intercore.icmsg.ring.PacketRingWriter;
import org.intercore.icmsg.status.Status;
import org.intercore.properties.Generators;
import org.intercore.properties.Generators.RingShape;
import org.intercore.properties.Generators.SmallRings;
import org.intercore.properties.GuardedMemory;
import org.intercore.properties.Scaled;
import org.intercore.testkit.Watchdog;

/** A peer that writes what it likes into the words of a ring. */
@Scaled
class HostileRingProperties {
  private static final int STEPS = 200;
  private static final int LONGEST_RING = 48;

  /** One side of a ring whose other side writes nonsense. */
  private static final class Victim {
    final RingShape shape;
    final GuardedMemory memory;
    final AtomicBuffer ring;
    final List<String> faults = new ArrayList<>();
    final PacketRingWriter writer;
    final PacketRingReader reader;

    Victim(final RingShape shape) {
      this.shape = shape;
      memory = new GuardedMemory(0xA5, shape.size());
      ring = memory.buffer(0);
      writer = new PacketRingWriter(
          ring, shape.layout(), (fault, value) -> faults.add(fault.name() + " " + value));
      reader = new PacketRingReader(
          ring, shape.layout(), (fault, value) -> faults.add(fault.name() + " " + value));
      begin();
    }

    void begin() {
      writer.init();
      reader.init();
      faults.clear();
    }

    int writeIndexOffset() {
      return Math.max(shape.alignment(), shape.handshake() ? 8 : 4);
    }

    void put(final int offset, final int word) {
      ring.putInt(offset, word, ByteOrder.LITTLE_ENDIAN);
    }

    /** The header of a packet that does not fit between the indices, as a peer would write it. */
    void putLength(final int index, final int length) {
      ring.putByte(writeIndexOffset() + 4 + index, (byte) (length >>> 8));
      ring.putByte(writeIndexOffset() + 4 + index + 1, (byte) length);
    }

    boolean isTrue(final int index) {
      return index >= 0 && index < shape.dataLength() && index % 4 == 0;
    }

    String faultOf(final int index) {
      final LinkFault kind =
          index % 4 != 0 ? LinkFault.INDEX_UNALIGNED : LinkFault.INDEX_OUT_OF_RANGE;
      return kind + " " + Integer.toUnsignedString(index);
    }
  }

  @Provide
  Arbitrary<Integer> hostileWord() {
    return Generators.hostileWords(LONGEST_RING);
  }

  @Property(tries = 2000)
  void aWriteIndexThatCannotBeTrueEndsReadingWithOneFault(
      @ForAll(supplier = SmallRings.class) final RingShape shape,
      @ForAll("hostileWord") final int word) {
    final Victim victim = new Victim(shape);
    victim.put(victim.writeIndexOffset(), word);
    if (victim.isTrue(word)) {
      // What stands between the indices is 0xA5A5: a packet of 42405 bytes.
      final int status = victim.reader.peek();
      assertThat(status).isEqualTo(word == 0 ? 0 : Status.PEER_FAULT);
      assertThat(victim.faults)
          .isEqualTo(word == 0 ? List.of() : List.of(LinkFault.PACKET_TOO_LONG + " " + 0xA5A5));
      return;
    }
    assertThat(victim.reader.hasNext()).isTrue();
    for (int i = 0; i < 3; i++) {
      assertThat(victim.reader.peek()).isEqualTo(Status.PEER_FAULT);
      assertThat(victim.reader.poll((buffer, offset, length) -> {}, 5))
          .isEqualTo(Status.PEER_FAULT);
    }
    assertThat(victim.reader.isFaulted()).isTrue();
    assertThat(victim.reader.hasNext()).isFalse();
    assertThat(victim.faults).containsExactly(victim.faultOf(word));
  }

  @Property(tries = 2000)
  void aReadIndexThatCannotBeTrueIsToldToWhoeverNeedsRoom(
      @ForAll(supplier = SmallRings.class) final RingShape shape,
      @ForAll("hostileWord") final int word) {
    final Victim victim = new Victim(shape);
    final AtomicBuffer packet = Buffers.allocate(shape.dataLength());
    final int longest = shape.layout().maxPayload();
    assertThat(victim.writer.write(packet, 0, longest)).isEqualTo(longest);
    victim.put(0, word);
    final int result = victim.writer.write(packet, 0, longest);
    if (victim.isTrue(word)) {
      // Only a reader that has read everything leaves room for another one of that length.
      final boolean hasReadAll = word == (4 + longest) % shape.dataLength();
      assertThat(result).isEqualTo(hasReadAll ? longest : Status.NO_BUFFERS);
      assertThat(victim.faults).isEmpty();
    } else {
      assertThat(result).isEqualTo(Status.PEER_FAULT);
      assertThat(victim.writer.claim(1 + longest / 2, new PacketClaim()))
          .isEqualTo(Status.PEER_FAULT);
      assertThat(victim.faults).containsExactly(victim.faultOf(word), victim.faultOf(word));
    }
    victim.memory.checkCanaries();
  }

  @Property(tries = 2000)
  void aLengthIsBelievedExactlyAsFarAsTheIndicesReach(
      @ForAll(supplier = SmallRings.class) final RingShape shape, @ForAll final long seed) {
    final Victim victim = new Victim(shape);
    final SplittableRandom random = new SplittableRandom(seed);
    final int occupied = 4 * random.nextInt(1, shape.dataLength() / 4);
    final int length = random.nextInt(4) == 0
        ? random.nextInt(0x10000)
        : Math.max(0, occupied - 4 + random.nextInt(-3, 4));
    victim.put(victim.writeIndexOffset(), occupied);
    victim.putLength(0, length);
    if (length > occupied - 4) {
      assertThat(victim.reader.peek()).isEqualTo(Status.PEER_FAULT);
      assertThat(victim.faults).containsExactly(LinkFault.PACKET_TOO_LONG + " " + length);
    } else if (length > 0) {
      assertThat(victim.reader.peek()).isEqualTo(length);
      assertThat(victim.faults).isEmpty();
    } else {
      victim.reader.peek();
      assertThat(victim.faults).startsWith(LinkFault.PACKET_EMPTY + " 0");
    }
  }

  @Property(tries = 1500)
  void nonsenseAtAnyMomentNeverHarmsEitherSide(
      @ForAll(supplier = SmallRings.class) final RingShape shape, @ForAll final long seed) {
    Watchdog.guard("victim of a hostile ring", () -> survive(shape, seed));
  }

  private static void survive(final RingShape shape, final long seed) {
    final Victim victim = new Victim(shape);
    final SplittableRandom random = new SplittableRandom(seed);
    final AtomicBuffer packet = Buffers.allocate(shape.dataLength() + 8);
    final PacketClaim claim = new PacketClaim();
    for (int step = 0; step < STEPS; step++) {
      final int length = random.nextInt(shape.dataLength());
      switch (random.nextInt(8)) {
        case 0 -> victim.put(nonsensePlace(victim, random), nonsense(shape, random));
        case 1 -> victim.putLength(4 * random.nextInt(shape.dataLength() / 4), length);
        case 2, 3 -> known(victim.writer.write(packet, 0, length));
        case 4 -> {
          if (known(victim.writer.claim(length, claim)) > 0) {
            claim.putBytes(0, packet, 0, length);
            victim.writer.commit(claim);
          }
        }
        case 5 -> pollEverything(victim);
        case 6 -> known(victim.reader.read(packet, 0, random.nextInt(shape.dataLength())));
        default -> {
          if (victim.reader.isFaulted() || random.nextInt(10) == 0) {
            victim.begin();
          }
        }
      }
      final int status = victim.reader.peek();
      assertThat(victim.reader.isFaulted()).isEqualTo(status == Status.PEER_FAULT);
    }
    victim.memory.checkCanaries();
    checkGoodAsNew(victim, packet);
  }

  private static int nonsensePlace(final Victim victim, final SplittableRandom random) {
    return switch (random.nextInt(4)) {
      case 0 -> 0;
      case 1, 2 -> victim.writeIndexOffset();
      default -> victim.writeIndexOffset() + 4 + 4 * random.nextInt(victim.shape.dataLength() / 4);
    };
  }

  private static int nonsense(final RingShape shape, final SplittableRandom random) {
    return switch (random.nextInt(3)) {
      case 0 -> 4 * random.nextInt(shape.dataLength() / 4 + 1);
      case 1 -> random.nextInt(-8, shape.dataLength() + 8);
      default -> random.nextInt();
    };
  }

  /**
   * While nobody writes, a reader goes round once at most to the index that it has read before, and
   * once at most to the one that stands there now.
   */
  private static void pollEverything(final Victim victim) {
    final int most = 2 * (victim.shape.dataLength() / 8);
    final int count = victim.reader.poll(HostileRingProperties::touch, Integer.MAX_VALUE);
    assertThat(count).isLessThanOrEqualTo(most);
    if (count < 0) {
      assertThat(count).isEqualTo(Status.PEER_FAULT);
    }
  }

  private static void touch(final DirectBuffer buffer, final int offset, final int length) {
    assertThat(length).isPositive();
    buffer.getByte(offset);
    buffer.getByte(offset + length - 1);
  }

  private static int known(final int status) {
    if (status < 0) {
      assertThat(Status.name(status)).isNotEqualTo("UNKNOWN");
    }
    return status;
  }

  private static void checkGoodAsNew(final Victim victim, final AtomicBuffer packet) {
    victim.begin();
    final int longest = victim.shape.layout().maxPayload();
    assertThat(victim.writer.write(packet, 0, longest)).isEqualTo(longest);
    assertThat(victim.reader.read(packet, 0, longest)).isEqualTo(longest);
    assertThat(victim.faults).isEmpty();
  }
}
