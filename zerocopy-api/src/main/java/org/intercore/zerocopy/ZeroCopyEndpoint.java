package org.intercore.zerocopy;

import java.time.Duration;
import org.agrona.DirectBuffer;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icbmsg.endpoint.Endpoint;
import org.intercore.icbmsg.endpoint.EndpointHandler;
import org.intercore.icmsg.status.Status;
import org.intercore.icmsg.status.UnboundReason;
import org.intercore.icmsg.time.Timeout;

/**
 * An endpoint whose messages are written and read in place, in blocks of shared memory. Any thread
 * may claim, send and release; the handler runs on the thread that does the instance's work.
 *
 * <p>Steady state allocates nothing.
 */
public final class ZeroCopyEndpoint implements AutoCloseable {
  private final ViewPool<TxBlock> txPool = new ViewPool<>(TxBlock::new);
  private final ViewPool<HeldBlock> heldPool = new ViewPool<>(HeldBlock::new);
  // Set by whichever is first, the registration or a callback on the dispatcher's thread.
  private volatile Endpoint endpoint;

  private ZeroCopyEndpoint() {}

  /**
   * Registers an endpoint ({@code ipc_service_register_endpoint}). Never blocks; any thread.
   *
   * @param instance to register it with
   * @param name what the other side calls it too; without NUL, short enough for a message
   * @param handler told what happens
   * @return the endpoint, bound as soon as the other side has registered the name
   * @throws IllegalArgumentException if the name cannot be sent
   * @throws IllegalStateException if the name is registered already, too many are, or the instance is
   *     closed
   */
  public static ZeroCopyEndpoint register(
      final Icbmsg instance, final String name, final BlockHandler handler) {
    final ZeroCopyEndpoint registered = new ZeroCopyEndpoint();
    registered.endpoint = instance.register(name, registered.new Incoming(handler));
    return registered;
  }

  /** Turns tokens into views, on the dispatcher's thread. */
  private final class Incoming implements EndpointHandler {
    private final BlockHandler handler;
    private final RxBlock block = new RxBlock(heldPool);

    Incoming(final BlockHandler handler) {
      this.handler = handler;
    }

    @Override
    public void onMessage(
        final Endpoint from,
        final DirectBuffer buffer,
        final int offset,
        final int length,
        final long rxToken) {
      block.open(from, buffer, offset, length, rxToken);
      try {
        handler.onBlock(block);
      } finally {
        block.shut();
      }
    }

    @Override
    public void onBound(final Endpoint bound) {
      endpoint = bound;
      handler.onBound(ZeroCopyEndpoint.this);
    }

    @Override
    public void onUnbound(final Endpoint unbound, final UnboundReason reason) {
      handler.onUnbound(ZeroCopyEndpoint.this, reason);
    }
  }

  /**
   * Blocks until a block run is claimed ({@code ipc_service_get_tx_buffer}), at most as long as the
   * timeout says. Takes releases off the ring meanwhile, so it can be called from anywhere, the only
   * thread there is and a receive handler included. Waiting is first come, first served; one that
   * does not wait is given only what the first of those who wait does not need.
   *
   * @param size bytes that the block must hold; 0 = the first free block and all free ones after it
   * @param timeout {@link Timeout#FOREVER}, {@link Timeout#NO_WAIT} or a bounded time, counted from
   *     the call
   * @return a block to fill, owned by the caller until it is sent or dropped; or one that {@linkplain
   *     TxBlock#isClaimed() is not claimed} and whose {@linkplain TxBlock#status() status} says why:
   *     {@link Status#NO_MEMORY} if no such run is free and the timeout is {@link Timeout#NO_WAIT}, or too
   *     many small messages are unread,
   *     or if the region can never hold it, {@link Status#TIMED_OUT}, {@link Status#INTERRUPTED},
   *     {@link Status#BUSY} while not bound, {@link Status#NOT_CONNECTED} if the peer has gone or
   *     goes meanwhile (if it goes in the last moment, the send says so), {@link
   *     Status#PEER_FAULT} if nothing can be read from it any more, {@link Status#CLOSED}
   */
  public TxBlock claim(final int size, final Timeout timeout) {
    final TxBlock block = txPool.take();
    final int status = block.claim(endpoint, size, timeout.nanos());
    if (status >= 0) {
      return block;
    }
    txPool.giveBack(block);
    return TxBlock.refused(status);
  }

