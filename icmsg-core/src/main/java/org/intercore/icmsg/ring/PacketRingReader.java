package org.intercore.icmsg.ring;

import static org.intercore.icmsg.ring.PacketRingLayout.PACKET_HEADER_LENGTH;
import static org.intercore.icmsg.ring.PacketRingLayout.READ_INDEX_OFFSET;
import static org.intercore.icmsg.ring.PacketRingLayout.WORD;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icmsg.buffer.Buffers;
import org.intercore.icmsg.buffer.SharedWords;
import org.intercore.icmsg.fault.FaultHandler;
import org.intercore.icmsg.fault.LinkFault;
import org.intercore.icmsg.status.Status;

/**
 * The reading end of a packet ring (Zephyr's {@code pbuf_rx_init}, {@code pbuf_read}). Used by one
 * thread at a time.
 *
 * <p>Its own index is private. The writer's index and each packet's length are read once, validated,
 * and used as that copy. An index or a length that cannot be true ends reading until {@link
 * #init()}; an empty packet is skipped. Either is told to the fault handler once.
 *
 * <p>Reading without a copy goes in steps: {@link #peek()}, then the payload at {@link #payload()}
 * and {@link #payloadOffset()}, then {@link #consume()}. {@link #read} and {@link #poll} do all.
 */
public final class PacketRingReader {
  /** Length of the packet at hand when none is. */
  private static final int NONE = -1;

  private final AtomicBuffer buffer;
  private final SharedWords words;
  private final PacketRingLayout layout;
  // As the layout has them, one step nearer: each packet asks for all three.
  private final int writeIndexOffset;
  private final int dataOffset;
  private final int dataLength;
  private final FaultHandler faults;
  private int readIndex;
  private int knownWriteIndex;
  private int packetLength = NONE;
  private volatile boolean faulted;
  private LinkFault suspicion;
  private long suspect;
  private AtomicBuffer unwrapped;

  /**
   * A reader that begins at the start of the ring.
   *
   * @param buffer the ring, header included; outside the heap
   * @param layout of the ring
   * @param faults told of what the writer did wrong
   * @throws IllegalArgumentException if the buffer is an array
   */
  public PacketRingReader(
      final AtomicBuffer buffer, final PacketRingLayout layout, final FaultHandler faults) {
    this.buffer = buffer;
    this.words = SharedWords.of(buffer);
    this.layout = layout;
    this.writeIndexOffset = layout.writeIndexOffset();
    this.dataOffset = layout.dataOffset();
    this.dataLength = layout.dataLength();
    this.faults = faults;
  }

  /** Begins at the start of the ring again. Shared memory stays as it is: the writer resets it. */
  public void init() {
    readIndex = 0;
    knownWriteIndex = 0;
    packetLength = NONE;
    faulted = false;
  }

  /**
   * Looks at the next packet without taking it. Never blocks.
   *
   * @return its payload's length in bytes; 0 if there is none; {@link Status#PEER_FAULT} if the
   *     writer did something that cannot be true, now or since {@link #init()}
   */
  public int peek() {
    if (faulted) {
      return Status.PEER_FAULT;
    }
    int length = glance();
    // Skips empty packets up to the write index as it was read, and no further: a writer that keeps
    // writing them cannot keep us here.
    while (skipEmpty()) {
      length = readIndex == knownWriteIndex ? 0 : glance();
    }
    if (length < 0) {
      fail();
    }
    return length;
  }

  /**
   * As {@link #peek()}, but draws no conclusions: nothing is reported, skipped or remembered. For a
   * ring whose writer may not have reset it yet.
   *
   * @return the next packet's payload length in bytes; 0 if there is none; {@link
   *     Status#PEER_FAULT} if what stands there cannot be true, which {@link #suspicion()} and
   *     {@link #suspect()} name
   */
  public int glance() {
    packetLength = NONE;
    if (readIndex == knownWriteIndex && !refreshWriteIndex()) {
      return Status.PEER_FAULT;
    }
    if (readIndex == knownWriteIndex) {
      return 0;
    }
    final int length = readLength();
    if (length > layout.occupied(knownWriteIndex, readIndex) - PACKET_HEADER_LENGTH) {
      return suspect(LinkFault.PACKET_TOO_LONG, length);
    }
    packetLength = length;
    return length;
  }

