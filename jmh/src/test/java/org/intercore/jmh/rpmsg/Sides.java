package org.intercore.jmh.rpmsg;

import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icmsg.buffer.Buffers;

/** Both sides of a bus over direct memory. */
record Sides(AtomicBuffer memory, RpmsgDevice driver, RpmsgDevice device) {
  private static final int PAGE = 4096;

  /** Memory that is full of what was there before. */
  static AtomicBuffer memory(final RpmsgConfig config) {
    final int length = config.regionLength();
    final AtomicBuffer memory = Buffers.wrap(Buffers.allocateDirect(length, PAGE), 0, length);
    memory.setMemory(0, length, (byte) 0xEE);
    return memory;
  }

  static Sides of(final RpmsgConfig config) {
    return of(config, null, null);
  }

  /** With what tells the other side, for the driver and for the device. */
  static Sides of(
      final RpmsgConfig config, final VringNotifier ofDriver, final VringNotifier ofDevice) {
    final AtomicBuffer memory = memory(config);
    return new Sides(
        memory,
        RpmsgDevice.create(memory, RpmsgRole.DRIVER, config, ofDriver),
        RpmsgDevice.create(memory, RpmsgRole.DEVICE, config, ofDevice));
  }

  RpmsgDevice side(final RpmsgRole role) {
    return role == RpmsgRole.DRIVER ? driver : device;
  }

  RpmsgDevice other(final RpmsgRole role) {
    return role == RpmsgRole.DRIVER ? device : driver;
  }

  /** Until nobody has anything to do. */
  void settle() {
    while (driver.poll() + device.poll() > 0) {
      Thread.onSpinWait();
    }
  }
}
