package org.intercore.jmh.rpmsg;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Sends messages of any length over an endpoint, in as many buffers as it takes. Each part is
 * written straight into its buffer. The peer is shown several parts at a time, since each index
 * that is published costs both sides a line; it begins to read while the rest is written.
 *
 * <p>One thread at a time, and nobody else sends from the same endpoint: the parts of two messages
 * must not mix.
 */
public final class FragmentingSender {
  /** How many parts are published together, unless the sender is told otherwise. */
  public static final int DEFAULT_BURST = 4;

  private final RpmsgEndpoint endpoint;
  private final MutableDirectBuffer memory;
  private final FragmentFiller copy = this::copy;
  private final int room;
  private final int burst;
  private DirectBuffer source;
  private int sourceOffset;

  /** Sends over an endpoint, with the usual bursts. */
  public FragmentingSender(final RpmsgEndpoint endpoint) {
    this(endpoint, DEFAULT_BURST);
  }

  /** Sends over an endpoint, and publishes after so many parts and at the end of each message. */
  public FragmentingSender(final RpmsgEndpoint endpoint, final int burst) {
    if (burst < 1) {
      throw new IllegalArgumentException("a burst has at least one part, not " + burst);
    }
    this.endpoint = endpoint;
    this.memory = endpoint.memory();
    this.room = endpoint.maxPayload() - Fragment.HEADER_LENGTH;
    this.burst = burst;
  }

  /**
   * Sends a copy. Blocks while there is no buffer, at most as long as the timeout says for the whole
   * message.
   *
   * @return {@code length}, or a status; then the receiver drops what it has seen of the message
   */
  public int send(
      final DirectBuffer data, final int offset, final int length, final long timeoutNs) {
    data.boundsCheck(offset, length);
    source = data;
    sourceOffset = offset;
    return send(length, copy, timeoutNs);
  }

  private void copy(
      final int position, final MutableDirectBuffer buffer, final int offset, final int length) {
    buffer.putBytes(offset, source, sourceOffset + position, length);
  }

  /**
   * Sends what is written in place. Blocks while there is no buffer, at most as long as the timeout
   * says for the whole message.
   *
   * @return {@code length}, or a status; then the receiver drops what it has seen of the message
   */
  public int send(final int length, final FragmentFiller filler, final long timeoutNs) {
    // Once for the whole message, whatever is announced meanwhile.
    final int to = endpoint.destination();
    if (to == RpmsgEndpoint.ANY) {
      return RpmsgStatus.ADDRESS;
    }
    final long startNs = timeoutNs > 0 ? System.nanoTime() : 0;
    int position = 0;
    int unpublished = 0;
    do {
      final int id = takeBuffer(startNs, timeoutNs);
      if (id < 0) {
        endpoint.flush();
        return id;
      }
      final int part = Math.min(room, length - position);
      write(id, length, position, part, filler);
      position += part;
      unpublished++;
      if (unpublished == burst || position == length) {
        endpoint.sendToNocopy(to, id, Fragment.HEADER_LENGTH + part);
        unpublished = 0;
      } else {
        endpoint.sendToNocopyLater(to, id, Fragment.HEADER_LENGTH + part);
      }
    } while (position < length);
    return length;
  }

  private int takeBuffer(final long startNs, final long timeoutNs) {
    final int id = endpoint.getTxPayloadBuffer(0);
    if (id >= 0 || timeoutNs <= 0) {
      return id;
    }
    return endpoint.getTxPayloadBuffer(timeoutNs - (System.nanoTime() - startNs));
  }

  private void write(
      final int id,
      final int length,
      final int position,
      final int part,
      final FragmentFiller filler) {
    final int start = endpoint.txPayloadOffset(id);
    memory.putInt(start + Fragment.MESSAGE_LENGTH, length, ByteOrder.LITTLE_ENDIAN);
    memory.putInt(start + Fragment.OFFSET, position, ByteOrder.LITTLE_ENDIAN);
    try {
      filler.fill(position, memory, start + Fragment.HEADER_LENGTH, part);
    } catch (final RuntimeException | Error e) {
      endpoint.releaseTxBuffer(id);
      endpoint.flush();
      throw e;
    }
  }
}
