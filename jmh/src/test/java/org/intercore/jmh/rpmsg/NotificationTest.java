package org.intercore.jmh.rpmsg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icmsg.buffer.Buffers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is told when: not those who poll, and surely those who have asked. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NotificationTest {
  private static final int SCALE = Integer.getInteger("icbmsg.test.scale", 1);
  private static final int ROUND_TRIPS = 20_000 * SCALE;
  private static final int NEAR = 1;
  private static final int FAR = 2;
  private static final RpmsgConfig CONFIG = RpmsgConfig.defaults().withBuffers(8);

  private final List<Integer> toDevice = new ArrayList<>();
  private final List<Integer> toDriver = new ArrayList<>();
  private final AtomicBuffer scratch = Buffers.allocate(8);

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void nobodyIsToldWhoDoesNotAsk(final boolean eventIndex) {
    final Sides sides = Sides.of(CONFIG.withEventIndex(eventIndex), toDevice::add, toDriver::add);
    final RpmsgEndpoint near = sides.driver().createEndpoint(NEAR, FAR, this::ignore);
    final RpmsgEndpoint far = sides.device().createEndpoint(FAR, NEAR, this::ignore);
    for (int i = 0; i < 1000; i++) {
      near.trySend(scratch, 0, 1);
      far.trySend(scratch, 0, 1);
      sides.settle();
    }
    assertEquals(List.of(), toDevice);
    assertEquals(List.of(), toDriver);
  }

  @Test
  void whoAsksByFlagIsToldOfEachMessageUntilHeStops() {
    final Sides sides = Sides.of(CONFIG, toDevice::add, toDriver::add);
    final RpmsgEndpoint near = sides.driver().createEndpoint(NEAR, FAR, this::ignore);
    final RpmsgEndpoint far = sides.device().createEndpoint(FAR, NEAR, this::ignore);
    assertTrue(sides.device().arm());
    near.trySend(scratch, 0, 1);
    near.trySend(scratch, 0, 1);
    assertEquals(List.of(RpmsgLayout.TO_DEVICE, RpmsgLayout.TO_DEVICE), toDevice);
    sides.device().disarm();
    near.trySend(scratch, 0, 1);
    assertEquals(2, toDevice.size());
    // There is something already, so nobody may sleep.
    assertFalse(sides.device().arm());
    assertTrue(sides.driver().arm());
    far.trySend(scratch, 0, 1);
    assertEquals(List.of(RpmsgLayout.TO_DRIVER), toDriver);
    // Giving buffers back is told to nobody: senders look for themselves.
    sides.settle();
    assertEquals(2, toDevice.size());
    assertEquals(1, toDriver.size());
  }

  @Test
  void whoAsksByIndexIsToldOnce() {
    final Sides sides = Sides.of(CONFIG.withEventIndex(true), toDevice::add, toDriver::add);
    final RpmsgEndpoint near = sides.driver().createEndpoint(NEAR, FAR, this::ignore);
    sides.device().createEndpoint(FAR, NEAR, this::ignore);
    for (int i = 0; i < 100_000; i++) {
      // Across the end of the 16 bits, too.
      assertTrue(sides.device().arm());
      near.trySend(scratch, 0, 1);
      near.trySend(scratch, 0, 1);
      near.trySend(scratch, 0, 1);
      assertEquals(1, toDevice.size());
      toDevice.clear();
      sides.settle();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void severalPublishedTogetherAreOneNotification(final boolean eventIndex) {
    final Sides sides = Sides.of(CONFIG.withEventIndex(eventIndex), toDevice::add, toDriver::add);
    final RpmsgEndpoint near = sides.driver().createEndpoint(NEAR, FAR, this::ignore);
    assertTrue(sides.device().arm());
    for (int i = 0; i < 4; i++) {
      near.sendToNocopyLater(FAR, near.getTxPayloadBuffer(0), 1);
    }
    assertEquals(0, toDevice.size());
    near.flush();
    assertEquals(1, toDevice.size());
  }

  /** Sleeping after each message on both sides: a wake-up that is lost is a hang. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void noWakeUpIsLost(final boolean eventIndex) throws InterruptedException {
    final Semaphore driverBell = new Semaphore(0);
    final Semaphore deviceBell = new Semaphore(0);
    final Sides sides = Sides.of(
        CONFIG.withEventIndex(eventIndex),
        vring -> deviceBell.release(),
        vring -> driverBell.release());
    final int[] replies = new int[1];
    final RpmsgEndpoint near = sides
        .driver()
        .createEndpoint(NEAR, FAR, (endpoint, buffer, offset, length, source) -> replies[0]++);
    sides
        .device()
        .createEndpoint(
            FAR,
            NEAR,
            (endpoint, buffer, offset, length, source) -> endpoint.send(buffer, offset, length));
    final Thread echo = new Thread(() -> {
      for (int done = 0; done < ROUND_TRIPS; ) {
        done += pollOrSleep(sides.device(), deviceBell);
      }
    });
    echo.start();
    for (int i = 0; i < ROUND_TRIPS; i++) {
      near.send(scratch, 0, 1);
      while (replies[0] <= i) {
        pollOrSleep(sides.driver(), driverBell);
      }
    }
    echo.join();
  }

  private static int pollOrSleep(final RpmsgDevice device, final Semaphore bell) {
    final int done = device.poll();
    if (done == 0 && device.arm()) {
      try {
        assertTrue(bell.tryAcquire(20, TimeUnit.SECONDS), "a wake-up was lost");
      } catch (final InterruptedException e) {
        throw new AssertionError(e);
      }
      bell.drainPermits();
    }
    if (done == 0) {
      device.disarm();
    }
    return done;
  }

  private void ignore(
      final RpmsgEndpoint endpoint,
      final DirectBuffer buffer,
      final int offset,
      final int length,
      final int source) {}
}
