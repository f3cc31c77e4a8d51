package org.intercore.icbmsg.endpoint;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import org.agrona.DirectBuffer;
import org.intercore.icbmsg.block.BlockChannel;
import org.intercore.icbmsg.block.Progress;
import org.intercore.icbmsg.block.RxBlocks;
import org.intercore.icbmsg.block.TxBlocks;
import org.intercore.icbmsg.block.Waiting;
import org.intercore.icbmsg.control.ControlMessage;
import org.intercore.icbmsg.control.PeerLink;
import org.intercore.icbmsg.observe.EndpointCounters;
import org.intercore.icmsg.region.SharedRegion;
import org.intercore.icmsg.status.Status;
import org.intercore.icmsg.time.Timeout;

/**
 * A named endpoint of an instance. It is bound when the other side has an endpoint of the same name,
 * in whichever order they were registered. Any thread may send, claim and release, unless the instance is
 * confined to one; the handler runs
 * on the thread that does the instance's work.
 */
public final class Endpoint implements BlockChannel, AutoCloseable {
  static final long NO_BINDING = -1;
  private static final int BOND_SHIFT = 32;
  /** Nobody rings when there is room for small messages again. */
  private static final long LOOK_FOR_ROOM_NS = 1_000_000;

  private final String name;
  private final EndpointHandler handler;
  private final EndpointTable table;
  private final TxBlocks tx;
  private final RxBlocks rx;
  private final PeerLink link;
  private final Progress progress;
  private final EndpointCounters counters;
  private final int maxSmall;
  private final int maxInline;
  private final LongConsumer waited;
  private final AtomicReference<EndpointState> state = new AtomicReference<>(EndpointState.UNBOUND);
  // Bond and address in one word, so that a sender never mixes one bond's address with another
  // bond. There is one while the endpoint is bound, and a moment longer at either end: so a sender
  // needs to look at nothing else.
  private volatile long binding = NO_BINDING;

  Endpoint(
      final String name,
      final EndpointHandler handler,
      final EndpointTable table,
      final TxBlocks tx,
      final RxBlocks rx,
      final PeerLink link,
      final Progress progress,
      final EndpointCounters counters) {
    this.name = name;
    this.handler = handler;
    this.table = table;
    this.tx = tx;
    this.rx = rx;
    this.link = link;
    this.progress = progress;
    this.counters = counters;
    this.maxSmall = link.maxSmall();
    // A message that only fits the slots might find no room there, and then nowhere ever.
    this.maxInline = Math.min(link.maxInline(), tx.geometry().maxPayload());
    this.waited = counters::waited;
  }

  /**
   * The name that both sides use.
   *
   * @return the name
   */
  public String name() {
    return name;
  }

  /**
   * The state as of now.
   *
   * @return the state
   */
  public EndpointState state() {
    return state.get();
  }

  /**
   * Whether messages can be exchanged.
   *
   * @return true while bound
   */
  public boolean isBound() {
    return state.get() == EndpointState.BOUND;
  }

  /**
   * Blocks until the endpoint is bound. Does the instance's work itself while no other thread does,
   * and so may run callbacks of all endpoints.
   *
   * @param timeout how long at most, counted from the call
   * @return 0 when bound; {@link Status#TIMED_OUT}, {@link Status#INTERRUPTED} (the flag is set
   *     again), {@link Status#CLOSED}, {@link Status#PEER_FAULT}
   * @throws IllegalStateException from inside a callback of the instance, if it would have to wait
   */
  public int awaitBound(final Timeout timeout) {
    return Waiting.until(
        progress, timeout, progress::workIfIdle, progress::hasWork, this::bindStatus);
  }

  private int bindStatus() {
    final EndpointState now = state.get();
    if (now == EndpointState.BOUND) {
      return 0;
    }
    if (now == EndpointState.CLOSED) {
      return Status.CLOSED;
    }
    final int ended = progress.status();
    return ended < 0 ? ended : Status.BUSY;
  }

  /** What a sender is told who has found no binding. */
  private int unboundStatus() {
    return switch (state.get()) {
      case UNBOUND -> Status.BUSY;
      // Bound still, or again: the binding that it had a moment ago was lost.
      case BOUND, LOST -> Status.NOT_CONNECTED;
      case CLOSED -> Status.CLOSED;
    };
  }

  @Override
  public int maxPayload() {
    return tx.geometry().maxPayload();
  }

