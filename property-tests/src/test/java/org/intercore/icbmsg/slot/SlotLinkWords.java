package org.intercore.icbmsg.slot;

import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icmsg.buffer.Buffers;
import org.intercore.icmsg.buffer.LittleEndian;

/** What a reader writes: how far it is, and which blocks it is through with, as {@link SlotLink} does. */
final class SlotLinkWords {
  final AtomicBuffer memory;

  SlotLinkWords(final int blocks) {
    memory = Buffers.allocate(SlotGeometry.RETURNED_OFFSET + blocks * Integer.BYTES);
  }

  void release(final int block, final int generation) {
    LittleEndian.putIntRelease(
        memory, SlotGeometry.RETURNED_OFFSET + block * Integer.BYTES, generation);
  }

  int returned(final int block) {
    return LittleEndian.getIntAcquire(memory, SlotGeometry.RETURNED_OFFSET + block * Integer.BYTES);
  }
}
