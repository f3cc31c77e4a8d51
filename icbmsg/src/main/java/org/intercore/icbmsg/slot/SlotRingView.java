package org.intercore.icbmsg.slot;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.intercore.icbmsg.control.ControlMessage;

/**
 * What can be seen of one side's slots from outside, in copies of both regions. Nothing of it needs to be
 * true: it may have been written by anybody, and changed while it was copied.
 *
 * @param sessionWord who the writer says he is, and whom he has taken
 * @param read how many slots the reader says that he has read
 * @param written how many slots are written, as far as they follow each other
 * @param unread how many messages stand in those that are written and not read
 */
public record SlotRingView(int sessionWord, long read, long written, int unread) {
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
    final long start = Math.max(0, read);
    int unread = 0;
    long at = start;
    long word = word(from, geometry, at);
    while (SlotWord.isNew(word, SlotWord.lap(at, slots)) && at - start < slots) {
      final long event = SlotWord.event(word);
      unread += ControlMessage.type(event) == ControlMessage.SKIP ? 0 : 1;
      at += SlotWord.slotsOf(event);
      word = word(from, geometry, at);
    }
    return new SlotRingView(
        from.getInt(SlotGeometry.SESSION_OFFSET), read, read + at - start, unread);
  }

  private static long word(final ByteBuffer region, final SlotGeometry geometry, final long at) {
    final int slot = (int) at & geometry.slotCount() - 1;
    return region.getLong(geometry.slotsOffset() + slot * SlotGeometry.LINE);
  }
}
