package org.intercore.icbmsg.endpoint;

import org.agrona.ErrorHandler;
import org.intercore.icbmsg.block.RxBlocks;
import org.intercore.icbmsg.block.TxBlocks;
import org.intercore.icbmsg.control.ControlHandler;
import org.intercore.icbmsg.control.ControlMessage;
import org.intercore.icbmsg.control.ControlSender;
import org.intercore.icbmsg.control.EventQueue;
import org.intercore.icbmsg.fault.BlockFault;
import org.intercore.icmsg.fault.FaultHandler;
import org.intercore.icmsg.status.UnboundReason;

/**
 * Brings control messages to where they belong, in two steps.
 *
 * <p>Taking (whoever polls the link, a waiting thread too): releases take effect at once; everything
 * that ends in user code is validated and put into a queue, in order. Dispatching (one thread at a
 * time): takes it out of the queue and calls the endpoints. So a thread that waits for a block inside
 * a handler still gets the releases that it waits for, and messages keep their order.
 */
public final class Router implements ControlHandler {
  private static final int LINK_BOUND = 64;
  private static final int LINK_LOST = 65;
  private static final int LINK_EVENTS = 8;
  private static final UnboundReason[] REASONS = UnboundReason.values();

  private final TxBlocks tx;
  private final RxBlocks rx;
  private final ControlSender control;
  private final Binder binder;
  private final Losses losses;
  private final FaultHandler faults;
  private final ErrorHandler errors;
  private final EventQueue events;
  private boolean stopped;

  /** What has to happen when a peer goes, besides routing. */
  public interface Losses {
    /** At once, on whichever thread found out. */
    void onLost();

    /** After the endpoints were told, on the dispatcher. */
    void onForgotten();
  }

  /**
   * A router.
   *
   * @param tx our blocks
   * @param rx the peer's blocks
   * @param control the way to the peer
   * @param binder of endpoints
   * @param losses told when a peer goes
   * @param faults told of lies
   * @param errors gets what handlers throw
   */
  public Router(
      final TxBlocks tx,
      final RxBlocks rx,
      final ControlSender control,
      final Binder binder,
      final Losses losses,
      final FaultHandler faults,
      final ErrorHandler errors) {
    this.tx = tx;
    this.rx = rx;
    this.control = control;
    this.binder = binder;
    this.losses = losses;
    this.faults = faults;
    this.errors = errors;
    // A message or a request for each of the peer's blocks, an answer for each of ours: a block is
    // accepted once until it is released, so the queue never overflows either.
    this.events =
        new EventQueue(rx.geometry().blockCount() + tx.geometry().blockCount() + LINK_EVENTS);
  }

  @Override
  public void onControl(final long event) {
    final int block = ControlMessage.block(event);
    switch (ControlMessage.type(event)) {
      case ControlMessage.DATA, ControlMessage.BOUND -> arrived(event, block);
      case ControlMessage.RELEASE_DATA -> released(block);
      case ControlMessage.RELEASE_BOUND -> answered(event, block);
      default -> {
        // A later protocol's message, ignored by rule.
      }
    }
  }

  private void arrived(final long event, final int block) {
    final RxBlocks.Arrival arrival = rx.arrive(block);
    if (arrival == RxBlocks.Arrival.ACCEPTED) {
      enqueue(event);
    } else if (arrival == RxBlocks.Arrival.TO_RELEASE) {
      control.send(control.bond(), ControlMessage.RELEASE_DATA, 0, block);
    }
  }

  private TxBlocks.Release released(final int block) {
    final TxBlocks.Release release = tx.released(block);
    if (release == TxBlocks.Release.NOT_SENT) {
      faults.onFault(BlockFault.NOT_SENT, block);
    }
    return release;
  }

  /** Only an answer to a request is worth an event, so there are never more events than blocks. */
  private void answered(final long event, final int block) {
    final TxBlocks.Release release = released(block);
    if (release == TxBlocks.Release.REQUEST) {
      enqueue(event);
    } else if (release == TxBlocks.Release.MESSAGE) {
      faults.onFault(BlockFault.BOUND_UNASKED, ControlMessage.endpoint(event));
    }
  }

  @Override
  public void onLinkBound() {
    enqueue(ControlMessage.event(LINK_BOUND, 0, 0));
  }

  @Override
  public void onLinkUnbound(final UnboundReason reason) {
    losses.onLost();
    enqueue(ControlMessage.event(LINK_LOST, 0, reason.ordinal()));
  }

  private void enqueue(final long event) {
    if (!events.offer(event)) {
      throw new IllegalStateException("more events than blocks: this is a bug of the library");
    }
  }

  /**
   * Calls the endpoints. One thread at a time.
   *
   * @param limit how many events at most
   * @return how many there were
   */
  public int dispatch(final int limit) {
    int count = 0;
    while (count < limit && !stopped) {
      final long event = events.poll();
      if (event == EventQueue.NONE) {
        break;
      }
      count++;
      try {
        dispatch(event);
      } catch (final Exception e) {
        errors.onError(e);
      }
    }
    return count;
  }

  /**
   * Whether {@link #dispatch} would find something. Any thread.
   *
   * @return true if events wait
   */
  public boolean hasEvents() {
    return !events.isEmpty();
  }

  /**
   * The instance was closed: nobody is called any more. For whoever has the dispatcher's turn, a
   * callback too.
   */
  public void stop() {
    stopped = true;
  }

  private void dispatch(final long event) {
    final int address = ControlMessage.endpoint(event);
    final int block = ControlMessage.block(event);
    switch (ControlMessage.type(event)) {
      case ControlMessage.DATA -> bindAndDeliver(address, rx.tokenOf(block));
      case ControlMessage.BOUND -> binder.requested(address, rx.tokenOf(block));
      case ControlMessage.RELEASE_BOUND -> binder.answered(address);
      case LINK_BOUND -> binder.linkBound();
      default -> forget(REASONS[block]);
    }
  }

  /** Whatever a handler throws on being told that it is bound, the message is for it. */
  private void bindAndDeliver(final int address, final long token) {
    try {
      bindByMessage(address);
    } finally {
      deliver(address, token);
    }
  }

  private void bindByMessage(final int address) {
    try {
      binder.bindByMessage(address);
    } catch (final Exception e) {
      errors.onError(e);
    }
  }

  private void deliver(final int address, final long token) {
    final int bond = control.bond();
    try {
      final Endpoint endpoint = binder.receiver(address);
      if (endpoint != null) {
        endpoint
            .handler()
            .onMessage(
                endpoint, rx.region().buffer(), rx.payloadOffset(token), rx.length(token), token);
      }
    } finally {
      if (rx.handled(token)) {
        control.send(bond, ControlMessage.RELEASE_DATA, 0, ControlMessage.block(token));
      }
    }
  }

  private void forget(final UnboundReason reason) {
    rx.forget();
    try {
      binder.linkLost(reason);
    } finally {
      losses.onForgotten();
    }
  }
}
