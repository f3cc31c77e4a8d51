package org.intercore.zerocopy;

import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icbmsg.block.BlockChannel;
import org.intercore.icmsg.buffer.Buffers;

/**
 * A received message, in the peer's memory. Valid in the handler's call and on its thread only, and
 * until it is held; one object serves all messages of an endpoint. The peer can still change the
 * bytes: what must be believed has to be copied first.
 */
public final class RxBlock {
  private final ViewPool<HeldBlock> pool;
  private final AtomicBuffer view = Buffers.view();
  private BlockChannel channel;
  private Thread thread;
  private long token;
  private boolean atHand;
  private boolean held;

  RxBlock(final ViewPool<HeldBlock> pool) {
    this.pool = pool;
  }

  void open(
      final BlockChannel from,
      final DirectBuffer memory,
      final int offset,
      final int length,
      final long rxToken) {
    // References are written only where they change: each costs a barrier of the garbage collector.
    if (channel != from) {
      channel = from;
    }
    final Thread current = Thread.currentThread();
    if (thread != current) {
      thread = current;
    }
    token = rxToken;
    held = false;
    atHand = true;
    // The instance, which is in the middle of calling us, keeps the memory in place, and has seen
    // to it that the message lies within.
    Buffers.point(view, memory, offset, length);
  }

  void shut() {
    atHand = false;
    Buffers.clear(view);
  }

  /**
   * The message's length.
   *
   * @return bytes, 0 or more
   * @throws IllegalStateException outside the handler's call
   */
  public int length() {
    requireAtHand();
    return view.capacity();
  }

  /**
   * The message; index 0 is its first byte. The view has length zero once the handler has returned.
   *
   * @return a view of {@link #length()} bytes
   * @throws IllegalStateException outside the handler's call
   */
  public DirectBuffer buffer() {
    requireAtHand();
    return view;
  }

  /**
   * The message for channels and digests. A new object each time; from then on the shared memory is
   * unmapped by the garbage collector only.
   *
   * @return a read-only buffer of {@link #length()} bytes; what it shows once the block was released
   *     is undefined
   * @throws IllegalStateException outside the handler's call
   */
  public ByteBuffer byteBuffer() {
    requireAtHand();
    return channel.rxRegion(token).readOnlyBytes(channel.rxPayloadOffset(token), view.capacity());
  }

  /**
   * Keeps the block beyond the handler's call, for as long as its new owner likes. From now on it is
   * the held block's: this one's view has length zero, and every call is an {@link
   * IllegalStateException}.
   *
   * @return the held block, to be released exactly once, by any thread
   * @throws IllegalStateException outside the handler's call, or if it is held already
   */
  public HeldBlock hold() {
    requireAtHand();
    return handOver(pool.take());
  }

  /**
   * As {@link #hold()}, into an object of the caller's own.
   *
   * @param into an object that holds nothing
   * @return {@code into}
   * @throws IllegalStateException outside the handler's call, if the block is held already, or if
   *     {@code into} holds another one
   */
  public HeldBlock hold(final HeldBlock into) {
    requireAtHand();
    into.requireEmpty();
    return handOver(into);
  }

  private HeldBlock handOver(final HeldBlock holder) {
    holder.open(channel, channel.hold(token));
    shut();
    held = true;
    return holder;
  }

  private void requireAtHand() {
    if (!atHand || thread != Thread.currentThread()) {
      throw new IllegalStateException(
          held
              ? "this block is held: use the HeldBlock that holds it, and hold it once"
              : "an RxBlock is valid in its handler's call only: hold() it to keep the block");
    }
  }
}
