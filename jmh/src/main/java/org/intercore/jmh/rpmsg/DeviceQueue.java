package org.intercore.jmh.rpmsg;

import java.nio.ByteOrder;
import org.agrona.concurrent.AtomicBuffer;

/**
 * A virtqueue from the device's side. Where a buffer lies is the driver's business: it is read from
 * the descriptor each time, as a device has to. Since the driver does not write there in traffic,
 * those lines stay in this side's cache.
 */
final class DeviceQueue extends Virtqueue {
  DeviceQueue(final AtomicBuffer memory, final int offset, final RpmsgConfig config) {
    super(memory, offset, new RpmsgLayout(config).vring(), config.eventIndex(), false);
  }

  @Override
  int readEntry(final int slot) {
    return memory.getShort(
            peerEntries + slot * VringLayout.AVAIL_ENTRY_LENGTH, ByteOrder.LITTLE_ENDIAN)
        & INDEX_MASK;
  }

  @Override
  void writeEntry(final int slot, final int id, final int length) {
    memory.putLong(
        ownEntries + slot * VringLayout.USED_ENTRY_LENGTH,
        (long) length << Integer.SIZE | id,
        ByteOrder.LITTLE_ENDIAN);
  }

  /** Checked against the region by the buffer's own bounds check, at the first access. */
  @Override
  int bufferOffset(final int id) {
    final long address = memory.getLong(
        descriptorOffset(id) + VringLayout.DESCRIPTOR_ADDRESS, ByteOrder.LITTLE_ENDIAN);
    if (address < 0 || address > memory.capacity()) {
      throw new IllegalStateException("descriptor " + id + " names the address " + address
          + " of a region of " + memory.capacity() + " bytes");
    }
    return (int) address;
  }

  @Override
  int bufferLength(final int id) {
    return memory.getInt(
        descriptorOffset(id) + VringLayout.DESCRIPTOR_LEN, ByteOrder.LITTLE_ENDIAN);
  }
}
