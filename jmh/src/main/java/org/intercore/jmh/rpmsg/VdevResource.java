package org.intercore.jmh.rpmsg;

import java.nio.ByteOrder;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icmsg.buffer.LittleEndian;

/** Writes and checks what stands at the start of the region: remoteproc's vdev resource. */
final class VdevResource {
  private static final int STATUS_MASK = 0xFF;
  private static final int VRING_COUNT_SHIFT = 8;

  private VdevResource() {}

  /** Says how everything is laid out; {@link #publish} is the last step. */
  static void write(final AtomicBuffer memory, final RpmsgConfig config, final RpmsgLayout layout) {
    memory.setMemory(0, layout.vringOffset(0), (byte) 0);
    putInt(memory, RpmsgLayout.VDEV_ID, RpmsgLayout.RPMSG_ID);
    putInt(memory, RpmsgLayout.VDEV_DEVICE_FEATURES, layout.features());
    putInt(memory, RpmsgLayout.VDEV_DRIVER_FEATURES, layout.features());
    for (int vring = 0; vring < RpmsgLayout.VRINGS; vring++) {
      final int at = vringAt(vring);
      putInt(memory, at + RpmsgLayout.VRING_ADDRESS, layout.vringOffset(vring));
      putInt(memory, at + RpmsgLayout.VRING_ALIGNMENT, config.alignment());
      putInt(memory, at + RpmsgLayout.VRING_DESCRIPTORS, config.buffers());
      putInt(memory, at + RpmsgLayout.VRING_NOTIFY_ID, vring);
    }
  }

  /** Lets the device see that all is laid out. */
  static void publish(final AtomicBuffer memory) {
    // Release, pairs with the acquire in isReady(): all of the layout comes before it.
    LittleEndian.putIntRelease(
        memory,
        RpmsgLayout.VDEV_STATUS_WORD,
        RpmsgLayout.VRINGS << VRING_COUNT_SHIFT | RpmsgLayout.STATUS_DRIVER_OK);
  }

  static boolean isReady(final AtomicBuffer memory) {
    // Acquire, pairs with the release in publish().
    final int word = LittleEndian.getIntAcquire(memory, RpmsgLayout.VDEV_STATUS_WORD);
    return (word & STATUS_MASK) == RpmsgLayout.STATUS_DRIVER_OK;
  }

  /** Whether the driver has laid out what this side expects. */
  static void check(final AtomicBuffer memory, final RpmsgConfig config, final RpmsgLayout layout) {
    require(memory, "id", RpmsgLayout.VDEV_ID, RpmsgLayout.RPMSG_ID);
    require(memory, "features", RpmsgLayout.VDEV_DRIVER_FEATURES, layout.features());
    for (int vring = 0; vring < RpmsgLayout.VRINGS; vring++) {
      final int at = vringAt(vring);
      require(memory, "place", at + RpmsgLayout.VRING_ADDRESS, layout.vringOffset(vring));
      require(memory, "alignment", at + RpmsgLayout.VRING_ALIGNMENT, config.alignment());
      require(memory, "length", at + RpmsgLayout.VRING_DESCRIPTORS, config.buffers());
      for (int id = 0; id < config.buffers(); id++) {
        require(
            memory,
            "buffer size",
            layout.vringOffset(vring)
                + id * VringLayout.DESCRIPTOR_LENGTH
                + VringLayout.DESCRIPTOR_LEN,
            config.bufferSize());
      }
    }
  }

  private static int vringAt(final int vring) {
    return RpmsgLayout.VDEV_VRINGS + vring * RpmsgLayout.VDEV_VRING_LENGTH;
  }

  private static void require(
      final AtomicBuffer memory, final String what, final int offset, final int expected) {
    final int value = memory.getInt(offset, ByteOrder.LITTLE_ENDIAN);
    if (value != expected) {
      throw new IllegalStateException("the driver has laid out another queue: its " + what + " is "
          + value + ", not " + expected);
    }
  }

  private static void putInt(final AtomicBuffer memory, final int offset, final int value) {
    memory.putInt(offset, value, ByteOrder.LITTLE_ENDIAN);
  }
}
