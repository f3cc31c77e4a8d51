package org.intercore.properties.ring;

import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icmsg.buffer.Buffers;
import org.intercore.icmsg.ring.PacketClaim;
import org.intercore.icmsg.ring.PacketRingReader;
import org.intercore.icmsg.ring.PacketRingWriter;
import org.intercore.icmsg.status.Status;
import org.intercore.properties.Generators.RingShape;

/**
 * A seeded sequence of packets, which whoever knows the seed can write and whoever knows the seed can
 * check, on different threads or in different processes.
 */
final class RingTraffic {
  private static final int MAX_LENGTH = 300;

  private final RingShape shape;
  private final long seed;
  private final int count;
  private final Consumer<String> faults;

  RingTraffic(
      final RingShape shape, final long seed, final int count, final Consumer<String> faults) {
    this.shape = shape;
    this.seed = seed;
    this.count = count;
    this.faults = faults;
  }

  /** Empties a ring before anybody uses it. */
  void resetAsWriter(final AtomicBuffer ring) {
    writer(ring).init();
  }

  /** A writer that begins where a reset ring begins. */
  private PacketRingWriter writer(final AtomicBuffer ring) {
    return new PacketRingWriter(
        ring, shape.layout(), (fault, value) -> faults.accept(fault.describe(value)));
  }

  private PacketRingReader reader(final AtomicBuffer ring) {
    return new PacketRingReader(
        ring, shape.layout(), (fault, value) -> faults.accept(fault.describe(value)));
  }

  private int nextPacket(final SplittableRandom random, final AtomicBuffer packet) {
    final int length = random.nextInt(1, Math.min(MAX_LENGTH, shape.layout().maxPayload()) + 1);
    for (int i = 0; i < length; i++) {
      packet.putByte(i, (byte) random.nextInt());
    }
    return length;
  }

  /** Writes all packets, half of them without a copy, those of three bytes without a source too. */
  void writeAll(final AtomicBuffer ring) {
    final PacketRingWriter writer = writer(ring);
    final SplittableRandom random = new SplittableRandom(seed);
    final AtomicBuffer packet = Buffers.allocate(MAX_LENGTH);
    final PacketClaim claim = new PacketClaim();
    for (int i = 0; i < count; i++) {
      final int length = nextPacket(random, packet);
      while (!write(writer, claim, packet, length, i % 2 == 0)) {
        pause();
      }
    }
  }

  private static boolean write(
      final PacketRingWriter writer,
      final PacketClaim claim,
      final AtomicBuffer packet,
      final int length,
      final boolean copy) {
    final int result = copy ? write(writer, packet, length) : writer.claim(length, claim);
    if (result == Status.NO_BUFFERS) {
      return false;
    }
    if (result != length) {
      throw new AssertionError("writing " + length + " bytes: " + Status.describe(result));
    }
    if (!copy) {
      claim.putBytes(0, packet, 0, length);
      writer.commit(claim);
    }
    return true;
  }

  private static int write(
      final PacketRingWriter writer, final AtomicBuffer packet, final int length) {
    return length == 3
        ? writer.write(packet.getByte(0), packet.getByte(1), packet.getByte(2))
        : writer.write(packet, 0, length);
  }

  /** Reads all packets, in each of the ways that there are, and checks each. */
  void readAll(final AtomicBuffer ring) {
    final AtomicBuffer actual = Buffers.allocate(shape.layout().maxPayload());
    final AtomicBuffer expected = Buffers.allocate(MAX_LENGTH);
    final PacketRingReader reader = reader(ring);
    final SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < count; i++) {
      final int expectedLength = nextPacket(random, expected);
      final int number = i;
      while (!switch (number % 3) {
        case 0 -> {
          final int length = reader.read(actual, 0, actual.capacity());
          if (length != 0) {
            check(number, expected, expectedLength, actual, 0, length);
          }
          yield length != 0;
        }
        case 1 -> {
          final int length = reader.peek();
          if (length != 0) {
            check(
                number, expected, expectedLength, reader.payload(), reader.payloadOffset(), length);
            reader.consume();
          }
          yield length != 0;
        }
        default ->
          reader.poll(
                  (buffer, offset, length) ->
                      check(number, expected, expectedLength, buffer, offset, length),
                  1)
              != 0;
      }) {
        pause();
      }
    }
    if (reader.hasNext()) {
      throw new AssertionError("there is more in the ring than the " + count + " packets");
    }
  }

  /** Reads from one ring what it writes into another. */
  void echoAll(final AtomicBuffer from, final AtomicBuffer to) {
    final PacketRingReader reader = reader(from);
    final PacketRingWriter writer = writer(to);
    final int[] echoed = {0};
    while (echoed[0] < count) {
      final int done = reader.poll(
          (buffer, offset, length) -> {
            while (writer.write(buffer, offset, length) == Status.NO_BUFFERS) {
              pause();
            }
            echoed[0]++;
          },
          7);
      if (done == 0) {
        pause();
      } else if (done < 0) {
        throw new AssertionError(Status.describe(done));
      }
    }
  }

  private static void check(
      final int number,
      final AtomicBuffer expected,
      final int expectedLength,
      final DirectBuffer actual,
      final int offset,
      final int length) {
    if (length != expectedLength) {
      throw new AssertionError(
          "packet " + number + " has " + length + " bytes instead of " + expectedLength);
    }
    for (int i = 0; i < length; i++) {
      if (actual.getByte(offset + i) != expected.getByte(i)) {
        throw new AssertionError("byte " + i + " of " + length + " of packet " + number + " is "
            + actual.getByte(offset + i) + " instead of " + expected.getByte(i));
      }
    }
  }

  private static void pause() {
    if (Thread.currentThread().isInterrupted()) {
      throw new AssertionError("interrupted");
    }
    Thread.yield();
  }
}
