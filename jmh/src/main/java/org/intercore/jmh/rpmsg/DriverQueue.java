package org.intercore.jmh.rpmsg;

import java.nio.ByteOrder;
import org.agrona.concurrent.AtomicBuffer;

/**
 * A virtqueue from the driver's side. Descriptor {@code i} belongs to buffer {@code i} for ever and
 * is written once: the length in it is that of the whole buffer, as in OpenAMP, and a message's own
 * length stands in its header. So the lines of the descriptor table are never written in traffic,
 * and the driver does not even read them.
 */
final class DriverQueue extends Virtqueue {
  private final int buffers;
  private final int bufferSize;

  /** Buffers that were never given to the device: the first ones to take, as in Linux. */
  private int fresh;

  /** Lays the virtqueue out, with all buffers still here. */
  DriverQueue(
      final AtomicBuffer memory,
      final int offset,
      final RpmsgConfig config,
      final int buffers,
      final boolean deviceWrites) {
    super(memory, offset, new RpmsgLayout(config).vring(), config.eventIndex(), true);
    this.buffers = buffers;
    this.bufferSize = config.bufferSize();
    memory.setMemory(offset, new RpmsgLayout(config).vring().length(), (byte) 0);
    for (int id = 0; id < descriptors; id++) {
      final int descriptor = descriptorOffset(id);
      memory.putLong(
          descriptor + VringLayout.DESCRIPTOR_ADDRESS, bufferOffset(id), ByteOrder.LITTLE_ENDIAN);
      memory.putInt(descriptor + VringLayout.DESCRIPTOR_LEN, bufferSize, ByteOrder.LITTLE_ENDIAN);
      memory.putShort(
          descriptor + VringLayout.DESCRIPTOR_FLAGS,
          deviceWrites ? VringLayout.DESCRIPTOR_WRITE : 0,
          ByteOrder.LITTLE_ENDIAN);
    }
  }

  /** Makes all buffers available, for a device that is to fill them. */
  void giveAll() {
    for (int id = 0; id < descriptors; id++) {
      give(id, bufferSize);
    }
    fresh = descriptors;
    publish();
  }

  @Override
  int take() {
    return fresh < descriptors ? fresh++ : super.take();
  }

  @Override
  int readEntry(final int slot) {
    return memory.getInt(
        peerEntries + slot * VringLayout.USED_ENTRY_LENGTH, ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  void writeEntry(final int slot, final int id, final int length) {
    memory.putShort(
        ownEntries + slot * VringLayout.AVAIL_ENTRY_LENGTH, (short) id, ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  int bufferOffset(final int id) {
    return buffers + id * bufferSize;
  }

  @Override
  int bufferLength(final int id) {
    return bufferSize;
  }
}
