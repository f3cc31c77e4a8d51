package org.intercore.jmh.rpmsg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icmsg.buffer.Buffers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Order and content while both sides run: several times round the indices. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TwoThreadsTest {
  private static final int SCALE = Integer.getInteger("icbmsg.test.scale", 1);
  private static final int MESSAGES = 300_000 * SCALE;
  private static final int SENDERS = 3;
  private static final int NEAR = 1024;
  private static final int FAR = 2048;

  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @ParameterizedTest
  @CsvSource({
    "DRIVER, 2, true", "DRIVER, 64, false", "DRIVER, 256, true",
    "DEVICE, 2, false", "DEVICE, 64, true", "DEVICE, 256, false",
  })
  void messagesArriveInOrderAndWhole(final RpmsgRole role, final int buffers, final boolean locked)
      throws Exception {
    final Sides sides = Sides.of(RpmsgConfig.defaults().withBuffers(buffers).withLocks(locked));
    final SequenceCheck check = new SequenceCheck();
    sides.other(role).createEndpoint(FAR, NEAR, check);
    final RpmsgEndpoint near = sides.side(role).createEndpoint(NEAR, FAR, new SequenceCheck());
    // With hardly any buffers each message waits for the other thread.
    final int messages = buffers == 2 ? MESSAGES / 10 : MESSAGES;
    final Future<?> sender = threads.submit(() -> SequenceCheck.send(near, messages));
    pollUntil(sides.other(role), () -> check.count() == messages, sender);
  }

  @Test
  void bothSidesSendAtOnce() throws Exception {
    final Sides sides = Sides.of(RpmsgConfig.defaults().withBuffers(16).withLocks(false));
    final List<Future<?>> all = new ArrayList<>();
    for (final RpmsgRole role : RpmsgRole.values()) {
      final RpmsgDevice side = sides.side(role);
      final SequenceCheck check = new SequenceCheck();
      final int address = role == RpmsgRole.DRIVER ? NEAR : FAR;
      final RpmsgEndpoint endpoint = side.createEndpoint(address, NEAR + FAR - address, check);
      all.add(threads.submit(() -> {
        final AtomicBuffer scratch = Buffers.allocate(SequenceCheck.MAX_LENGTH);
        int sent = 0;
        while (sent < MESSAGES || check.count() < MESSAGES) {
          if (sent < MESSAGES && SequenceCheck.trySend(endpoint, scratch, sent)) {
            sent++;
          }
          if (side.poll(4) == 0) {
            Thread.yield();
          }
        }
        return null;
      }));
    }
    for (final Future<?> side : all) {
      side.get();
    }
  }

  @Test
  void whatManyThreadsSendArrivesOnceAndInTheirOrder() throws Exception {
    final Sides sides = Sides.of(RpmsgConfig.defaults().withBuffers(32));
    final List<SequenceCheck> checks = new ArrayList<>();
    final List<Future<?>> senders = new ArrayList<>();
    for (int i = 0; i < SENDERS; i++) {
      final SequenceCheck check = new SequenceCheck();
      checks.add(check);
      sides.device().createEndpoint(FAR + i, NEAR + i, check);
      final RpmsgEndpoint near =
          sides.driver().createEndpoint(NEAR + i, FAR + i, new SequenceCheck());
      senders.add(threads.submit(() -> SequenceCheck.send(near, MESSAGES / SENDERS)));
    }
    pollUntil(
        sides.device(),
        () -> checks.stream().mapToInt(SequenceCheck::count).sum() == MESSAGES / SENDERS * SENDERS,
        senders.toArray(new Future<?>[0]));
  }

  @Test
  void heldMessagesAreReleasedByAnotherThread() throws Exception {
    final Sides sides = Sides.of(RpmsgConfig.defaults().withBuffers(32));
    final LinkedBlockingQueue<Integer> held = new LinkedBlockingQueue<>();
    final AtomicBoolean done = new AtomicBoolean();
    final SequenceCheck check = new SequenceCheck();
    final RpmsgEndpoint far = sides
        .device()
        .createEndpoint(FAR, NEAR, (endpoint, buffer, offset, length, source) -> {
          check.onMessage(endpoint, buffer, offset, length, source);
          if (check.count() % 3 == 0) {
            held.add(endpoint.holdRxBuffer());
          }
        });
    final RpmsgEndpoint near = sides.driver().createEndpoint(NEAR, FAR, new SequenceCheck());
    final Future<?> sender = threads.submit(() -> SequenceCheck.send(near, MESSAGES));
    final Future<?> releaser = threads.submit(() -> {
      int released = 0;
      while (released < MESSAGES / 3) {
        final int buffer = held.take();
        SequenceCheck.requireContent(
            far.memory(), far.rxPayloadOffset(buffer), far.rxPayloadLength(buffer));
        far.releaseRxBuffer(buffer);
        released++;
      }
      done.set(true);
      return null;
    });
    pollUntil(sides.device(), () -> check.count() == MESSAGES && done.get(), sender, releaser);
    assertTrue(held.isEmpty());
    int free = 0;
    while (near.trySend(Buffers.allocate(1), 0, 1) >= 0) {
      free++;
    }
    assertEquals(32, free, "buffers after all was released");
  }

  private interface Condition {
    boolean isTrue();
  }

  private static void pollUntil(
      final RpmsgDevice device, final Condition condition, final Future<?>... others)
      throws InterruptedException, ExecutionException {
    while (!condition.isTrue()) {
      if (device.poll() == 0) {
        for (final Future<?> other : others) {
          if (other.isDone()) {
            // Throws what it has thrown.
            other.get();
          }
        }
        // The machine may have fewer cores than threads.
        Thread.yield();
      }
    }
    for (final Future<?> other : others) {
      other.get();
    }
  }
}