  /**
   * Draws the conclusion that {@link #glance()} left to its caller: takes an empty packet out of the
   * ring and tells of it.
   *
   * @return whether the last look found an empty packet
   */
  public boolean skipEmpty() {
    if (packetLength != 0) {
      return false;
    }
    final int emptyAt = readIndex;
    // First out of the ring, then told: a handler that throws is not told of it again.
    consume();
    faults.onFault(LinkFault.PACKET_EMPTY, emptyAt);
    return true;
  }

  /**
   * Draws the conclusion that {@link #glance()} left to its caller: tells of what the last look
   * found wrong, and reads no more until {@link #init()}.
   */
  public void fail() {
    faulted = true;
    faults.onFault(suspicion, suspect);
  }

  /**
   * Whether the writer has left the ring as it was. A writer that starts anew resets the read index,
   * which only the reader writes otherwise: so a word other than ours tells of it even where there
   * are no sessions.
   *
   * @return true if the read index in shared memory is the one of this reader
   */
  public boolean isCurrent() {
    return sharedReadIndex() == readIndex;
  }

  /**
   * Whether the last {@link #glance()} has found a packet, be it an empty one, that was not taken yet.
   *
   * @return false if there was none, or if what stood there cannot be true
   */
  public boolean hasFound() {
    return packetLength != NONE;
  }

  /**
   * Whether what {@link #glance()} has found may be what a writer that starts anew has left. Such a one
   * resets the write index first, then the read index, and writes no packet until its reader starts anew,
   * too: so an index that is not at the start is none of its own. Looks only at what we write ourselves.
   *
   * @return false if the packet was written by the writer that we have read from so far
   */
  public boolean mayBeReset() {
    return knownWriteIndex == 0 || !isCurrent();
  }

  /**
   * Whether a reader, be it this one or one before it, has read up to an index.
   *
   * @param index an offset into the ring's data
   * @return true if it is the read index in shared memory
   */
  public boolean isReadUpTo(final int index) {
    return sharedReadIndex() == index;
  }

  /**
   * Whether the next packet begins where the ring does.
   *
   * @return true after {@link #init()}, and after each whole round
   */
  public boolean isAtStart() {
    return readIndex == 0;
  }

  /** Finds fault with a ring that is not {@linkplain #isCurrent() current}, for {@link #fail()}. */
  public void suspectReset() {
    suspect(LinkFault.STARTED_ANEW, sharedReadIndex() & 0xFFFF_FFFFL);
  }

  private int sharedReadIndex() {
    // Acquire, pairs with the volatile stores in PacketRingWriter.init(): who sees the reset sees
    // what came before it.
    return words.getIntAcquire(READ_INDEX_OFFSET);
  }

  /**
   * What the last {@link #glance()} found wrong.
   *
   * @return the kind, or null if nothing ever was
   */
  public LinkFault suspicion() {
    return suspicion;
  }

  /**
   * The value that the last {@link #glance()} found wrong.
   *
   * @return as it was read
   */
  public long suspect() {
    return suspect;
  }

  /** Forgets how far the writer was seen to have written, so that the next look reads it again. */
  public void lookAgain() {
    knownWriteIndex = readIndex;
  }

  /**
   * Where the payload of the packet last peeked at is: the ring itself, or, when the payload wraps,
   * a private copy. Valid until {@link #consume()}.
   *
   * @return the buffer; the payload starts at {@link #payloadOffset()}
   */
  public DirectBuffer payload() {
    if (!isWrapped()) {
      return buffer;
    }
    if (unwrapped == null) {
      unwrapped = Buffers.allocate(layout.maxPayload());
    }
    copyTo(unwrapped, 0);
    return unwrapped;
  }

  /**
   * Offset of the payload in {@link #payload()}.
   *
   * @return bytes
   */
  public int payloadOffset() {
    return isWrapped() ? 0 : dataOffset + start();
  }

  /**
   * Takes the packet last peeked at out of the ring; its bytes may be overwritten from now on. Does
   * nothing if there is none, or if {@link #init()} has come in between.
   */
  public void consume() {
    if (packetLength == NONE) {
      return;
    }
    readIndex = layout.wrap(start() + ((packetLength + WORD - 1) & -WORD));
    packetLength = NONE;
    // Release, pairs with the acquire in PacketRingWriter.refreshReadIndex: our reads of the packet
    // are done before the writer sees its room as free.
    words.putIntRelease(READ_INDEX_OFFSET, readIndex);
  }

