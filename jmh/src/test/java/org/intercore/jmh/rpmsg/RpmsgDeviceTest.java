package org.intercore.jmh.rpmsg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icmsg.buffer.Buffers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a side answers, for both roles. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RpmsgDeviceTest {
  private static final int BUFFERS = 8;
  private static final RpmsgConfig SMALL = RpmsgConfig.defaults().withBuffers(BUFFERS);
  private static final int NEAR = 100;
  private static final int FAR = 200;

  private final List<Long> received = new ArrayList<>();
  private final AtomicBuffer scratch = Buffers.allocate(1024);

  private void collect(
      final RpmsgEndpoint endpoint,
      final DirectBuffer buffer,
      final int offset,
      final int length,
      final int source) {
    assertEquals(Long.BYTES, length);
    received.add(buffer.getLong(offset));
  }

  private int trySend(final RpmsgEndpoint from, final long value) {
    scratch.putLong(0, value);
    return from.trySend(scratch, 0, Long.BYTES);
  }

  private static void unexpected(
      final RpmsgEndpoint endpoint,
      final DirectBuffer buffer,
      final int offset,
      final int length,
      final int source) {
    throw new AssertionError("a message for nobody");
  }

  private RpmsgEndpoint near(final Sides sides, final RpmsgRole role) {
    return sides.side(role).createEndpoint(NEAR, FAR, RpmsgDeviceTest::unexpected);
  }

  private RpmsgEndpoint far(final Sides sides, final RpmsgRole role, final RpmsgHandler handler) {
    return sides.other(role).createEndpoint(FAR, RpmsgEndpoint.ANY, handler);
  }

  @ParameterizedTest
  @EnumSource(RpmsgRole.class)
  void thereAreAsManyMessagesAsBuffers(final RpmsgRole role) {
    for (final boolean locked : new boolean[] {true, false}) {
      received.clear();
      final Sides sides = Sides.of(SMALL.withLocks(locked));
      final RpmsgEndpoint near = near(sides, role);
      far(sides, role, this::collect);
      final List<Long> expected = new ArrayList<>();
      for (long round = 0; round < 5; round++) {
        for (long i = 0; i < BUFFERS; i++) {
          expected.add(round * BUFFERS + i);
          assertEquals(Long.BYTES, trySend(near, round * BUFFERS + i));
        }
        assertEquals(RpmsgStatus.NO_BUFFER, trySend(near, -1));
        assertEquals(RpmsgStatus.NO_BUFFER, near.getTxPayloadBuffer(0));
        assertEquals(3, sides.other(role).poll(3));
        assertEquals(BUFFERS - 3, sides.other(role).poll());
        assertEquals(0, sides.other(role).poll());
      }
      assertEquals(expected, received);
    }
  }

  @ParameterizedTest
  @EnumSource(RpmsgRole.class)
  void whatIsHeldIsKeptAndReleasedInAnyOrder(final RpmsgRole role) {
    final long seed = System.nanoTime();
    final Random random = new Random(seed);
    final Sides sides = Sides.of(SMALL);
    final RpmsgEndpoint near = near(sides, role);
    final List<Integer> held = new ArrayList<>();
    final List<Long> values = new ArrayList<>();
    final RpmsgEndpoint far = far(sides, role, (endpoint, buffer, offset, length, source) -> {
      held.add(endpoint.holdRxBuffer());
      values.add(buffer.getLong(offset));
      assertThrows(IllegalStateException.class, endpoint::holdRxBuffer);
    });
    long next = 0;
    for (int round = 0; round < 2000; round++) {
      while (trySend(near, next) >= 0) {
        next++;
      }
      sides.settle();
      assertEquals(BUFFERS, held.size());
      for (int i = 0; i < held.size(); i++) {
        assertEquals(
            values.get(i),
            sides.memory().getLong(far.rxPayloadOffset(held.get(i))),
            () -> "" + seed);
        assertEquals(Long.BYTES, far.rxPayloadLength(held.get(i)));
      }
      for (int i = 1 + random.nextInt(BUFFERS); i > 0; i--) {
        final int which = random.nextInt(held.size());
        values.remove(which);
        final int buffer = held.remove(which);
        far.releaseRxBuffer(buffer);
        assertThrows(IllegalStateException.class, () -> far.releaseRxBuffer(buffer));
      }
    }
    assertThrows(IllegalStateException.class, far::holdRxBuffer);
  }

  @Test
  void nothingIsHeldOutsideAHandler() {
    final Sides sides = Sides.of(SMALL);
    final RpmsgEndpoint near = near(sides, RpmsgRole.DRIVER);
    final RpmsgEndpoint far = far(sides, RpmsgRole.DRIVER, this::collect);
    assertThrows(IllegalStateException.class, far::holdRxBuffer);
    trySend(near, 1);
    sides.settle();
    assertThrows(IllegalStateException.class, far::holdRxBuffer);
  }

  @ParameterizedTest
  @EnumSource(RpmsgRole.class)
  void lentBuffersAreSentInAnyOrderOrGivenBack(final RpmsgRole role) {
    final Sides sides = Sides.of(SMALL);
    final RpmsgEndpoint near = near(sides, role);
    far(sides, role, this::collect);
    for (int round = 0; round < 100; round++) {
      received.clear();
      final List<Integer> lent = new ArrayList<>();
      final List<Long> expected = new ArrayList<>();
      for (int i = 0; i < BUFFERS; i++) {
        final int buffer = near.getTxPayloadBuffer(0);
        assertFalse(lent.contains(buffer));
        lent.add(buffer);
        near.memory().putLong(near.txPayloadOffset(buffer), buffer);
      }
      assertEquals(RpmsgStatus.NO_BUFFER, near.getTxPayloadBuffer(0));
      Collections.shuffle(lent, new Random(round));
      for (int i = 0; i < BUFFERS; i++) {
        final int buffer = lent.get(i);
        if (i % 3 == 0) {
          near.releaseTxBuffer(buffer);
        } else if (i % 3 == 1) {
          assertEquals(Long.BYTES, near.sendNocopy(buffer, Long.BYTES));
          expected.add((long) buffer);
        } else {
          assertEquals(Long.BYTES, near.sendToNocopyLater(FAR, buffer, Long.BYTES));
          expected.add((long) buffer);
        }
        assertThrows(IllegalStateException.class, () -> near.sendNocopy(buffer, 1));
        assertThrows(IllegalStateException.class, () -> near.releaseTxBuffer(buffer));
      }
      near.flush();
      sides.settle();
      assertEquals(expected, received);
    }
  }

  @Test
  void whatWasSentForLaterIsSeenLater() {
    final Sides sides = Sides.of(SMALL);
    final RpmsgEndpoint near = near(sides, RpmsgRole.DRIVER);
    far(sides, RpmsgRole.DRIVER, this::collect);
    final int buffer = near.getTxPayloadBuffer(0);
    near.memory().putLong(near.txPayloadOffset(buffer), 1);
    near.sendToNocopyLater(FAR, buffer, Long.BYTES);
    sides.settle();
    assertEquals(List.of(), received);
    trySend(near, 2);
    sides.settle();
    assertEquals(List.of(1L, 2L), received);
  }

  @Test
  void whatIsTooLongOrForNobodyIsRefused() {
    final Sides sides = Sides.of(SMALL);
    final RpmsgEndpoint near = near(sides, RpmsgRole.DRIVER);
    assertEquals(496, near.maxPayload());
    assertEquals(RpmsgStatus.BUFFER_SIZE, near.trySend(scratch, 0, 497));
    assertThrows(IndexOutOfBoundsException.class, () -> near.trySend(scratch, 1020, 8));
    assertThrows(IndexOutOfBoundsException.class, () -> near.trySend(scratch, 0, -1));
    final RpmsgEndpoint unbound =
        sides.driver().createEndpoint(5, RpmsgEndpoint.ANY, RpmsgDeviceTest::unexpected);
    assertEquals(RpmsgStatus.ADDRESS, unbound.trySend(scratch, 0, 1));
    final int buffer = near.getTxPayloadBuffer(0);
    assertEquals(RpmsgStatus.BUFFER_SIZE, near.sendNocopy(buffer, 497));
    assertEquals(RpmsgStatus.BUFFER_SIZE, near.sendNocopy(buffer, -1));
    assertEquals(RpmsgStatus.ADDRESS, unbound.sendNocopy(buffer, 1));
    assertEquals(496, near.sendNocopy(buffer, 496));
    // And the lock is free again.
    assertEquals(1, near.trySend(scratch, 0, 1));
    assertEquals(2, sides.device().poll());
    assertEquals(2, sides.device().undeliverable());
  }

  @Test
  void aLengthThatCannotBeTrueIsDroppedAndItsBufferGoesBack() {
    final Sides sides = Sides.of(SMALL);
    final RpmsgEndpoint near = near(sides, RpmsgRole.DRIVER);
    far(sides, RpmsgRole.DRIVER, RpmsgDeviceTest::unexpected);
    for (int i = 0; i < 3 * BUFFERS; i++) {
      final int buffer = near.getTxPayloadBuffer(0);
      final int header = near.txPayloadOffset(buffer) - RpmsgHeader.LENGTH;
      near.sendNocopy(buffer, 0);
      near.memory().putShort(header + 12, (short) (i % 2 == 0 ? 497 : 0xFFFF));
      assertEquals(1, sides.device().poll());
    }
    assertEquals(3 * BUFFERS, sides.device().oversized());
  }

  @Test
  void aHandlerThatThrowsLosesNoBuffer() {
    final Sides sides = Sides.of(SMALL);
    final RpmsgEndpoint near = near(sides, RpmsgRole.DRIVER);
    far(sides, RpmsgRole.DRIVER, (endpoint, buffer, offset, length, source) -> {
      throw new IllegalArgumentException("thrown by the test");
    });
    for (int i = 0; i < 3 * BUFFERS; i++) {
      assertEquals(Long.BYTES, trySend(near, i));
      assertThrows(IllegalArgumentException.class, sides.device()::poll);
    }
  }

  @Test
  void endpointsOfOneNameFindEachOtherWhoeverComesFirst() {
    final Sides sides = Sides.of(SMALL);
    final RpmsgEndpoint early = sides.driver().createEndpoint("early", RpmsgDeviceTest::unexpected);
    sides.settle();
    final RpmsgEndpoint other = sides.device().createEndpoint("other", this::collect);
    final RpmsgEndpoint late = sides.device().createEndpoint("early", this::collect);
    assertTrue(late.isBound(), "its peer was announced before");
    assertFalse(early.isBound());
    sides.settle();
    assertTrue(early.isBound());
    assertFalse(other.isBound());
    assertEquals(late.address(), early.destination());
    assertEquals(early.address(), late.destination());
    assertNotEquals(other.address(), late.address());
    trySend(early, 7);
    sides.settle();
    assertEquals(List.of(7L), received);
  }

  @Test
  void anEndpointThatGoesIsForgotten() {
    final Sides sides = Sides.of(SMALL);
    final RpmsgEndpoint near = sides.driver().createEndpoint("a", RpmsgDeviceTest::unexpected);
    final RpmsgEndpoint far = sides.device().createEndpoint("a", this::collect);
    sides.settle();
    assertTrue(near.isBound());
    trySend(near, 1);
    far.destroy();
    far.destroy();
    sides.settle();
    assertFalse(near.isBound());
    assertEquals(1, sides.device().undeliverable());
    assertEquals(RpmsgStatus.ADDRESS, trySend(near, 2));
    final RpmsgEndpoint again = sides.device().createEndpoint("a", this::collect);
    assertEquals(far.address(), again.address(), "the lowest free address");
    sides.settle();
    trySend(near, 3);
    sides.settle();
    assertEquals(List.of(3L), received);
  }

  @Test
  void whoeverSpeaksFirstIsWhomAnEndpointTalksTo() {
    final Sides sides = Sides.of(SMALL);
    final RpmsgEndpoint near = near(sides, RpmsgRole.DRIVER);
    final RpmsgEndpoint far = far(sides, RpmsgRole.DRIVER, this::collect);
    assertFalse(far.isBound());
    trySend(near, 1);
    sides.settle();
    assertEquals(NEAR, far.destination());
  }

  @Test
  void addressesOfAllSizesAreFound() {
    final Sides sides = Sides.of(SMALL);
    final List<RpmsgEndpoint> senders = new ArrayList<>();
    for (final int address : new int[] {0, 52, 1023, 1024, 1030, 70_000, 0x80000000, -2}) {
      sides.device().createEndpoint(address, RpmsgEndpoint.ANY, this::collect);
      senders.add(sides.driver().createEndpoint(address, address, RpmsgDeviceTest::unexpected));
    }
    for (final RpmsgEndpoint sender : senders) {
      trySend(sender, sender.address());
      sides.settle();
    }
    assertEquals(senders.stream().map(s -> (long) s.address()).toList(), received);
    assertThrows(
        IllegalStateException.class,
        () -> sides.driver().createEndpoint(1030, 1, RpmsgDeviceTest::unexpected));
    assertThrows(
        IllegalArgumentException.class,
        () -> sides.driver().createEndpoint(-1, 1, RpmsgDeviceTest::unexpected));
    assertEquals(
        1025, sides.driver().createEndpoint("x", RpmsgDeviceTest::unexpected).address());
  }

  @Test
  void namesOfUpTo31BytesArrive() {
    final Sides sides = Sides.of(SMALL);
    for (final String name : List.of("a", "x".repeat(31), "\u00e4".repeat(15))) {
      final RpmsgEndpoint near = sides.driver().createEndpoint(name, RpmsgDeviceTest::unexpected);
      final RpmsgEndpoint far = sides.device().createEndpoint(name, RpmsgDeviceTest::unexpected);
      sides.settle();
      assertEquals(far.address(), near.destination());
    }
    for (final String name : List.of("", "x".repeat(32), "\u00e4".repeat(16), "a\0b")) {
      assertThrows(
          IllegalArgumentException.class,
          () -> sides.driver().createEndpoint(name, RpmsgDeviceTest::unexpected));
    }
  }

  @Test
  void aWaitEndsWithItsTimeOrAnInterrupt() {
    final Sides sides = Sides.of(SMALL);
    final RpmsgEndpoint near = near(sides, RpmsgRole.DRIVER);
    while (trySend(near, 0) >= 0) {
      received.add(0L);
    }
    final long waitNs = TimeUnit.MILLISECONDS.toNanos(5);
    final long startNs = System.nanoTime();
    assertEquals(RpmsgStatus.NO_BUFFER, near.sendTo(FAR, scratch, 0, 1, waitNs));
    assertTrue(System.nanoTime() - startNs >= waitNs);
    Thread.currentThread().interrupt();
    assertEquals(RpmsgStatus.INTERRUPTED, near.send(scratch, 0, 1));
    assertTrue(Thread.interrupted());
  }

  /** Else each side would wait for what the other one keeps. */
  @Test
  void aHandlerThatWaitsHasGivenBackWhatWasReadBeforeIt() throws InterruptedException {
    final Sides sides = Sides.of(SMALL);
    final RpmsgEndpoint near =
        sides.driver().createEndpoint(NEAR, FAR, (endpoint, buffer, offset, length, source) -> {});
    final RpmsgEndpoint far =
        far(sides, RpmsgRole.DRIVER, (endpoint, buffer, offset, length, source) -> {
          if (buffer.getLong(offset) == 1) {
            received.add((long) endpoint.send(scratch, 512, Long.BYTES));
          }
        });
    far.bind(NEAR);
    for (int i = 0; i < BUFFERS; i++) {
      assertEquals(Long.BYTES, far.trySend(scratch, 0, Long.BYTES));
      assertEquals(Long.BYTES, trySend(near, i));
    }
    final Thread peer = new Thread(sides.device()::poll);
    peer.start();
    final long patienceNs = TimeUnit.SECONDS.toNanos(10);
    assertEquals(Long.BYTES, near.sendTo(FAR, scratch, 0, Long.BYTES, patienceNs));
    sides.driver().poll();
    peer.join();
    assertEquals(List.of((long) Long.BYTES), received);
  }
}
