package org.intercore.properties.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icmsg.buffer.Buffers;
import org.intercore.icmsg.ring.PacketClaim;
import org.intercore.icmsg.ring.PacketRingReader;
import org.intercore.icmsg.ring.PacketRingWriter;
import org.intercore.icmsg.status.Status;
import org.intercore.properties.Generators.RingShape;
import org.intercore.properties.GuardedMemory;

/**
 * A ring beside what it must behave as: a queue of byte arrays that counts the bytes they take. The
 * numbers here are those of the wire's description, not the code's.
 */
final class RingModel {
  private static final int LONGEST_PACKET = 65_535;

  private final RingShape shape;
  private final GuardedMemory memory;
  private final PacketRingWriter writer;
  private final PacketRingReader reader;
  private final PacketClaim claim = new PacketClaim();
  private final List<String> faults = new ArrayList<>();
  private final ArrayDeque<byte[]> queue = new ArrayDeque<>();
  private int occupied;
  private int written;
  private byte[] claimed;
  private boolean overtaken;
  private boolean atHand;

  RingModel(final RingShape shape) {
    this.shape = shape;
    this.memory = new GuardedMemory(0xA5, shape.size());
    this.writer = new PacketRingWriter(
        memory.buffer(0), shape.layout(), (fault, value) -> faults.add("writer: " + fault));
    this.reader = new PacketRingReader(
        memory.buffer(0), shape.layout(), (fault, value) -> faults.add("reader: " + fault));
    writer.init();
    reader.init();
  }

  static int bytesInRing(final int length) {
    return 4 + (length + 3) / 4 * 4;
  }

  int longest() {
    return Math.min(LONGEST_PACKET, shape.dataLength() - 4 - 4);
  }

  /** The longest packet for which there is room now; 0 or less if there is none. */
  int longestNow() {
    return Math.min(longest(), shape.dataLength() - 4 - occupied - 4);
  }

  private int expected(final int length) {
    if (length == 0) {
      return Status.NO_DATA;
    }
    if (length > longest()) {
      return Status.BAD_MESSAGE;
    }
    return occupied + bytesInRing(length) > shape.dataLength() - 4 ? Status.NO_BUFFERS : length;
  }

  private byte[] nextContent(final int length) {
    written++;
    final byte[] content = new byte[length];
    for (int i = 0; i < length; i++) {
      content[i] = (byte) (31 * written + 7 * i + 1);
    }
    return content;
  }

  private void enqueue(final byte[] content) {
    queue.add(content);
    overtaken = true;
    occupied += bytesInRing(content.length);
  }

  private byte[] dequeue() {
    final byte[] content = queue.remove();
    occupied -= bytesInRing(content.length);
    return content;
  }

  void write(final int length) {
    final byte[] content = nextContent(length);
    final int expected = expected(length);
    assertThat(writer.write(buffer(content), 0, length)).as("write %d", length).isEqualTo(expected);
    if (expected > 0) {
      enqueue(content);
    }
  }

  void writeThree() {
    final byte[] content = nextContent(3);
    final int expected = expected(3);
    assertThat(writer.write(content[0], content[1], content[2])).isEqualTo(expected);
    if (expected > 0) {
      enqueue(content);
    }
  }

  void claimAndCommit(final int length) {
    claim(length);
    commit();
  }

  /** Claims room and fills one part of it; whatever was claimed before is forgotten. */
  void claim(final int length) {
    final byte[] content = nextContent(length);
    final int expected = expected(length);
    assertThat(writer.claim(length, claim)).as("claim %d", length).isEqualTo(expected);
    claimed = expected > 0 ? content : null;
    overtaken = false;
    if (claimed != null) {
      assertThat(claim.length()).isEqualTo(length);
      // In two parts, so that either of them may be the one that wraps.
      claim.putBytes(length / 2, buffer(content), length / 2, length - length / 2);
    }
  }

  /** Fills the rest of what is claimed and publishes it, unless another packet was written since. */
  void commit() {
    if (claimed == null || overtaken) {
      assertThatThrownBy(() -> writer.commit(claim)).isInstanceOf(IllegalStateException.class);
      return;
    }
    for (int i = 0; i < claimed.length / 2; i++) {
      claim.putByte(i, claimed[i]);
    }
    assertThat(writer.commit(claim)).isEqualTo(claimed.length);
    enqueue(claimed);
    claimed = null;
  }

