package org.intercore.jmh.rpmsg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icmsg.buffer.Buffers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That nothing which is done for a message allocates. */
class GarbageTest {
  private static final int WARM_UP = 50_000;
  private static final int MESSAGES = 50_000;

  private final AtomicBuffer scratch = Buffers.allocate(16 * 1024);
  private int held = -1;
  private int received;
  private volatile byte[] garbage;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aMessageLeavesNoGarbage(final boolean locked) {
    final Sides sides = Sides.of(RpmsgConfig.defaults().withLocks(locked));
    final RpmsgEndpoint near = sides
        .driver()
        .createEndpoint("a", (endpoint, buffer, offset, length, source) -> received++);
    final RpmsgEndpoint far = sides
        .device()
        .createEndpoint("a", (endpoint, buffer, offset, length, source) -> {
          if (held >= 0) {
            endpoint.releaseRxBuffer(held);
          }
          held = endpoint.holdRxBuffer();
          endpoint.trySend(buffer, offset, length);
        });
    sides.settle();
    assertTrue(near.isBound() && far.isBound());
    assertEquals(0, bytesPerCall(() -> {
      near.send(scratch, 0, 32);
      final int buffer = near.getTxPayloadBuffer(0);
      near.memory().putLong(near.txPayloadOffset(buffer), 1);
      near.sendNocopy(buffer, Long.BYTES);
      near.releaseTxBuffer(near.getTxPayloadBuffer(0));
      sides.device().poll();
      sides.driver().poll();
    }));
    assertTrue(received > MESSAGES);
  }

  @Test
  void aMessageInPartsLeavesNoGarbage() {
    final Sides sides = Sides.of(RpmsgConfig.defaults());
    final RpmsgEndpoint near =
        sides.driver().createEndpoint(1, 2, (endpoint, buffer, offset, length, source) -> {});
    sides
        .device()
        .createEndpoint(
            2,
            1,
            new FragmentReader(
                new Assembler(16 * 1024, (buffer, offset, length, source) -> received++)));
    final FragmentingSender sender = new FragmentingSender(near);
    assertEquals(0, bytesPerCall(() -> {
      sender.send(scratch, 0, 2048, 1);
      sides.device().poll();
    }));
    assertTrue(received > MESSAGES);
  }

  /** The control: what leaves garbage is found out. */
  @Test
  void garbageIsSeen() {
    assertTrue(bytesPerCall(() -> garbage = new byte[Long.BYTES]) >= Long.BYTES);
  }

  private static long bytesPerCall(final Runnable call) {
    final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (int i = 0; i < WARM_UP; i++) {
      call.run();
    }
    final long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < MESSAGES; i++) {
      call.run();
    }
    return (threads.getCurrentThreadAllocatedBytes() - before) / MESSAGES;
  }
}
