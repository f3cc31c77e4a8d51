package org.intercore.zerocopy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icbmsg.block.BlockChannel;
import org.intercore.icmsg.buffer.Buffers;
import org.intercore.icmsg.status.Status;

/**
 * A claimed block run: memory of ours that the other side sees once it is sent. Its owner fills it in
 * place and then either sends or drops it, exactly once; after that the view has length zero and
 * every call is an {@link IllegalStateException}. Closing drops what was not sent.
 *
 * <p>Used by one thread at a time; it may be handed from one to another. Objects that {@link
 * ZeroCopyEndpoint#claim(int, org.intercore.icmsg.time.Timeout)} gives are used again after some
 * hundreds of other claims; who wants an object of his own makes one and claims into it.
 */
public final class TxBlock implements AutoCloseable {
  /** Instead of a token: the message needs no block. */
  private static final long SMALL = -1;

  private static final int LOOKS_FOR_ROOM = 16;
  private static final int SPINS_PER_LOOK = 32;

  private static final Map<Integer, TxBlock> REFUSED = new ConcurrentHashMap<>();

  private final ViewPool<TxBlock> pool;
  private final boolean ownedByCaller;
  private final AtomicBuffer view = Buffers.view();
  private byte[] small;
  private BlockChannel channel;
  private long token;
  private boolean claimed;
  private int capacity;
  private int status;

  /** Makes an object to claim into, again and again. */
  public TxBlock() {
    this(null, true, 0);
  }

  TxBlock(final ViewPool<TxBlock> pool) {
    this(pool, false, 0);
  }

  private TxBlock(final ViewPool<TxBlock> pool, final boolean ownedByCaller, final int status) {
    this.pool = pool;
    this.ownedByCaller = ownedByCaller;
    this.status = status;
  }

  /** What a refused claim gives: one object for each status. */
  static TxBlock refused(final int why) {
    final TxBlock known = REFUSED.get(why);
    return known != null
        ? known
        : REFUSED.computeIfAbsent(why, (key) -> new TxBlock(null, false, why));
  }

  void requireOwnedByCaller() {
    if (!ownedByCaller) {
      throw new IllegalArgumentException(
          "claim into a TxBlock that you have made with new, not into one that a claim gave you");
    }
  }

  /** Claims into this object; a capacity or a status. */
  int claim(final BlockChannel from, final int size, final long timeoutNs) {
    if (isClaimed()) {
      throw new IllegalStateException(
          "this TxBlock holds a block that was neither sent nor dropped");
    }
    if (size > 0 && size <= from.maxInline()) {
      final boolean isSmall = size <= from.maxSmall();
      final int room = isSmall ? from.maxSmall() : size;
      final int kept = isSmall ? keepRoom(from, room, timeoutNs) : from.claimSmall(room);
      if (kept == 0) {
        return claimSmall(from, room);
      }
      if (kept != Status.NO_BUFFERS) {
        return refuse(kept);
      }
      if (isSmall && timeoutNs == 0) {
        return refuse(Status.NO_MEMORY);
      }
    }
    final long run = from.claim(size, timeoutNs);
    if (run < 0) {
      return refuse((int) run);
    }
    open(from, run, from.view(run, view));
    return capacity;
  }

  /**
   * A receiver that keeps up makes room within some microseconds, and a block is dearer; but only for
   * blocks one can wait in turn.
   */
  private static int keepRoom(final BlockChannel from, final int room, final long timeoutNs) {
    int kept = from.claimSmall(room);
    for (int i = 0; i < LOOKS_FOR_ROOM && kept == Status.NO_BUFFERS && timeoutNs != 0; i++) {
      for (int spin = 0; spin < SPINS_PER_LOOK; spin++) {
        Thread.onSpinWait();
      }
      kept = from.claimSmall(room);
    }
    return kept;
  }

  /** A small message is written here and copied when it is sent: it travels in lines of its own. */
  private int claimSmall(final BlockChannel from, final int room) {
    if (small == null || small.length < room) {
      small = new byte[room <= from.maxSmall() ? from.maxSmall() : from.maxInline()];
    }
    open(from, SMALL, room);
    view.wrap(small, 0, capacity);
    return capacity;
  }