  /**
   * Reads the next packet, with a copy. Never blocks.
   *
   * @param target where to put the payload
   * @param offset of its first byte there
   * @param maxLength room at {@code offset}, in bytes
   * @return the payload's length; 0 if there is no packet; {@link Status#NO_MEMORY} if it is longer
   *     than {@code maxLength} (it stays in the ring); {@link Status#PEER_FAULT} as {@link #peek()}
   */
  public int read(final MutableDirectBuffer target, final int offset, final int maxLength) {
    final int length = peek();
    if (length <= 0) {
      return length;
    }
    if (length > maxLength) {
      return Status.NO_MEMORY;
    }
    target.boundsCheck(offset, length);
    copyTo(target, offset);
    consume();
    return length;
  }

  /**
   * Hands packets to a handler in place and takes each out of the ring when the handler returns or
   * throws. Never blocks.
   *
   * @param handler gets each packet
   * @param limit how many at most
   * @return how many; {@link Status#PEER_FAULT} if there was none because of what the writer did
   */
  public int poll(final PacketHandler handler, final int limit) {
    int count = 0;
    while (count < limit) {
      final int length = peek();
      if (length <= 0) {
        return count > 0 ? count : length;
      }
      try {
        count++;
        handler.onPacket(payload(), payloadOffset(), length);
      } finally {
        consume();
      }
    }
    return count;
  }

  /**
   * Whether reading ended because of what the writer did.
   *
   * @return true until {@link #init()}
   */
  public boolean isFaulted() {
    return faulted;
  }

  /**
   * Whether there is more behind the packet last taken, as far as the writer was seen to have written.
   *
   * @return false if only another look at the writer's index could tell
   */
  public boolean hasMoreThatWasSeen() {
    return readIndex != knownWriteIndex;
  }

  /**
   * Whether a look at the ring would find something new.
   *
   * @return true if there is a packet, or an index that cannot be true
   */
  public boolean hasNext() {
    return !faulted
        && (readIndex != knownWriteIndex
            // Acquire only because the word is shared; refreshWriteIndex reads it again for use.
            || words.getIntAcquire(writeIndexOffset) != readIndex);
  }

  /**
   * Writes the handshake word of this ring's header.
   *
   * @param word the new value
   */
  public void handshake(final int word) {
    // Sequentially consistent: pairs with PacketRingWriter.handshake() of the other side; a ring
    // reset that comes before it is seen by whoever sees the word.
    words.putIntVolatile(PacketRingLayout.HANDSHAKE_OFFSET, word);
  }

  /**
   * Reads the handshake word of this ring's header back.
   *
   * @return as it stands, which is another one than was written if a peer gone mad has written over it
   */
  public int handshake() {
    return words.getIntVolatile(PacketRingLayout.HANDSHAKE_OFFSET);
  }

  private int start() {
    return layout.wrap(readIndex + PACKET_HEADER_LENGTH);
  }

  private boolean isWrapped() {
    return packetLength > dataLength - start();
  }

  private int readLength() {
    return Integer.reverseBytes(words.getInt(dataOffset + readIndex)) >>> Short.SIZE;
  }

  private boolean refreshWriteIndex() {
    // Acquire, pairs with the release in PacketRingWriter.publish: the packets below the index are
    // complete, and so are the blocks that they hand over.
    final int writeIndex = words.getIntAcquire(writeIndexOffset);
    if (!layout.isValid(writeIndex)) {
      suspect(layout.faultOf(writeIndex), writeIndex & 0xFFFF_FFFFL);
      return false;
    }
    knownWriteIndex = writeIndex;
    return true;
  }

  private int suspect(final LinkFault kind, final long value) {
    suspicion = kind;
    suspect = value;
    return Status.PEER_FAULT;
  }

  private void copyTo(final MutableDirectBuffer target, final int offset) {
    final int start = start();
    final int head = Math.min(packetLength, dataLength - start);
    target.putBytes(offset, buffer, dataOffset + start, head);
    if (packetLength > head) {
      target.putBytes(offset + head, buffer, dataOffset, packetLength - head);
    }
  }
}
