package org.intercore.icbmsg.slot;

import org.intercore.icmsg.buffer.SharedWords;
import org.intercore.icmsg.region.SharedMemory;

/** What a reader writes: how far it is, and which blocks it is through with, as {@link SlotLink} does. */
final class SlotLinkWords {
  final SharedWords memory;

  SlotLinkWords(final int blocks) {
    final int length = SlotGeometry.RETURNED_OFFSET + blocks * Integer.BYTES;
    memory = SharedWords.of(SharedMemory.allocate(length).region(0, length).buffer());
  }

  void release(final int block, final int generation) {
    memory.putIntRelease(SlotGeometry.RETURNED_OFFSET + block * Integer.BYTES, generation);
  }

  int returned(final int block) {
    return memory.getIntAcquire(SlotGeometry.RETURNED_OFFSET + block * Integer.BYTES);
  }
}
