package org.intercore.icbmsg.slot;

import static org.intercore.icbmsg.slot.SlotWord.CONTENT_OFFSET;

import org.agrona.DirectBuffer;
import org.intercore.icbmsg.control.ControlMessage;
import org.intercore.icmsg.buffer.SharedWords;

/**
 * The writing end of the slots. Used by one thread at a time. Messages in blocks and answers always
 * have room, since a slot is kept for each block; small messages have credits of their own.
 */
final class SlotWriter {
  private static final long NOTHING_FETCHED = -1;

  private final SharedWords slots;
  private final SharedWords peer;
  private final int slotsOffset;
  private final int slotCount;
  private final int slotsEnd;
  private final int credits;
  private long position;
  // Where the position is, and in which lap.
  private int slot;
  private long lap;
  private long knownRead;
  private long fetched = NOTHING_FETCHED;
  private int reserved;
  private long lie;
  private boolean lied;

  SlotWriter(final SharedWords own, final SharedWords peer, final SlotGeometry geometry) {
    this.slots = own;
    this.peer = peer;
    this.slotsOffset = geometry.slotsOffset();
    this.slotCount = geometry.slotCount();
    this.slotsEnd = slotsOffset + slotCount * SlotGeometry.LINE;
    this.credits = geometry.credits();
    this.slot = slotsOffset;
    this.lap = SlotWord.lap(0, slotCount);
  }

  /** Empties the ring. The reader must not believe in it any more, or not yet. */
  void reset() {
    for (int i = 0; i < slotCount; i++) {
      slots.putLong(slotsOffset + i * SlotGeometry.LINE, 0);
    }
    position = 0;
    slot = slotsOffset;
    lap = SlotWord.lap(0, slotCount);
    knownRead = 0;
    fetched = NOTHING_FETCHED;
    lie = 0;
    lied = false;
  }

  /**
   * Brings the line of the next slot to this core, ahead of a message that will probably be written there.
   * The reader has looked at that line while it waited, so a store has to wait until it is ours again, as
   * long as a message is on its way between two cores; begun now, that passes while the handler works. Once
   * for each slot: a reader that looks again has it back.
   */
  void fetchNext() {
    if (fetched != position) {
      fetched = position;
      if (position - knownRead < slotCount || isFree()) {
        // No content: what is written there next comes before its word. The reader writes to these
        // bytes, too, but not after it has said that it has read the slot.
        slots.putLong(slot + SlotGeometry.LINE - Long.BYTES, 0);
      }
    }
  }

  /** Whether the next slot is free, by what the reader says now. */
  private boolean isFree() {
    // Acquire, pairs with the release in SlotReader.publish. Lies are noticed where they matter.
    final long read = peer.getLongAcquire(SlotGeometry.READ_OFFSET);
    if (read > knownRead && read <= position) {
      knownRead = read;
    }
    return position - knownRead < slotCount;
  }

  private int slotOffset(final long at) {
    return slotsOffset + ((int) at & slotCount - 1) * SlotGeometry.LINE;
  }

  /**
   * Writes a message into its slot.
   *
   * @return false if there is no credit
   */
  boolean writeInline(
      final int address, final DirectBuffer source, final int offset, final int length) {
    final int taken = SlotWord.slotsFor(length);
    if (!hasRoom(taken + skipped(taken))) {
      return false;
    }
    writeReserved(address, source, offset, length);
    return true;
  }

  /** As {@link #writeInline}, for whom room is kept. */
  void writeReserved(
      final int address, final DirectBuffer source, final int offset, final int length) {
    final int taken = SlotWord.slotsFor(length);
    for (int skip = skipped(taken); skip > 0; skip--) {
      publish(ControlMessage.event(ControlMessage.SKIP, 0, 0), 1);
    }
    slots.putBytes(slot + CONTENT_OFFSET, source, offset, length);
    publish(ControlMessage.event(ControlMessage.INLINE, address, length), taken);
  }

  /** How many slots are left before the end if a message does not fit there: it lies in one piece. */
  private int skipped(final int taken) {
    return taken > 1 && slot + taken * SlotGeometry.LINE > slotsEnd
        ? (slotsEnd - slot) / SlotGeometry.LINE
        : 0;
  }

  /** Keeps room for a small message of so many bytes; false if there is none. */
  boolean reserve(final int length) {
    final int kept = kept(length);
    final boolean room = hasRoom(kept);
    if (room) {
      reserved += kept;
    }
    return room;
  }

  /** Gives up what was kept, or says that it will be used now. */
  void giveUp(final int length) {
    reserved -= kept(length);
  }

  /** Wherever the message will begin, with what may have to be skipped before it. */
  private static int kept(final int length) {
    return 2 * SlotWord.slotsFor(length) - 1;
  }

  private boolean hasRoom(final int wanted) {
    return hasCredits(reserved + wanted) || isReadOn(reserved + wanted);
  }

  private boolean hasCredits(final int wanted) {
    return position - knownRead <= credits - wanted;
  }

  /** Writes that a run of blocks is the reader's. */
  void writeRun(final long event, final int generation, final int length) {
    slots.putLong(slot + CONTENT_OFFSET, SlotWord.content(length, generation));
    publish(event, 1);
  }

  /** Writes an event that needs no more than itself. */
  void write(final long event) {
    publish(event, 1);
  }

  private void publish(final long event, final int taken) {
    // Release, pairs with the acquire in SlotReader.take: the rest of the slots, and the block, are
    // there before the word says so.
    slots.putLongRelease(slot, SlotWord.of(event, lap));
    position += taken;
    slot += taken * SlotGeometry.LINE;
    if (slot == slotsEnd) {
      slot = slotsOffset;
      lap = SlotWord.nextLap(lap);
    }
  }

  /** Looks how far the reader is; true if there are so many credits now. */
  private boolean isReadOn(final int wanted) {
    // Acquire, pairs with the release in SlotReader.publish: it has read what we write over.
    final long read = peer.getLongAcquire(SlotGeometry.READ_OFFSET);
    if (read < knownRead || read > position) {
      // A reader that begins anew says 0 before it says that it does: that is no lie.
      lied = read != 0 && read != lie;
      lie = read;
      return false;
    }
    lied = false;
    lie = 0;
    knownRead = read;
    return hasCredits(wanted);
  }

  /** How many slots the reader has not read yet, as it says. */
  long unread() {
    isReadOn(0);
    return position - knownRead;
  }

  /**
   * How many small messages stand in those; they count as read from now on. The ring is our own, so what
   * we wrote still stands there.
   */
  long forgetUnreadInline() {
    // A peer that lies about what it has read may seem to have more unread than there is room for.
    final long unread = Math.min(slotCount, unread());
    long count = 0;
    long at = position - unread;
    while (at < position) {
      final long event = SlotWord.event(slots.getLongAcquire(slotOffset(at)));
      count += ControlMessage.type(event) == ControlMessage.INLINE ? 1 : 0;
      at += SlotWord.slotsOf(event);
    }
    knownRead = position;
    return count;
  }

  /** Whether the last look at how far the reader is found what cannot be true, for the first time. */
  boolean wasLiedTo() {
    return lied;
  }

  /** What the reader said last that cannot be true. */
  long lie() {
    return lie;
  }
}
