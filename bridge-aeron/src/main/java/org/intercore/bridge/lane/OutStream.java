package org.intercore.bridge.lane;

import io.aeron.ExclusivePublication;
import io.aeron.Publication;
import io.aeron.ReservedValueSupplier;
import io.aeron.logbuffer.BufferClaim;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.collections.LongArrayQueue;
import org.agrona.concurrent.UnsafeBuffer;
import org.intercore.bridge.wire.Frame;
import org.intercore.icbmsg.endpoint.Endpoint;
import org.intercore.icmsg.region.SharedRegion;

/**
 * From the near program's blocks into a publication: into a claimed place of its log if the message
 * fits one datagram, else by an offer that cuts it up. Either way its bytes are copied once, by Aeron.
 *
 * <p>Short messages that come together share a frame, since a frame of Aeron's costs 32 bytes and
 * as much work as the message in it: they are gathered, at most a datagram of them, until {@link
 * #ship()} at the end of the same duty cycle.
 *
 * <p>What Aeron does not take at once is held, in order. So the near program gets a block back when
 * Aeron has taken its message, but for that one datagram, and runs out of blocks while Aeron takes none.
 * Messages that need no block are held in memory of this process instead; {@link #isFull} says when
 * that is enough.
 */
public final class OutStream {
  /** Small messages that may be held before nothing more is taken; a message each is a cache line. */
  private static final int MOST_PENDING = 4096;
  /** So many at least of the longest messages that are packed fit a pack; less saves too little. */
  private static final int FEWEST_IN_PACK = 4;

  private final ExclusivePublication publication;
  private final BufferClaim claim = new BufferClaim();
  private final LongArrayQueue pending = new LongArrayQueue(Long.MIN_VALUE);
  private final UnsafeBuffer frame = new UnsafeBuffer(new byte[Long.BYTES]);
  private final UnsafeBuffer pack;
  private final int longestPacked;
  private final ReservedValueSupplier wordOfMessage = (buffer, offset, length) -> this.word;
  private Endpoint from;
  // Where messages lie that have a block, and those that have none do not.
  private SharedRegion blocks;
  private int tag;
  private boolean open;
  private boolean paused;
  private boolean ended;
  private long word;
  // In the pack, and not yet with Aeron.
  private int packed;
  private int packedLength;
  private long accepted;
  private long messages;
  private long bytes;
  private long waits;
  private long undelivered;

  /**
   * A stream that is not open.
   *
   * @param publication where messages go
   */
  public OutStream(final ExclusivePublication publication) {
    this.publication = publication;
    this.pack = new UnsafeBuffer(new byte[publication.maxPayloadLength()]);
    this.longestPacked = pack.capacity() / FEWEST_IN_PACK - Frame.PACK_HEADER;
  }

  /**
   * A session begins.
   *
   * @param sessionTag of its frames in this direction
   */
  public void begin(final int sessionTag) {
    tag = sessionTag;
    open = true;
    paused = false;
    ended = false;
    accepted = 0;
  }

  /**
   * Says whose stream this is, if Aeron takes it now.
   *
   * @param name of the endpoint
   */
  public void start(final byte[] name) {
    offer(new UnsafeBuffer(name), 0, name.length, Frame.START);
  }

  /**
   * Says that nothing more comes in this session, if everything was taken before and this is taken now.
   *
   * @return whether that was said
   */
  public boolean end() {
    if (!ended && pending.isEmpty() && (paused || ship())) {
      frame.putLong(0, accepted, ByteOrder.LITTLE_ENDIAN);
      ended = offer(frame, 0, Long.BYTES, Frame.END);
    }
    return ended;
  }

  /**
   * Takes a message from the near program's endpoint, in its handler.
   *
   * @param endpoint that it came to
   * @param buffer where it lies
   * @param offset of its first byte
   * @param length in bytes
   * @param token to hold it by
   */
  public void take(
      final Endpoint endpoint,
      final DirectBuffer buffer,
      final int offset,
      final int length,
      final long token) {
    if (!open) {
      undelivered++;
      return;
    }
    if (!paused && pending.isEmpty() && put(buffer, offset, length)) {
      return;
    }
    waits++;
    from = endpoint;
    final long held = endpoint.hold(token);
    if (held == token) {
      blocks = endpoint.rxRegion(held);
    }
    pending.addLong(held);
  }

  /** Holds what comes from now on: the far program has gone, and could not be given it. */
  public void pause() {
    paused = true;
  }