  @Override
  public long claim(final int size, final long timeoutNs) {
    return counters.answered(
        binding == NO_BINDING ? unboundStatus() : claimed(tx.claim(size, timeoutNs, waited)));
  }

  private long claimed(final long token) {
    if (token == Status.CLOSED) {
      // The claim may have had blocks for a moment, and kept the closer from giving memory back.
      table.viewEnded();
    }
    if (token >= 0) {
      counters.claimed((int) token);
    }
    return token;
  }

  @Override
  public int maxSmall() {
    return maxSmall;
  }

  @Override
  public int maxInline() {
    return maxInline;
  }

  @Override
  public int claimSmall(final int capacity) {
    if (binding == NO_BINDING) {
      return counters.answered(unboundStatus());
    }
    return link.reserveInline(capacity) ? 0 : Status.NO_BUFFERS;
  }

  @Override
  public int sendSmall(final DirectBuffer source, final int length) {
    final long now = binding;
    if (now == NO_BINDING) {
      link.giveUpInline(source.capacity());
      return counters.answered(unboundStatus());
    }
    final int sent = link.sendReserved((int) (now >> BOND_SHIFT), (int) now, source, length);
    return counters.answered(sent < 0 ? sent : length);
  }

  @Override
  public void dropSmall(final int capacity) {
    link.giveUpInline(capacity);
  }

  @Override
  public int view(final long txToken, final DirectBuffer view) {
    final int capacity = tx.capacity(txToken);
    view.wrap(tx.region().buffer(), tx.payloadOffsetOf(txToken), capacity);
    return capacity;
  }

  @Override
  public int capacity(final long txToken) {
    return tx.capacity(txToken);
  }

  @Override
  public int txPayloadOffset(final long txToken) {
    return tx.payloadOffset(txToken);
  }

  @Override
  public SharedRegion txRegion() {
    return tx.region();
  }

  @Override
  public int send(final long txToken, final int length) {
    return counters.answered(send(binding, txToken, length));
  }

  private int send(final long now, final long txToken, final int length) {
    if (now == NO_BINDING) {
      tx.drop(txToken);
      table.viewEnded();
      return unboundStatus();
    }
    if (length >= 0 && length <= maxSmall && sentInline(now, txToken, length)) {
      return length;
    }
    tx.seal(txToken, length);
    final int sent =
        link.send((int) (now >> BOND_SHIFT), ControlMessage.DATA, (int) now, txToken, length);
    // What is counted already among what a peer has left undelivered was accepted.
    final boolean refused = sent < 0 && tx.unseal(txToken);
    table.viewEnded();
    return refused ? sent : length;
  }

  /** Sends what a run holds without the run, which is free at once; false if that is not possible. */
  private boolean sentInline(final long now, final long txToken, final int length) {
    final int offset = tx.payloadOffset(txToken);
    if (sendInline(now, tx.region().buffer(), offset, length) < 0) {
      return false;
    }
    drop(txToken);
    return true;
  }

  private int sendInline(
      final long now, final DirectBuffer source, final int offset, final int length) {
    return link.sendInline((int) (now >> BOND_SHIFT), (int) now, source, offset, length);
  }

  @Override
  public void drop(final long txToken) {
    tx.drop(txToken);
    table.viewEnded();
  }

  @Override
  public int send(
      final DirectBuffer source, final int offset, final int length, final long timeoutNs) {
    return counters.answered(sendCopy(source, offset, length, timeoutNs));
  }

  private int sendCopy(
      final DirectBuffer source, final int offset, final int length, final long timeoutNs) {
    final long now = binding;
    if (now == NO_BINDING) {
      return unboundStatus();
    }
    if (length <= maxInline) {
      final int sent = sendInline(now, source, offset, length);
      if (sent >= 0) {
        return length;
      }
      if (sent != Status.NO_BUFFERS) {
        return sent;
      }
    }
    // What went into the slots was checked there; of what did not, nothing has been claimed yet.
    source.boundsCheck(offset, length);
    if (length <= maxInline && timeoutNs > 0) {
      return sendSmall(now, source, offset, length, timeoutNs);
    }
    if (length <= maxSmall) {
      return Status.NO_MEMORY;
    }
    return sendInBlocks(now, source, offset, length, timeoutNs, waited);
  }