  /**
   * As {@link #claim(int, Timeout)}.
   *
   * @param size bytes that the block must hold
   * @param timeout how long to wait at most
   * @return a block to fill, or one that is not claimed
   */
  public TxBlock claim(final int size, final Duration timeout) {
    return claim(size, Timeout.of(timeout));
  }

  /**
   * As {@link #claim(int, Timeout)}, into an object of the caller's own, which nobody else ever uses.
   *
   * @param into an object made with {@code new} that holds no block
   * @param size bytes that the block must hold
   * @param timeout how long to wait at most
   * @return the block's capacity in bytes, or a status
   * @throws IllegalStateException if {@code into} holds a block
   */
  public int claim(final TxBlock into, final int size, final Timeout timeout) {
    into.requireOwnedByCaller();
    return into.claim(endpoint, size, timeout.nanos());
  }

  /**
   * Sends a copy ({@code ipc_service_send}). Never blocks.
   *
   * @param source where the message is
   * @param offset of its first byte
   * @param length in bytes; 0 is a message too
   * @return {@code length}, or a status as {@link #claim(int, Timeout)}
   */
  public int send(final DirectBuffer source, final int offset, final int length) {
    return endpoint.send(source, offset, length);
  }

  /**
   * Blocks until a copy is sent, at most as long as the timeout says.
   *
   * @param source where the message is
   * @param offset of its first byte
   * @param length in bytes; 0 is a message too
   * @param timeout how long to wait for blocks at most
   * @return {@code length}, or a status as {@link #claim(int, Timeout)}
   */
  public int send(
      final DirectBuffer source, final int offset, final int length, final Timeout timeout) {
    return endpoint.send(source, offset, length, timeout.nanos());
  }

  /**
   * Blocks until the endpoint is bound. Does the instance's work itself while no other thread does.
   *
   * @param timeout how long at most, counted from the call
   * @return 0 when bound; {@link Status#TIMED_OUT}, {@link Status#INTERRUPTED}, {@link
   *     Status#CLOSED}, {@link Status#PEER_FAULT}
   * @throws IllegalStateException from inside a callback of the instance, if it would have to wait
   */
  public int awaitBound(final Timeout timeout) {
    return endpoint.awaitBound(timeout);
  }

  /**
   * As {@link #awaitBound(Timeout)}.
   *
   * @param timeout how long at most
   * @return 0 when bound, or a status
   */
  public int awaitBound(final Duration timeout) {
    return endpoint.awaitBound(Timeout.of(timeout));
  }

  /**
   * Whether messages can be exchanged.
   *
   * @return true while bound
   */
  public boolean isBound() {
    return endpoint.isBound();
  }

  /**
   * The name that both sides use.
   *
   * @return the name
   */
  public String name() {
    return endpoint.name();
  }

  /**
   * The largest message ({@code ipc_service_get_tx_buffer_size}).
   *
   * @return bytes
   */
  public int maxPayload() {
    return endpoint.maxPayload();
  }

  /**
   * The longest message that needs no block: it travels in a line of the link itself. It is copied there
   * in any case, so the shortest way for it is {@link #send(DirectBuffer, int, int)}.
   *
   * @return bytes; negative if every message needs a block
   */
  public int maxSmall() {
    return endpoint.maxSmall();
  }

  /**
   * The longest message that travels in lines of the link while there is room for it, and in blocks
   * while there is none. It is copied as one up to {@link #maxSmall()} is.
   *
   * @return bytes, {@link #maxSmall()} or more; negative if every message needs a block
   */
  public int maxInline() {
    return endpoint.maxInline();
  }

  /**
   * The endpoint one layer below.
   *
   * @return the endpoint
   */
  public Endpoint endpoint() {
    return endpoint;
  }

  /**
   * Deregisters the endpoint ({@code ipc_service_deregister_endpoint}); see {@link Endpoint#close()}.
   */
  @Override
  public void close() {
    endpoint.close();
  }

  @Override
  public String toString() {
    return endpoint.toString();
  }
}
