package org.intercore.zerocopy;

import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icbmsg.block.BlockChannel;
import org.intercore.icmsg.buffer.Buffers;

/**
 * A received message that is kept. Its sender gets the block back when it is released, exactly once,
 * by any thread and in any order; after that the view has length zero and every call is an {@link
 * IllegalStateException}. Closing releases. Stays readable after the peer has gone and after the
 * instance was closed.
 *
 * <p>Used by one thread at a time; it may be handed from one to another.
 */
public final class HeldBlock implements AutoCloseable {
  private final ViewPool<HeldBlock> pool;
  private final AtomicBuffer view = Buffers.view();
  private BlockChannel channel;
  private long token;
  private boolean held;

  /** Makes an object to hold blocks with, again and again. */
  public HeldBlock() {
    this(null);
  }

  HeldBlock(final ViewPool<HeldBlock> pool) {
    this.pool = pool;
  }

  void open(final BlockChannel from, final long rxToken) {
    // Written only where it changes: a reference costs a barrier of the garbage collector.
    if (channel != from) {
      channel = from;
    }
    token = rxToken;
    held = true;
    view.wrap(from.rxRegion(rxToken).buffer(), from.rxPayloadOffset(rxToken), from.length(rxToken));
  }

  void requireEmpty() {
    if (isHeld()) {
      throw new IllegalStateException("this HeldBlock holds a block that was not released");
    }
  }

  /**
   * Whether there is a block.
   *
   * @return false once it was released
   */
  public boolean isHeld() {
    return held;
  }

  /**
   * The message's length.
   *
   * @return bytes, 0 or more
   * @throws IllegalStateException if it was released
   */
  public int length() {
    requireHeld();
    return view.capacity();
  }

  /**
   * The message; index 0 is its first byte. The view has length zero once the block was released.
   *
   * @return a view of {@link #length()} bytes
   * @throws IllegalStateException if it was released
   */
  public DirectBuffer buffer() {
    requireHeld();
    return view;
  }

  /**
   * The message for channels and digests. As {@link RxBlock#byteBuffer()}.
   *
   * @return a read-only buffer of {@link #length()} bytes
   * @throws IllegalStateException if it was released
   */
  public ByteBuffer byteBuffer() {
    requireHeld();
    return channel.rxRegion(token).readOnlyBytes(channel.rxPayloadOffset(token), view.capacity());
  }

  /**
   * Gives the block back to its sender. Never blocks.
   *
   * @throws IllegalStateException if it was released already
   */
  public void release() {
    requireHeld();
    held = false;
    Buffers.clear(view);
    channel.release(token);
    if (pool != null) {
      pool.giveBack(this);
    }
  }

  /** Releases the block if that was not done; idempotent. */
  @Override
  public void close() {
    if (isHeld()) {
      release();
    }
  }

  private void requireHeld() {
    if (!isHeld()) {
      throw new IllegalStateException("there is no block: it was released, or never held");
    }
  }

  @Override
  public String toString() {
    return isHeld() ? "HeldBlock of " + view.capacity() + " bytes" : "HeldBlock without a block";
  }
}
