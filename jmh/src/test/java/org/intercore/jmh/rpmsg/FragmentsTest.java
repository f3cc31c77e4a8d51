package org.intercore.jmh.rpmsg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icmsg.buffer.Buffers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that are longer than a buffer. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FragmentsTest {
  private static final int BUFFERS = 64;
  private static final int MAX = 20_000;
  private static final int NEAR = 1;
  private static final int FAR = 2;

  /** Of a part in a buffer of 512 bytes. */
  private static final int ROOM = 512 - 16 - 8;

  private final long seed = System.nanoTime();
  private final SplittableRandom random = new SplittableRandom(seed);
  private final List<byte[]> received = new ArrayList<>();
  private final Assembler assembler = new Assembler(MAX, (buffer, offset, length, source) -> {
    assertEquals(NEAR, source);
    final byte[] bytes = new byte[length];
    buffer.getBytes(offset, bytes);
    received.add(bytes);
  });
  private final FragmentReader reader = new FragmentReader(assembler);
  private final Sides sides = Sides.of(RpmsgConfig.defaults().withBuffers(BUFFERS));
  private final RpmsgEndpoint near =
      sides.driver().createEndpoint(NEAR, FAR, (endpoint, buffer, offset, length, source) -> {});

  FragmentsTest() {
    sides.device().createEndpoint(FAR, NEAR, reader);
  }

  private byte[] message(final int length) {
    final byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static AtomicBuffer buffer(final byte[] bytes) {
    final AtomicBuffer buffer = Buffers.allocate(bytes.length + 3);
    buffer.putBytes(3, bytes);
    return buffer;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 1000})
  void messagesOfEveryLengthArriveWhole(final int burst) {
    final FragmentingSender sender = new FragmentingSender(near, burst);
    final List<Integer> lengths = new ArrayList<>(
        List.of(0, 1, ROOM - 1, ROOM, ROOM + 1, 2 * ROOM, 2 * ROOM + 1, 16 * 1024, MAX));
    for (int i = 0; i < 200; i++) {
      lengths.add(random.nextInt(MAX + 1));
    }
    for (final int length : lengths) {
      final byte[] message = message(length);
      assertEquals(length, sender.send(buffer(message), 3, length, 0));
      assertEquals(Math.max(1, (length + ROOM - 1) / ROOM), sides.device().poll());
      assertEquals(1, received.size(), () -> length + " bytes; seed " + seed);
      assertArrayEquals(message, received.remove(0));
    }
    assertEquals(0, reader.strays() + reader.abandoned() + assembler.tooLong());
  }

  @Test
  void aMessageIsWrittenInPlace() {
    final byte[] message = message(5000);
    final FragmentingSender sender = new FragmentingSender(near);
    sender.send(
        message.length,
        (position, buffer, offset, length) -> buffer.putBytes(offset, message, position, length),
        0);
    sides.device().poll();
    assertArrayEquals(message, received.get(0));
    assertThrows(
        IllegalStateException.class,
        () -> sender.send(
            message.length,
            (position, buffer, offset, length) -> {
              if (position > 0) {
                throw new IllegalStateException("thrown by the test");
              }
            },
            0));
    assertEquals(5000, sender.send(buffer(message), 3, 5000, 0));
    sides.device().poll();
    assertEquals(2, received.size());
    assertArrayEquals(message, received.get(1));
    assertEquals(1, reader.abandoned());
    everyBufferIsThere();
  }

  @Test
  void aMessageThatFindsNoBufferIsForgotten() {
    final FragmentingSender sender = new FragmentingSender(near);
    final int tooMuch = (BUFFERS + 1) * ROOM;
    final byte[] message = message(tooMuch);
    assertEquals(RpmsgStatus.NO_BUFFER, sender.send(buffer(message), 3, tooMuch, 0));
    assertEquals(BUFFERS, sides.device().poll());
    final long waitNs = TimeUnit.MILLISECONDS.toNanos(5);
    final long startNs = System.nanoTime();
    assertEquals(RpmsgStatus.NO_BUFFER, sender.send(buffer(message), 3, tooMuch, waitNs));
    assertTrue(System.nanoTime() - startNs >= waitNs);
    assertEquals(BUFFERS, sides.device().poll());
    assertEquals(1000, sender.send(buffer(message), 3, 1000, 0));
    sides.device().poll();
    assertEquals(1000, received.get(0).length);
    assertEquals(1, received.size());
    assertEquals(2, reader.abandoned());
    assertEquals(2, assembler.tooLong());
    everyBufferIsThere();
  }

  @Test
  void moreThanThereAreBuffersIsSentWhileTheOtherSideReads() throws InterruptedException {
    final int length = 10 * BUFFERS * ROOM + 7;
    final byte[] message = message(length);
    final List<byte[]> large = new ArrayList<>();
    sides
        .device()
        .createEndpoint(
            FAR + 1, NEAR, new FragmentReader(new Assembler(length, (buffer, offset, n, source) -> {
              final byte[] bytes = new byte[n];
              buffer.getBytes(offset, bytes);
              large.add(bytes);
            })));
    final RpmsgEndpoint sending = sides
        .driver()
        .createEndpoint(NEAR + 2, FAR + 1, (endpoint, buffer, offset, n, source) -> {});
    final Thread receiver = new Thread(() -> {
      while (large.size() < 3) {
        sides.device().poll();
      }
    });
    receiver.start();
    final long patienceNs = TimeUnit.SECONDS.toNanos(30);
    for (final int burst : new int[] {1, 4, 10 * BUFFERS}) {
      final FragmentingSender sender = new FragmentingSender(sending, burst);
      assertEquals(length, sender.send(buffer(message), 3, length, patienceNs));
    }
    receiver.join();
    large.forEach(bytes -> assertArrayEquals(message, bytes));
  }

  @Test
  void partsThatBelongToNothingAreCounted() {
    final int[][] parts = {
      {100, 50, 10}, // not the first
      {100, 0, 50}, // the first
      {101, 50, 10}, // of another message
      {100, 60, 10}, // one is missing
      {100, 50, 60}, // goes too far
      {100, 50, 0}, // nothing
      {-1, 50, 10},
      {100, 50, 50}, // the right one
      {100, 100, 0},
      {-1, 0, 1},
      {0, 0, 1},
      {-5, 0, 0},
    };
    final AtomicBuffer part = Buffers.allocate(100);
    for (final int[] fields : parts) {
      part.putInt(0, fields[0]);
      part.putInt(4, fields[1]);
      near.trySend(part, 0, 8 + fields[2]);
    }
    near.trySend(part, 0, 7);
    assertEquals(parts.length + 1, sides.device().poll());
    assertEquals(1, received.size());
    assertEquals(parts.length - 2 + 1, reader.strays());
  }

  private void everyBufferIsThere() {
    for (int i = 0; i < BUFFERS; i++) {
      assertTrue(near.trySend(Buffers.allocate(8), 0, 8) >= 0, "buffer " + i);
    }
    assertEquals(RpmsgStatus.NO_BUFFER, near.trySend(Buffers.allocate(8), 0, 8));
  }
}
