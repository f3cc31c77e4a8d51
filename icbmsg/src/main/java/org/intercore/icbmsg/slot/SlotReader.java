package org.intercore.icbmsg.slot;

import static org.intercore.icbmsg.slot.SlotWord.CONTENT_OFFSET;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.intercore.icbmsg.control.ControlMessage;
import org.intercore.icbmsg.control.Inbox;
import org.intercore.icmsg.buffer.SharedWords;

/**
 * The reading end of the slots. Used by one thread at a time, but for {@link #hasNext()}. What the
 * writer says about a message is read once; the message itself can still be changed by it.
 */
final class SlotReader implements Inbox {
  private static final int READ_PER_PUBLICATION = 16;
  /** A peer that sends so many in a row does not wait for an answer, which these writes would hold up. */
  private static final int LEAST_DIRTIED = 4;

  private static final VarHandle POSITION;

  static {
    try {
      POSITION = MethodHandles.lookup().findVarHandle(SlotReader.class, "position", long.class);
    } catch (final ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final SharedWords slots;
  private final SharedWords own;
  private final int slotsOffset;
  private final int slotCount;
  private final int slotsEnd;
  private long position;
  // Where the position is, and in which lap.
  private int slot;
  private long lap;
  private long published;
  private long content;
  // How many slots the message at hand takes.
  private int taken = 1;
  private boolean dirties;
  private SlotWriter answering;

  SlotReader(final SharedWords peer, final SharedWords own, final SlotGeometry peerGeometry) {
    this.slots = peer;
    this.own = own;
    this.slotsOffset = peerGeometry.slotsOffset();
    this.slotCount = peerGeometry.slotCount();
    this.slotsEnd = slotsOffset + slotCount * SlotGeometry.LINE;
    this.slot = slotsOffset;
    this.lap = SlotWord.lap(0, slotCount);
  }

  /** Whether to write to all slots that were read, or only where a message went on into the next ones. */
  void dirties(final boolean wanted) {
    dirties = wanted;
  }

  /**
   * Which writer's next slot to fetch when a small message has come, ahead of the answer.
   *
   * @param writer used by the reading thread alone
   */
  void answersBy(final SlotWriter writer) {
    answering = writer;
  }

  /** Begins at the start, and says so, before the writer is asked to begin there. */
  void reset() {
    POSITION.setOpaque(this, 0L);
    slot = slotsOffset;
    lap = SlotWord.lap(0, slotCount);
    publish();
  }

  private int slotOffset(final long at) {
    return slotsOffset + ((int) at & slotCount - 1) * SlotGeometry.LINE;
  }

  private void publish() {
    if (dirties && position - published >= LEAST_DIRTIED) {
      for (long at = published; at < position; at++) {
        dirty(slotOffset(at));
      }
    }
    published = position;
    // Release, pairs with the acquire in SlotWriter.isReadOn: we are through with what lies before.
    own.putLongRelease(SlotGeometry.READ_OFFSET, published);
  }

  /**
   * Makes the line of a slot that was read ours alone, as {@link
   * org.intercore.icbmsg.IcbmsgConfig#dirtyRelease} explains for blocks: the writer would wait for each slot, lap
   * after lap. Only a small message ever lies in the bytes that are written to, and none is written
   * there before the position is published.
   */
  private void dirty(final int offset) {
    slots.putLong(offset + SlotGeometry.LINE - Long.BYTES, 0);
  }

  /** How many were read. Any thread. */
  long position() {
    return (long) POSITION.getOpaque(this);
  }

  /** Whether {@link #take()} would find something. Any thread, as a hint. */
  boolean hasNext() {
    final long at = position();
    // Acquire only because the word is shared; take() reads it again for use.
    return SlotWord.isNew(slots.getLongAcquire(slotOffset(at)), SlotWord.lap(at, slotCount));
  }

  @Override
  public long take() {
    // Acquire, pairs with the release in SlotWriter.publish: the slot, and the block, are complete.
    final long word = slots.getLongAcquire(slot);
    if (!SlotWord.isNew(word, lap)) {
      return NOTHING;
    }
    final long event = SlotWord.event(word);
    if (ControlMessage.type(event) == ControlMessage.INLINE) {
      // Such a message is mostly answered by one. What lies in a block takes so long to answer
      // that the other side would have the line back: there it is fetched when a block is claimed.
      if (answering != null) {
        answering.fetchNext();
      }
      final int length = ControlMessage.block(event);
      // What cannot be true takes one, and is judged by who calls.
      taken = length > SlotWord.MAX_IN_SLOT && length <= room() ? SlotWord.slotsFor(length) : 1;
    } else {
      content = slots.getLong(slot + CONTENT_OFFSET);
      taken = 1;
    }
    return event;
  }

  @Override
  public int room() {
    return Math.min(SlotWord.MAX_INLINE, slotsEnd - slot - CONTENT_OFFSET);
  }

  @Override
  public int offset() {
    return slot + CONTENT_OFFSET;
  }

  @Override
  public int length() {
    return SlotWord.length(content);
  }

  @Override
  public int generation() {
    return SlotWord.generation(content);
  }

  @Override
  public void done() {
    // Where the message goes on, the next round may begin with a first word, and must not find one
    // that are only bytes of this one. Now: what is given back after this may let the writer on.
    for (int line = 1; line < taken; line++) {
      slots.putLong(slot + line * SlotGeometry.LINE, 0);
    }
    // Opaque: another thread only asks whether there is something.
    final long next = position + taken;
    POSITION.setOpaque(this, next);
    slot += taken * SlotGeometry.LINE;
    if (slot == slotsEnd) {
      slot = slotsOffset;
      lap = SlotWord.nextLap(lap);
    }
    // A writer that has run out of credits looks here again and again, so that each time the line
    // has to be fetched back: not for each message.
    if (next - published >= READ_PER_PUBLICATION) {
      publish();
    }
  }

  @Override
  public void tell() {
    if (position != published) {
      publish();
    }
  }
}