  private void open(final BlockChannel from, final long what, final int room) {
    // Written only where it changes: a reference costs a barrier of the garbage collector.
    if (channel != from) {
      channel = from;
    }
    token = what;
    capacity = room;
    status = 0;
    claimed = true;
  }

  private int refuse(final int why) {
    status = why;
    return why;
  }

  /**
   * Whether there is a block to fill.
   *
   * @return false after it was sent or dropped, and if the claim was refused
   */
  public boolean isClaimed() {
    return claimed;
  }

  /**
   * Why there is no block.
   *
   * @return the status with which the claim ended; 0 if it was granted
   */
  public int status() {
    return status;
  }

  /**
   * Room in the block: what was asked for, or more, since blocks are whole.
   *
   * @return bytes
   * @throws IllegalStateException if there is no block
   */
  public int capacity() {
    requireClaimed();
    return capacity;
  }

  /**
   * The block's memory; index 0 is the message's first byte. Its content is whatever was there
   * before. The view has length zero once the block was sent or dropped.
   *
   * @return a view of {@link #capacity()} bytes
   * @throws IllegalStateException if there is no block
   */
  public MutableDirectBuffer buffer() {
    requireClaimed();
    return view;
  }

  /**
   * Reads from a channel straight into the block. Blocks as the channel does. From then on the shared
   * memory is unmapped by the garbage collector only, since a channel could keep the buffer it is
   * given.
   *
   * @param source where to read from
   * @param offset where to put the first byte
   * @param maxLength how much to read at most
   * @return bytes read; -1 at the end of the channel
   * @throws IOException if the channel fails; the block stays claimed
   * @throws IllegalStateException if there is no block
   */
  public int readFrom(final ReadableByteChannel source, final int offset, final int maxLength)
      throws IOException {
    requireClaimed();
    view.boundsCheck(offset, maxLength);
    if (token == SMALL) {
      return source.read(ByteBuffer.wrap(small, offset, maxLength));
    }
    return source.read(
        channel.txRegion().writableBytes(channel.txPayloadOffset(token) + offset, maxLength));
  }

  /**
   * Sends the message without a copy; blocks that it does not need are free at once. Never blocks.
   * Whatever the answer, the block is gone.
   *
   * @param length of the message in bytes, 0 to {@link #capacity()}
   * @return {@code length}; {@link Status#NOT_CONNECTED}, {@link Status#BUSY}, {@link
   *     Status#CLOSED}, {@link Status#PEER_FAULT}, {@link Status#NO_BUFFERS} if it could not be sent
   * @throws IllegalStateException if there is no block
   * @throws IllegalArgumentException if the length exceeds the block, which stays claimed
   */
  public int send(final int length) {
    requireClaimed();
    if (length < 0 || length > capacity) {
      throw new IllegalArgumentException(
          "a message of " + length + " bytes does not fit a block of " + capacity);
    }
    final int result;
    if (token == SMALL) {
      result = channel.sendSmall(view, length);
      giveUp();
    } else {
      giveUp();
      result = channel.send(token, length);
    }
    recycle();
    return result;
  }

  /**
   * Gives the block back unsent. Never blocks.
   *
   * @throws IllegalStateException if there is no block
   */
  public void drop() {
    requireClaimed();
    final int room = capacity;
    giveUp();
    if (token == SMALL) {
      channel.dropSmall(room);
    } else {
      channel.drop(token);
    }
    recycle();
  }

  /** Drops the block if it was not sent; idempotent. */
  @Override
  public void close() {
    if (isClaimed()) {
      drop();
    }
  }

  private void giveUp() {
    // The view goes first: from the moment that the block is not ours, nobody reaches it through
    // us.
    Buffers.clear(view);
    claimed = false;
    capacity = 0;
  }

  private void recycle() {
    if (pool != null) {
      pool.giveBack(this);
    }
  }

  private void requireClaimed() {
    if (!isClaimed()) {
      throw new IllegalStateException(
          status < 0
              ? "there is no block, the claim was refused: " + Status.describe(status)
              : "there is no block: it was sent or dropped, or never claimed");
    }
  }

  @Override
  public String toString() {
    return isClaimed() ? "TxBlock of " + capacity + " bytes" : "TxBlock without a block";
  }
}
