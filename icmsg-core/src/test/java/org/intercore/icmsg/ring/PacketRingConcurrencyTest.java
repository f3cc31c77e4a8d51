package org.intercore.icmsg.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icmsg.InThread;
import org.intercore.icmsg.buffer.Buffers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PacketRingConcurrencyTest {
  private static final int PACKETS = 300_000;

  /**
   * Hunts an index that becomes visible before the bytes that it covers, and room that is taken
   * again before the reader is done with it. Each packet's bytes follow from its number and its
   * length, so a byte of an older packet in its place is seen.
   */
  @Test
  @Timeout(120)
  void twoThreadsNeverSeeAPacketHalfWrittenOrOverwritten() {
    final RingFixture ring = new RingFixture(64 + 4 + 92, 64, false);

    final CompletableFuture<Void> writing = InThread.run(() -> write(ring));
    for (int number = 0; number < PACKETS; number++) {
      while (ring.reader.peek() <= 0) {
        Thread.yield();
      }
      final int length = ring.reader.peek();
      if (length != length(number)) {
        throw new AssertionError("packet " + number + " has length " + length);
      }
      for (int i = 0; i < length; i++) {
        final byte seen = ring.reader.payload().getByte(ring.reader.payloadOffset() + i);
        if (seen != content(number, i)) {
          throw new AssertionError("packet " + number + " has " + seen + " at " + i);
        }
      }
      ring.reader.consume();
    }
    writing.join();

    assertThat(ring.faults).isEmpty();
    assertThat(ring.reader.peek()).isZero();
  }

  private static void write(final RingFixture ring) {
    final AtomicBuffer payload = Buffers.allocate(32);
    for (int number = 0; number < PACKETS; number++) {
      final int length = length(number);
      for (int i = 0; i < length; i++) {
        payload.putByte(i, content(number, i));
      }
      do {
        // The ring is full most of the time, and these write just before what was not read yet.
        ring.writer.fetchNext();
        ring.writer.fetchIndex();
        Thread.yield();
      } while (ring.writer.write(payload, 0, length) < 0);
    }
  }

  private static int length(final int number) {
    return 1 + (number * 7 & 31);
  }

  private static byte content(final int number, final int index) {
    return (byte) (number + 31 * index);
  }
}