  void read(final int room) {
    final AtomicBuffer target = Buffers.allocate(Math.max(room, 1));
    final int result = reader.read(target, 0, room);
    atHand = !queue.isEmpty() && queue.element().length > room;
    if (queue.isEmpty()) {
      assertThat(result).isZero();
    } else if (atHand) {
      assertThat(result).isEqualTo(Status.NO_MEMORY);
    } else {
      assertThat(bytes(target, 0, result)).isEqualTo(dequeue());
    }
  }

  /** Looks at the next packet and leaves it in the ring. */
  void peek() {
    final int result = reader.peek();
    atHand = !queue.isEmpty();
    assertThat(result).isEqualTo(atHand ? queue.element().length : 0);
    if (atHand) {
      assertThat(bytes(reader.payload(), reader.payloadOffset(), result))
          .isEqualTo(queue.element());
    }
  }

  /** Whoever looks at the ring sees no difference. */
  void fetchAhead() {
    writer.fetchNext();
    writer.fetchIndex();
  }

  /** Takes the packet last looked at out of the ring, if there is one. */
  void consume() {
    reader.consume();
    if (atHand) {
      dequeue();
    }
    atHand = false;
  }

  void poll(final int limit) {
    final int expected = Math.min(limit, queue.size());
    assertThat(reader.poll(this::isNext, limit)).isEqualTo(expected);
    atHand = atHand && limit == 0;
  }

  /** A packet whose handler throws counts as delivered. */
  void pollAndThrow() {
    final int before = queue.size();
    try {
      assertThat(reader.poll(
              (buffer, offset, length) -> {
                isNext(buffer, offset, length);
                throw new Refusal();
              },
              10))
          .isZero();
      assertThat(before).isZero();
    } catch (final Refusal refusal) {
      assertThat(queue).hasSize(before - 1);
    }
    atHand = false;
  }

  private void isNext(final DirectBuffer buffer, final int offset, final int length) {
    assertThat(queue).as("the ring had more than was written").isNotEmpty();
    assertThat(bytes(buffer, offset, length)).isEqualTo(dequeue());
  }

  /** What must be true after each step. */
  void check() {
    final int readIndex = word(0);
    final int writeIndex = word(Math.max(shape.alignment(), shape.handshake() ? 8 : 4));
    assertThat(readIndex).isBetween(0, shape.dataLength() - 4);
    assertThat(writeIndex).isBetween(0, shape.dataLength() - 4);
    assertThat(Math.floorMod(writeIndex - readIndex, shape.dataLength())).isEqualTo(occupied);
    assertThat(reader.hasNext()).isEqualTo(!queue.isEmpty());
    assertThat(faults).isEmpty();
    memory.checkCanaries();
    for (int i = shape.size() - shape.slack(); i < shape.size(); i++) {
      assertThat(memory.buffer(0).getByte(i)).as("the slack").isEqualTo((byte) 0xA5);
    }
  }

  /** An empty ring whose next packet begins at an offset. */
  void checkIsAt(final int offset) {
    check();
    assertThat(queue).isEmpty();
    assertThat(word(0)).isEqualTo(offset);
  }

  /** What must be true at the end: everything comes out, and the ring is as good as new. */
  void drain() {
    while (!queue.isEmpty()) {
      read(longest());
      check();
    }
    read(longest());
    write(longest());
    write(1);
    read(longest());
    check();
  }

  private int word(final int offset) {
    return memory.buffer(0).getInt(offset, ByteOrder.LITTLE_ENDIAN);
  }

  private static DirectBuffer buffer(final byte[] content) {
    final AtomicBuffer buffer = Buffers.allocate(content.length);
    buffer.putBytes(0, content);
    return buffer;
  }

  private static byte[] bytes(final DirectBuffer buffer, final int offset, final int length) {
    final byte[] bytes = new byte[length];
    buffer.getBytes(offset, bytes);
    return Arrays.copyOf(bytes, length);
  }

  private static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;
  }
}