  private int sendInBlocks(
      final long now,
      final DirectBuffer source,
      final int offset,
      final int length,
      final long timeoutNs,
      final LongConsumer told) {
    final long token = claimed(tx.claimBlocks(tx.geometry().blocksFor(length), timeoutNs, told));
    if (token < 0) {
      return (int) token;
    }
    tx.region().buffer().putBytes(tx.payloadOffset(token), source, offset, length);
    return send(now, token, length);
  }

  /** Waits for a block or for room in the link, whichever comes first. */
  private int sendSmall(
      final long now,
      final DirectBuffer source,
      final int offset,
      final int length,
      final long timeoutNs) {
    final long startNs = progress.nanoTime();
    final int sent = sendSmall(now, source, offset, length, timeoutNs, startNs);
    counters.waited(progress.nanoTime() - startNs);
    return sent;
  }

  private int sendSmall(
      final long now,
      final DirectBuffer source,
      final int offset,
      final int length,
      final long timeoutNs,
      final long startNs) {
    long leftNs = timeoutNs;
    while (leftNs > 0) {
      final int inBlocks =
          sendInBlocks(now, source, offset, length, Math.min(leftNs, LOOK_FOR_ROOM_NS), null);
      if (inBlocks != Status.TIMED_OUT) {
        return inBlocks;
      }
      final int sent = sendInline(now, source, offset, length);
      if (sent != Status.NO_BUFFERS) {
        return sent < 0 ? sent : length;
      }
      leftNs = Timeout.remainingNs(timeoutNs, startNs, progress.nanoTime());
    }
    return Status.TIMED_OUT;
  }

  /**
   * Sends a copy without waiting, as Zephyr's {@code ipc_service_send} does: {@link
   * BlockChannel#send(DirectBuffer, int, int, long)} with timeout 0.
   *
   * @param source where the message is
   * @param offset of its first byte
   * @param length in bytes; 0 is a message too
   * @return {@code length}, or a status
   */
  public int send(final DirectBuffer source, final int offset, final int length) {
    return send(source, offset, length, Timeout.NO_WAIT.nanos());
  }

  @Override
  public int length(final long rxToken) {
    return rx.length(rxToken);
  }

  @Override
  public int rxPayloadOffset(final long rxToken) {
    return rx.payloadOffset(rxToken);
  }

  @Override
  public SharedRegion rxRegion(final long rxToken) {
    return rx.region(rxToken);
  }

  @Override
  public long hold(final long rxToken) {
    final long held = rx.hold(rxToken);
    counters.held();
    return held;
  }

  @Override
  public void release(final long rxToken) {
    // Read before the run is given up: if that succeeds, the run is of this bond or an earlier one,
    // and the link refuses the message in a later one.
    final int bond = link.bond();
    if (rx.release(rxToken)) {
      final int block = (int) rxToken;
      link.release(bond, block, rx.peerGeneration(block), rx.length(rxToken));
    }
    table.viewEnded();
  }

  /**
   * Deregisters the endpoint. The other side is not told, since the wire has no word for it; its
   * messages are released unread and counted. The same name may be registered again. A callback that
   * is under way on another thread may still finish. Never blocks; idempotent.
   */
  @Override
  public void close() {
    if (become(EndpointState.CLOSED)) {
      // Who binds it at this moment finds it closed, and does the same.
      binding = NO_BINDING;
      counters.closed();
      table.remove(this);
    }
  }

  /** Bond and address, or {@link #NO_BINDING}. */
  long binding() {
    return binding;
  }

  EndpointHandler handler() {
    return handler;
  }

  EndpointCounters counters() {
    return counters;
  }

  /** The dispatcher has bound this endpoint. */
  boolean bind(final int bond, final int address) {
    binding = (long) bond << BOND_SHIFT | address;
    counters.boundAt(address);
    final boolean bound = become(EndpointState.BOUND);
    if (bound) {
      counters.bound();
    } else {
      binding = NO_BINDING;
    }
    return bound;
  }

  /** The dispatcher has lost the peer; true if the endpoint was bound to it. */
  boolean lose() {
    binding = NO_BINDING;
    final boolean lost = state.compareAndSet(EndpointState.BOUND, EndpointState.LOST);
    if (lost) {
      counters.lost();
    }
    return lost;
  }

  private boolean become(final EndpointState next) {
    EndpointState now = state.get();
    while (now != EndpointState.CLOSED) {
      if (state.compareAndSet(now, next)) {
        return true;
      }
      now = state.get();
    }
    return false;
  }

  @Override
  public String toString() {
    return "endpoint \"" + name + "\" (" + state.get() + ")";
  }
}
