package org.intercore.jmh.rpmsg;

import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * An address with a handler, and usually a name. Lengths and statuses are answers: a length in
 * bytes, or a negative number of {@link RpmsgStatus}.
 *
 * <p>Any thread may send, take and release buffers if the device has locks.
 */
public final class RpmsgEndpoint {
  /** No address: the endpoint is bound by an announcement or by the first message. */
  public static final int ANY = -1;

  /** How long {@link #send(DirectBuffer, int, int)} waits, as Linux and OpenAMP do. */
  public static final long SEND_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(15);

  private final RpmsgDevice device;
  private final TxPath tx;
  private final RxPath rx;
  private final RpmsgHandler handler;
  private final String name;
  private final int address;
  private volatile int destination;

  RpmsgEndpoint(
      final RpmsgDevice device,
      final TxPath tx,
      final RxPath rx,
      final String name,
      final int address,
      final int destination,
      final RpmsgHandler handler) {
    this.device = device;
    this.tx = tx;
    this.rx = rx;
    this.name = name;
    this.address = address;
    this.destination = destination;
    this.handler = handler;
  }

  /** Its name, or an empty one. */
  public String name() {
    return name;
  }

  /** Its own address. */
  public int address() {
    return address;
  }

  /** Whom it talks to, or {@link #ANY}. */
  public int destination() {
    return destination;
  }

  /** Whether it knows whom it talks to. Never blocks. */
  public boolean isBound() {
    return destination != ANY;
  }

  /** The longest message, in bytes. */
  public int maxPayload() {
    return tx.maxPayload();
  }

  /** Sends a copy. Blocks while there is no buffer, for up to {@link #SEND_TIMEOUT_NS}. */
  public int send(final DirectBuffer data, final int offset, final int length) {
    return sendTo(destination, data, offset, length, SEND_TIMEOUT_NS);
  }

  /** Sends a copy. Never blocks. */
  public int trySend(final DirectBuffer data, final int offset, final int length) {
    return sendTo(destination, data, offset, length, 0);
  }

  /** Sends a copy. Blocks while there is no buffer, at most as long as the timeout says. */
  public int sendTo(
      final int to,
      final DirectBuffer data,
      final int offset,
      final int length,
      final long timeoutNs) {
    return to == ANY
        ? RpmsgStatus.ADDRESS
        : tx.send(address, to, data, offset, length, rx, timeoutNs);
  }

  /**
   * Lends a buffer to be filled in place in {@link #memory()} from {@link #txPayloadOffset}, up to
   * {@link #maxPayload()} bytes. Blocks while there is none, at most as long as the timeout says.
   *
   * @return the buffer, the caller's until it is sent or released, exactly once; or a status
   */
  public int getTxPayloadBuffer(final long timeoutNs) {
    return tx.get(rx, timeoutNs);
  }

  /** Where a lent buffer's payload starts. */
  public int txPayloadOffset(final int txBuffer) {
    return tx.payloadOffset(txBuffer);
  }

  /** Sends a lent buffer. If that fails, it is still the caller's. */
  public int sendNocopy(final int txBuffer, final int length) {
    return sendToNocopy(destination, txBuffer, length);
  }

  /** Sends a lent buffer to anybody. If that fails, it is still the caller's. */
  public int sendToNocopy(final int to, final int txBuffer, final int length) {
    final int status = check(to, length);
    if (status >= 0) {
      tx.sendNocopy(address, to, txBuffer, length);
    }
    return status;
  }

  /**
   * Sends a lent buffer to anybody, with others that follow: the peer sees it with the next message
   * of this side that is published, or with {@link #flush()}. If that fails, it is still the
   * caller's.
   */
  public int sendToNocopyLater(final int to, final int txBuffer, final int length) {
    final int status = check(to, length);
    if (status >= 0) {
      tx.sendLater(address, to, txBuffer, length);
    }
    return status;
  }

  /** Lets the peer see what {@link #sendToNocopyLater} sent. */
  public void flush() {
    tx.flush();
  }

  /** Gives a lent buffer back unsent. */
  public void releaseTxBuffer(final int txBuffer) {
    tx.release(txBuffer);
  }

  private int check(final int to, final int length) {
    if (to == ANY) {
      return RpmsgStatus.ADDRESS;
    }
    return length < 0 || length > tx.maxPayload() ? RpmsgStatus.BUFFER_SIZE : length;
  }

  /**
   * Keeps the message whose handler runs. Called by that handler, once.
   *
   * @return the buffer, the caller's until {@link #releaseRxBuffer}
   */
  public int holdRxBuffer() {
    return rx.hold();
  }

  /** Where a held message starts in {@link #memory()}. */
  public int rxPayloadOffset(final int rxBuffer) {
    return rx.payloadOffset(rxBuffer);
  }

  /** How long a held message is, in bytes. */
  public int rxPayloadLength(final int rxBuffer) {
    return rx.payloadLength(rxBuffer);
  }

  /** Gives a held message's buffer back to the sender, in any order. Never blocks. */
  public void releaseRxBuffer(final int rxBuffer) {
    rx.release(rxBuffer);
  }

  /** The memory in which all payloads lie. */
  public MutableDirectBuffer memory() {
    return device.memory();
  }

  /**
   * Ends the endpoint and announces its end. Blocks as {@link #send}. A handler that runs on another
   * thread is not waited for.
   */
  public void destroy() {
    device.destroy(this);
  }

  void receive(final DirectBuffer buffer, final int offset, final int length, final int source) {
    if (destination == ANY) {
      // As in OpenAMP: whoever speaks first is whom we talk to.
      destination = source;
    }
    handler.onMessage(this, buffer, offset, length, source);
  }

  void bind(final int to) {
    destination = to;
  }
}
