package org.intercore.icbmsg.slot;

import org.intercore.icbmsg.control.ControlMessage;

/**
 * The first word of a slot. It is written last, so that whoever sees it sees the rest of the line.
 *
 * <pre>
 *  first word   bit  63      lap: 1 in the ring's first round, 0 in its second, and so on
 *               bits 62..56  type of {@link ControlMessage}, plus 1; 0 = nothing was written here
 *               bits 55..32  endpoint address
 *               bits 31..0   block, or the length of a message that stands here
 *  second word  bits 63..32  generation of the block's run
 *               bits 31..0   length of the message in the block
 *  a message that stands here follows the first word, into the next slots if need be
 * </pre>
 */
final class SlotWord {
  /** Where the second word, or the message, begins within a slot. */
  static final int CONTENT_OFFSET = Long.BYTES;

  /** The longest message that stands in one slot, in bytes. */
  static final int MAX_IN_SLOT = SlotGeometry.LINE - CONTENT_OFFSET;

  /** The most slots that a message stands in. */
  static final int MAX_SLOTS = 3;

  /** The longest message that stands in slots, in bytes. */
  static final int MAX_INLINE = MAX_SLOTS * SlotGeometry.LINE - CONTENT_OFFSET;

  private static final long LAP = 1L << 63;
  private static final long ONE_TYPE = 1L << ControlMessage.TYPE_SHIFT;
  private static final int GENERATION_SHIFT = 32;
  private static final int LINE_SHIFT = 6;

  private SlotWord() {}

  /** The lap bit of a position, which counts slots from the beginning of the bond. */
  static long lap(final long position, final int slotCount) {
    return (position & slotCount) == 0 ? LAP : 0;
  }

  static long of(final long event, final long lap) {
    return event + ONE_TYPE | lap;
  }

  /** The lap bit of the round that follows one. */
  static long nextLap(final long lap) {
    return lap ^ LAP;
  }

  /** Whether a word was written in that lap. */
  static boolean isNew(final long word, final long lap) {
    return (word & LAP) == lap && (word & ~LAP) >= ONE_TYPE;
  }

  static long event(final long word) {
    return (word & ~LAP) - ONE_TYPE;
  }

  /** How many slots a message takes that stands in slots. */
  static int slotsFor(final int length) {
    return length <= MAX_IN_SLOT
        ? 1
        : length + CONTENT_OFFSET + SlotGeometry.LINE - 1 >> LINE_SHIFT;
  }

  /** How many slots an event takes with its message; one if what it says of that cannot be true. */
  static int slotsOf(final long event) {
    final int length = ControlMessage.block(event);
    return ControlMessage.type(event) == ControlMessage.INLINE
            && length > MAX_IN_SLOT
            && length <= MAX_INLINE
        ? slotsFor(length)
        : 1;
  }

  static long content(final int length, final int generation) {
    return (long) generation << GENERATION_SHIFT | length & 0xFFFF_FFFFL;
  }

  static int length(final long content) {
    return (int) content;
  }

  static int generation(final long content) {
    return (int) (content >>> GENERATION_SHIFT);
  }
}