  /** Into the pack if it is short, else at once into the log; false if it has to wait. */
  private boolean put(final DirectBuffer buffer, final int offset, final int length) {
    if (length > longestPacked) {
      if (!ship() || !offer(buffer, offset, length, Frame.DATA)) {
        return false;
      }
      accepted(1, length);
      return true;
    }
    if (packedLength + Frame.PACK_HEADER + length > pack.capacity() && !ship()) {
      return false;
    }
    pack.putShort(packedLength, (short) length, ByteOrder.LITTLE_ENDIAN);
    pack.putBytes(packedLength + Frame.PACK_HEADER, buffer, offset, length);
    packed++;
    packedLength += Frame.PACK_HEADER + length;
    return true;
  }

  /**
   * Hands on what was gathered, if Aeron takes it. A single message goes as if there were no packs.
   *
   * @return whether nothing is left
   */
  public boolean ship() {
    if (packed == 0) {
      return true;
    }
    if (paused) {
      return false;
    }
    final boolean taken = packed == 1
        ? offer(pack, Frame.PACK_HEADER, packedLength - Frame.PACK_HEADER, Frame.DATA)
        : offer(pack, 0, packedLength, Frame.PACK);
    if (taken) {
      accepted(packed, packedLength - packed * Frame.PACK_HEADER);
      packed = 0;
      packedLength = 0;
    }
    return taken;
  }

  private void accepted(final int count, final int length) {
    accepted += count;
    messages += count;
    bytes += length;
  }

  /**
   * Hands on what is held, as far as Aeron takes it.
   *
   * @return messages that were taken
   */
  public int flush() {
    int count = 0;
    while (!paused && !pending.isEmpty() && flushOne(pending.peekLong())) {
      pending.pollLong();
      count++;
    }
    return count;
  }

  private boolean flushOne(final long token) {
    final int length = from.length(token);
    if (!put(from.rxRegion(token).buffer(), from.rxPayloadOffset(token), length)) {
      return false;
    }
    from.release(token);
    return true;
  }

  private boolean offer(
      final DirectBuffer buffer, final int offset, final int length, final int kind) {
    word = Frame.word(tag, kind, length);
    final long position = length <= publication.maxPayloadLength()
        ? claimAndCopy(buffer, offset, length)
        : publication.offer(buffer, offset, length, wordOfMessage);
    if (position == Publication.CLOSED || position == Publication.MAX_POSITION_EXCEEDED) {
      throw new IllegalStateException(
          "the publication takes nothing any more: " + Publication.errorString(position));
    }
    return position >= 0;
  }

  private long claimAndCopy(final DirectBuffer buffer, final int offset, final int length) {
    long position = publication.tryClaim(length, claim);
    if (position == Publication.ADMIN_ACTION) {
      // The log has just gone on to its next term, and now there is room.
      position = publication.tryClaim(length, claim);
    }
    if (position >= 0) {
      claim.buffer().putBytes(claim.offset(), buffer, offset, length);
      claim.reservedValue(word).commit();
    }
    return position;
  }

  /**
   * The session is over. What is held in blocks of the near program is not counted here: it is not given
   * back before the program was told, which counts it itself.
   *
   * @param handedOver messages of the session that are known to have arrived at the far program
   * @return messages that the near program has got rid of and that are not
   */
  public long abandon(final long handedOver) {
    open = false;
    long lost = Math.max(0, accepted - Math.max(0, handedOver)) + packed;
    accepted = 0;
    packed = 0;
    packedLength = 0;
    while (!pending.isEmpty()) {
      final long token = pending.pollLong();
      lost += from.rxRegion(token) == blocks ? 0 : 1;
      from.release(token);
    }
    from = null;
    blocks = null;
    undelivered += lost;
    return lost;
  }

  /**
   * Whether Aeron has taken all that was to be sent.
   *
   * @return false while something waits for it
   */
  public boolean isEmpty() {
    return pending.isEmpty() && packed == 0;
  }

  /**
   * Whether nothing more should be taken for now.
   *
   * @return true while many small messages wait for Aeron
   */
  public boolean isFull() {
    return pending.size() >= MOST_PENDING;
  }

  /**
   * The longest message that Aeron carries.
   *
   * @return bytes
   */
  public int maxMessageLength() {
    return publication.maxMessageLength();
  }

  /**
   * Messages that Aeron has taken.
   *
   * @return their number, of all sessions
   */
  public long messages() {
    return messages;
  }

  /**
   * Bytes in these messages.
   *
   * @return their number
   */
  public long bytes() {
    return bytes;
  }

  /**
   * How often Aeron did not take a message at once.
   *
   * @return the number
   */
  public long waits() {
    return waits;
  }

  /**
   * Messages that were taken from the near program and are not known to have been handed over.
   *
   * @return their number, of all sessions that are over
   */
  public long undelivered() {
    return undelivered;
  }
}
