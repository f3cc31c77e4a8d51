package org.intercore.jmh.rpmsg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import org.agrona.concurrent.AtomicBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Both sides of a virtqueue against a queue, many times round the 16 bits of its indices. */
class VirtqueueTest {
  private static final int SCALE = Integer.getInteger("icbmsg.test.scale", 1);
  private static final int TIMES_ROUND = 2 * SCALE;

  private final long seed = System.nanoTime();
  private final SplittableRandom random = new SplittableRandom(seed);

  /** What is on its way from one side to the other. */
  private static final class Way {
    final Virtqueue from;
    final Virtqueue to;
    final Deque<Integer> written = new ArrayDeque<>();
    final Deque<Integer> visible = new ArrayDeque<>();
    final List<Integer> mine;
    final List<Integer> theirs;
    long given;

    Way(
        final Virtqueue from,
        final Virtqueue to,
        final List<Integer> mine,
        final List<Integer> theirs) {
      this.from = from;
      this.to = to;
      this.mine = mine;
      this.theirs = theirs;
    }

    void give(final int which) {
      final int id = mine.remove(which);
      from.give(id, 64);
      written.add(id);
      given++;
    }

    void publish() {
      from.publish();
      visible.addAll(written);
      written.clear();
      assertFalse(from.hasUnpublished());
    }

    void take() {
      assertEquals(!visible.isEmpty(), to.hasNext());
      final int id = to.take();
      if (visible.isEmpty()) {
        assertEquals(Virtqueue.NONE, id);
      } else {
        assertEquals(visible.remove(), id);
        theirs.add(id);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 128", "2, 64", "4, 4", "64, 128", "256, 4096", "32768, 128"})
  void bothRingsAreQueues(final int descriptors, final int alignment) {
    final RpmsgConfig config = new RpmsgConfig(descriptors, 64, alignment, false, true);
    final AtomicBuffer memory = Sides.memory(config);
    final int offset = new RpmsgLayout(config).vringOffset(0);
    final DriverQueue driver = new DriverQueue(memory, offset, config, 0, true);
    final DeviceQueue device = new DeviceQueue(memory, offset, config);
    final List<Integer> atDriver = new ArrayList<>();
    final List<Integer> atDevice = new ArrayList<>();
    for (int id = 0; id < descriptors; id++) {
      // The first time round they are fresh.
      atDriver.add(driver.take());
      assertEquals(id, atDriver.get(id));
    }
    final Way there = new Way(driver, device, atDriver, atDevice);
    final Way back = new Way(device, driver, atDevice, atDriver);
    while (Math.min(there.given, back.given) < TIMES_ROUND << Short.SIZE) {
      for (final Way way : List.of(there, back)) {
        // Any order of giving back, and any number of steps between two looks.
        for (int i = random.nextInt(descriptors + 1); i > 0 && !way.mine.isEmpty(); i--) {
          // The last ones, so that removing from the list stays cheap.
          way.give(way.mine.size() - 1 - random.nextInt(Math.min(8, way.mine.size())));
        }
        if (random.nextInt(4) > 0) {
          way.publish();
        }
        for (int i = random.nextInt(descriptors + 2); i > 0; i--) {
          way.take();
        }
      }
      final int all = atDriver.size() + atDevice.size() + pending(there) + pending(back);
      assertEquals(descriptors, all, () -> "buffers; seed " + seed);
    }
  }

  private static int pending(final Way way) {
    return way.written.size() + way.visible.size();
  }

  @Test
  void whatIsNotPublishedIsNotSeen() {
    final RpmsgConfig config = RpmsgConfig.defaults().withBuffers(4);
    final AtomicBuffer memory = Sides.memory(config);
    final DriverQueue driver = new DriverQueue(memory, 0, config, 0, false);
    final DeviceQueue device = new DeviceQueue(memory, 0, config);
    driver.give(driver.take(), 64);
    driver.give(driver.take(), 64);
    assertTrue(driver.hasUnpublished());
    assertEquals(Virtqueue.NONE, device.take());
    // Changing the flags does not publish by the way.
    driver.disarm();
    assertTrue(driver.arm());
    assertEquals(Virtqueue.NONE, device.take());
    driver.publish();
    assertEquals(0, device.take());
    assertEquals(1, device.take());
    assertEquals(Virtqueue.NONE, device.take());
  }

  @Test
  void anIndexThatCannotBeTrueIsRefused() {
    final RpmsgConfig config = RpmsgConfig.defaults().withBuffers(4);
    final AtomicBuffer memory = Sides.memory(config);
    final DriverQueue driver = new DriverQueue(memory, 0, config, 0, false);
    final DeviceQueue device = new DeviceQueue(memory, 0, config);
    final int avail = new RpmsgLayout(config).vring().availOffset();
    memory.putShort(avail + 2, (short) 5, ByteOrder.LITTLE_ENDIAN);
    assertThrows(IllegalStateException.class, device::take);
    memory.putShort(avail + 2, (short) 1, ByteOrder.LITTLE_ENDIAN);
    memory.putShort(avail + 4, (short) 4, ByteOrder.LITTLE_ENDIAN);
    assertThrows(IllegalStateException.class, device::take);
    for (int i = 0; i < 4; i++) {
      driver.take();
    }
    final int used = new RpmsgLayout(config).vring().usedOffset();
    memory.putShort(used + 2, (short) 1, ByteOrder.LITTLE_ENDIAN);
    memory.putInt(used + 4, 0x80000000, ByteOrder.LITTLE_ENDIAN);
    assertThrows(IllegalStateException.class, driver::take);
    memory.putLong(VringLayout.DESCRIPTOR_ADDRESS, Long.MAX_VALUE, ByteOrder.LITTLE_ENDIAN);
    assertThrows(IllegalStateException.class, () -> device.bufferOffset(0));
  }
}
