package org.intercore.jmh.rpmsg;

import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icmsg.buffer.LittleEndian;

/**
 * One side's view of a split virtqueue. To RPMsg both sides do the same with it: they {@link #take}
 * the next buffer that the peer has let go of (a message, or room for one) and {@link #give} back
 * what they are done with. The driver takes from the used ring and gives to the available ring, the
 * device the other way round.
 *
 * <p>Memory order. The index of a ring is stored with release by {@link #publish} and loaded with
 * acquire by the peer's {@link #take}; all that the giver did to the buffers, to the ring's entries
 * and, at the beginning, to the descriptors therefore comes before all that the taker does to them.
 * That one pair carries a message one way and its buffer the other way: the receiver's loads of a
 * payload come before its release, too, so the sender cannot write over what is still being read.
 * A ring's entry is written again only after the peer has given its buffer back, thus has read it.
 * Notifications need more: see {@link #mustNotify}.
 *
 * <p>A ring's flags and its index are one aligned word with one writer, so that an index can be
 * published with a 32-bit store; the bytes are the same as with two of 16 bits.
 *
 * <p>One thread at a time takes, one at a time gives; they may be two.
 */
abstract class Virtqueue extends Padded.Queue {
  /** There is nothing to take. */
  static final int NONE = -1;

  static final int INDEX_MASK = 0xFFFF;

  final AtomicBuffer memory;
  final int descriptors;
  final int mask;

  /** Where our ring's entries and the peer's start. */
  final int ownEntries;

  final int peerEntries;

  private final int ownWord;
  private final int peerWord;
  private final int ownEvent;
  private final int peerEvent;
  private final int table;
  private final boolean eventIndex;

  Virtqueue(
      final AtomicBuffer memory,
      final int offset,
      final VringLayout layout,
      final boolean eventIndex,
      final boolean driver) {
    this.memory = memory;
    this.descriptors = layout.descriptors();
    this.mask = descriptors - 1;
    this.eventIndex = eventIndex;
    this.table = offset;
    final int avail = offset + layout.availOffset();
    final int used = offset + layout.usedOffset();
    // The event index that a side writes lies at the end of its own ring.
    final int usedEvent = offset + layout.usedEventOffset();
    final int availEvent = offset + layout.availEventOffset();
    this.ownWord = (driver ? avail : used) + VringLayout.RING_WORD;
    this.peerWord = (driver ? used : avail) + VringLayout.RING_WORD;
    this.ownEntries = (driver ? avail : used) + VringLayout.RING_ENTRIES;
    this.peerEntries = (driver ? used : avail) + VringLayout.RING_ENTRIES;
    this.ownEvent = driver ? usedEvent : availEvent;
    this.peerEvent = driver ? availEvent : usedEvent;
  }

  /** The descriptor in an entry of the peer's ring, or a number that is none. */
  abstract int readEntry(int slot);

  /** Puts a descriptor into an entry of our own ring. */
  abstract void writeEntry(int slot, int id, int length);

  /** Where a descriptor's buffer starts. */
  abstract int bufferOffset(int id);

  /** How long a descriptor's buffer is. */
  abstract int bufferLength(int id);

  /**
   * Takes the next buffer in the peer's order. Never blocks.
   *
   * @return its descriptor, or {@link #NONE}
   * @throws IllegalStateException if the peer's ring cannot be true
   */
  int take() {
    final int next = taken;
    if (next == seen && !look()) {
      return NONE;
    }
    // After look()'s acquire, or after that of an earlier call that saw this entry, too.
    final int id = readEntry(next & mask);
    if (id < 0 || id >= descriptors) {
      throw new IllegalStateException("the peer's ring names descriptor "
          + Integer.toUnsignedString(id) + " of " + descriptors);
    }
    taken = next + 1 & INDEX_MASK;
    return id;
  }

  /** Reads the peer's index. */
  private boolean look() {
    // Acquire, pairs with the peer's release in publish().
    final int index = LittleEndian.getIntAcquire(memory, peerWord) >>> Short.SIZE;
    final int more = index - taken & INDEX_MASK;
    if (more > descriptors) {
      throw new IllegalStateException("the peer's index " + index + " is " + more
          + " past ours, but " + descriptors + " buffers are all there are");
    }
    seen = index;
    return more != 0;
  }

  /** Whether {@link #take} would get something. Never blocks. */
  boolean hasNext() {
    return taken != seen || look();
  }

  /** Gives a buffer to the peer, who does not see it before {@link #publish}. Never blocks. */
  void give(final int id, final int length) {
    writeEntry(given & mask, id, length);
    given = given + 1 & INDEX_MASK;
  }

  /** Lets the peer see all that was given. Never blocks. */
  void publish() {
    published = given;
    // Release, pairs with the peer's acquire in look().
    LittleEndian.putIntRelease(memory, ownWord, given << Short.SIZE | flags);
  }

  /** Whether something given waits to be published. */
  boolean hasUnpublished() {
    return given != published;
  }

  /**
   * Whether the peer wants to be told of what was published since the last call. The thread that
   * gives calls this after {@link #publish}.
   */
  boolean mustNotify() {
    final int before = considered;
    considered = published;
    // Store of our index, then load of the peer's wish; in arm() the peer stores its wish, then
    // loads our index. With a full fence between the two on both sides, one of them sees the other.
    VarHandle.fullFence();
    if (eventIndex) {
      final int event = memory.getShortVolatile(peerEvent) & INDEX_MASK;
      return (published - littleEndian(event) - 1 & INDEX_MASK) < (published - before & INDEX_MASK);
    }
    return (LittleEndian.getIntVolatile(memory, peerWord) & VringLayout.NO_NOTIFICATION) == 0;
  }

  /**
   * Asks for a notification of the next buffer that the peer publishes. The thread that takes calls
   * this, and nobody gives meanwhile.
   *
   * @return whether there is nothing to take, so that the notification is sure to come
   */
  boolean arm() {
    if (eventIndex) {
      memory.putShortVolatile(ownEvent, (short) littleEndian(taken));
    } else {
      setFlags(0);
    }
    // Pairs with the fence in mustNotify().
    VarHandle.fullFence();
    return !hasNext();
  }

  /** Asks for no notifications, which is only a hint. Called as {@link #arm}. */
  void disarm() {
    if (eventIndex) {
      // Further back than the peer can publish at once, so its next steps do not come past it.
      final int passed = taken - descriptors - 1 & INDEX_MASK;
      memory.putShortVolatile(ownEvent, (short) littleEndian(passed));
    } else {
      setFlags(VringLayout.NO_NOTIFICATION);
    }
  }

  private void setFlags(final int newFlags) {
    flags = newFlags;
    // Not what was given and is not published yet.
    LittleEndian.putIntVolatile(memory, ownWord, published << Short.SIZE | newFlags);
  }

  int descriptorOffset(final int id) {
    return table + id * VringLayout.DESCRIPTOR_LENGTH;
  }

  /** Two bytes to or from the order of the wire. */
  static int littleEndian(final int value) {
    return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN
        ? value
        : Short.reverseBytes((short) value) & INDEX_MASK;
  }
}
