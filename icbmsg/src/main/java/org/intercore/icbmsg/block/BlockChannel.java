package org.intercore.icbmsg.block;

import org.agrona.DirectBuffer;
import org.intercore.icmsg.region.SharedRegion;
import org.intercore.icmsg.status.Status;

/**
 * The seam between messages and views: one endpoint's blocks, by token. A token is {@code generation
 * << 32 | block}, never negative, and good for one use: one that was used up is an {@link
 * IllegalStateException}, never somebody else's data.
 *
 * <p>Layers above turn tokens into objects with a lifetime. Any thread may call any method, except
 * where it says otherwise.
 */
public interface BlockChannel {
  /**
   * The largest message ({@code ipc_service_get_tx_buffer_size}).
   *
   * @return bytes
   */
  int maxPayload();

  /**
   * Blocks until a run of blocks is claimed ({@code ipc_service_get_tx_buffer}), at most as long as
   * the timeout says; takes releases off the ring meanwhile, and so can be called from anywhere, a
   * receive handler included. On success the caller owns the run until {@link #send} or {@link
   * #drop}. Nobody is held up by how long it takes to fill it.
   *
   * @param size bytes that the run must hold; 0 = the first free block and all free ones after it
   * @param timeoutNs 0 = answer at once, {@link Long#MAX_VALUE} = for ever; counted from the call
   * @return a token; {@link Status#NO_MEMORY} if the timeout is 0 and no such run is free but what is
   *     kept for the first of those who wait, or if the region can never hold it; {@link Status#TIMED_OUT}, {@link Status#INTERRUPTED}, {@link
   *     Status#BUSY} while not bound, {@link Status#NOT_CONNECTED} if the peer has gone or goes
   *     meanwhile (if it goes in the last moment, the send says so), {@link Status#PEER_FAULT} if
   *     nothing can be read from it any more, {@link Status#CLOSED}
   */
  long claim(int size, long timeoutNs);

  /**
   * The longest message that needs no block. One that may not wait takes none even if there is no room
   * for it elsewhere.
   *
   * @return bytes; negative if every message needs one
   */
  int maxSmall();

  /**
   * The longest message that travels without a block while there is room for it.
   *
   * @return bytes, {@link #maxSmall} or more; negative if every message needs one
   */
  int maxInline();

  /**
   * Keeps room for a message that needs no block, which its sender writes in memory of his own. Never
   * blocks. On success {@link #sendSmall} or {@link #dropSmall} has to follow, once.
   *
   * @param capacity how long it may be in bytes, up to {@link #maxInline}
   * @return 0; {@link Status#NO_BUFFERS} if too many such messages are unread: claim a block then;
   *     {@link Status#BUSY}, {@link Status#NOT_CONNECTED}, {@link Status#CLOSED} as {@link #claim}
   */
  int claimSmall(int capacity);

  /**
   * Sends a message for which room was kept; that is used up whatever the answer.
   *
   * @param source where the message is, at its beginning; as long as what room was kept for
   * @param length in bytes, up to that
   * @return {@code length}, or a status as {@link #send(long, int)}
   */
  int sendSmall(DirectBuffer source, int length);

  /**
   * Gives up the room that was kept for a small message.
   *
   * @param capacity as it was claimed
   */
  void dropSmall(int capacity);

  /**
   * Points a view at a claimed run.
   *
   * @param txToken of a claimed run
   * @param view gets the run's memory
   * @return its capacity in bytes
   * @throws IllegalStateException if the run was sent or dropped
   */
  int view(long txToken, DirectBuffer view);

  /**
   * Room in a claimed run.
   *
   * @param txToken of a claimed run
   * @return bytes
   * @throws IllegalStateException if the run was sent or dropped
   */
  int capacity(long txToken);

  /**
   * Where the payload of a claimed run starts.
   *
   * @param txToken of a claimed run
   * @return offset within {@link #txRegion()}
   * @throws IllegalStateException if the run was sent or dropped
   */
  int txPayloadOffset(long txToken);

  /**
   * The memory of claimed runs.
   *
   * @return our own region
   */
  SharedRegion txRegion();

  /**
   * Sends a claimed run without a copy ({@code ipc_service_send_nocopy}); blocks that the message
   * does not need are free at once. Never blocks. Whatever the answer, the caller does not own the
   * run any more.
   *
   * @param txToken of a claimed run
   * @param length of the message, 0 to {@link #capacity}
   * @return {@code length}; {@link Status#BUSY}, {@link Status#NOT_CONNECTED}, {@link
   *     Status#CLOSED}, {@link Status#PEER_FAULT} if it could not be sent and the run was freed; {@link
   *     Status#NO_BUFFERS} likewise, if the peer does not say what it has read
   * @throws IllegalStateException if the run was sent or dropped
   * @throws IllegalArgumentException if the length exceeds the run, which stays the caller's
   */
  int send(long txToken, int length);

  /**
   * Gives a claimed run back ({@code ipc_service_drop_tx_buffer}). Never blocks.
   *
   * @param txToken of a claimed run
   * @throws IllegalStateException if the run was sent or dropped
   */
  void drop(long txToken);

  /**
   * Sends a copy ({@code ipc_service_send}): claims a run, copies, sends. Blocks at most as long as
   * the timeout says.
   *
   * @param source where the message is
   * @param offset of its first byte
   * @param length in bytes; 0 is a message too
   * @param timeoutNs as {@link #claim}
   * @return {@code length}, or a status as {@link #claim}; {@link Status#NO_MEMORY} also if the
   *     timeout is 0 and too many messages that need no block ({@link #maxSmall}) are unread, so that a
   *     flood of small messages does not use up the blocks of the large ones
   */
  int send(DirectBuffer source, int offset, int length, long timeoutNs);

  /**
   * The length of a received message.
   *
   * @param rxToken of the message at hand, or of a held one
   * @return bytes
   */
  int length(long rxToken);

  /**
   * Where the payload of a received message starts.
   *
   * @param rxToken of the message at hand, or of a held one
   * @return offset within {@link #rxRegion}
   */
  int rxPayloadOffset(long rxToken);

  /**
   * The memory of a received message.
   *
   * @param rxToken of the message at hand, or of a held one
   * @return the peer's region; our own for a small message that is held and needed no block
   */
  SharedRegion rxRegion(long rxToken);

  /**
   * Keeps the message at hand beyond its handler ({@code ipc_service_hold_rx_buffer}). Only from the
   * handler that was given the token. The caller owns the run until {@link #release}.
   *
   * @param rxToken of the message at hand
   * @return the token of the held message, to be used from now on; the same one if it lies in a block
   * @throws IllegalStateException if it is not at hand or held already
   */
  long hold(long rxToken);

  /**
   * Gives a held message back to its sender ({@code ipc_service_release_rx_buffer}). Never blocks;
   * any thread, any order. Works after the peer has gone and after a close, too.
   *
   * @param rxToken of a held message
   * @throws IllegalStateException if it is not held (any more)
   */
  void release(long rxToken);
}
