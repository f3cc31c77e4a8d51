package org.intercore.icbmsg.slot;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What can be seen of one side's slots from outside, in copies of both regions. Nothing of it needs to be
 * true: it may have been written by anybody, and changed while it was copied.
 *
 * @param sessionWord who the writer says he is, and whom he has taken
 * @param read how many slots the reader says that he has read
 * @param unread how many more are written, as far as they follow each other
 * @param slots how many there are
 */
public record SlotRingView(int sessionWord, long read, int unread, int slots) {
  /**
   * Looks.
   *
   * @param writer the writer's region, at least up to its blocks
   * @param reader the reader's region, at least up to its blocks
   * @param geometry of the writer's region
   * @return what is there
   */
  public static SlotRingView of(
      final ByteBuffer writer, final ByteBuffer reader, final SlotGeometry geometry) {
    final ByteBuffer from = writer.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    final ByteBuffer other = reader.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    final long read = other.getLong(SlotGeometry.READ_OFFSET);
    final int slots = geometry.slotCount();
    int unread = 0;
    while (unread < slots && isWritten(from, geometry, Math.max(0, read) + unread)) {
      unread++;
    }
    return new SlotRingView(from.getInt(SlotGeometry.SESSION_OFFSET), read, unread, slots);
  }

  private static boolean isWritten(
      final ByteBuffer region, final SlotGeometry geometry, final long at) {
    final int slot = (int) at & geometry.slotCount() - 1;
    return SlotWord.isNew(
        region.getLong(geometry.slotsOffset() + slot * SlotGeometry.LINE),
        SlotWord.lap(at, geometry.slotCount()));
  }
}
