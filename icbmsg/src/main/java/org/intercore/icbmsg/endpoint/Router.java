package org.intercore.icbmsg.endpoint;

import org.agrona.ErrorHandler;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icbmsg.block.RxBlocks;
import org.intercore.icbmsg.block.TxBlocks;
import org.intercore.icbmsg.control.ControlHandler;
import org.intercore.icbmsg.control.ControlMessage;
import org.intercore.icbmsg.control.EventQueue;
import org.intercore.icbmsg.control.Inbox;
import org.intercore.icbmsg.control.PeerLink;
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
  private static final int NOWHERE = -1;
  private static final int LINK_BOUND = 64;
  private static final int LINK_LOST = 65;
  private static final int LINK_EVENTS = 8;
  /** More than a peer that keeps to the protocol can have left; one that does not must not keep us. */
  private static final int MOST_SLOTS = 1 << 18;

  private static final UnboundReason[] REASONS = UnboundReason.values();

  private final TxBlocks tx;
  private final RxBlocks rx;
  private final Binder binder;
  private final Losses losses;
  private final FaultHandler faults;
  private final ErrorHandler errors;
  private final EventQueue events;
  private final AtomicBuffer rxBuffer;
  private PeerLink link;
  private Inbox inbox = Inbox.EMPTY;
  private Endpoint last;
  private EndpointHandler lastHandler;
  private long lastBinding;
  private int lastAddress = NOWHERE;
  private int lastLength;
  private boolean receiving;
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
   * @param binder of endpoints
   * @param losses told when a peer goes
   * @param faults told of lies
   * @param errors gets what handlers throw
   */
  public Router(
      final TxBlocks tx,
      final RxBlocks rx,
      final Binder binder,
      final Losses losses,
      final FaultHandler faults,
      final ErrorHandler errors) {
    this.tx = tx;
    this.rx = rx;
    this.binder = binder;
    this.losses = losses;
    this.faults = faults;
    this.errors = errors;
    this.rxBuffer = rx.region().buffer();
    // A message or a request for each of the peer's blocks, an answer for each of ours: a block is
    // accepted once until it is released, so the queue never overflows either.
    this.events =
        new EventQueue(rx.geometry().blockCount() + tx.geometry().blockCount() + LINK_EVENTS);
  }

  /**
   * Sets the way to the peer. To be called once, before the link is opened.
   *
   * @param way that tells this router of what comes
   */
  public void link(final PeerLink way) {
    this.link = way;
    this.inbox = way.inbox();
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
    // Before the header is waited for, and even the packet: neither needs what that says. Only
    // where messages are answered: in a stream the peer is about to write to the next blocks.
    if (tx.fetchNext(lastLength)) {
      rx.guess();
    }
    final long token = rx.arrive(block);
    if (token >= 0) {
      lastLength = rx.length(token);
      enqueue(event);
    } else if (token == RxBlocks.TO_RELEASE) {
      link.release(link.bond(), block, 0, 0);
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
    if (isAnswer(event, block)) {
      enqueue(event);
    }
  }

  private boolean isAnswer(final long event, final int block) {
    final TxBlocks.Release release = released(block);
    if (release == TxBlocks.Release.MESSAGE) {
      faults.onFault(BlockFault.BOUND_UNASKED, ControlMessage.endpoint(event));
    }
    return release == TxBlocks.Release.REQUEST;
  }

  @Override
  public void onLinkBound() {
    tx.countAnew();
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
    try {
      while (count < limit && !stopped) {
        if (events.isEmpty()) {
          final long event = receiving ? inbox.take() : Inbox.NOTHING;
          if (event == Inbox.NOTHING) {
            break;
          }
          receive(event);
        } else {
          call(next());
        }
        count++;
      }
    } finally {
      // A callback that has closed the instance may have let somebody else take its place.
      if (!stopped) {
        inbox.tell();
      }
    }
    return count;
  }

  /** The oldest event; but what a lost peer has sent comes before that it is lost. */
  private long next() {
    if (receiving && ControlMessage.type(events.peek()) == LINK_LOST) {
      int room = rx.geometry().blockCount() + MOST_SLOTS;
      long event = inbox.take();
      while (room > 0 && event != Inbox.NOTHING) {
        receive(event);
        room--;
        event = stopped ? Inbox.NOTHING : inbox.take();
      }
    }
    return events.poll();
  }

  private void call(final long event) {
    try {
      dispatch(event);
    } catch (final Exception e) {
      errors.onError(e);
    }
  }

  /** A message lies where the link has left it. */
  private void receive(final long event) {
    try {
      switch (ControlMessage.type(event)) {
        case ControlMessage.INLINE -> arrivedInline(event);
        case ControlMessage.DATA, ControlMessage.BOUND -> arrivedInBlock(event);
        case ControlMessage.RELEASE_BOUND -> answeredInTurn(event);
        default -> inbox.done(); // A later version's message, ignored by rule.
      }
    } catch (final Exception e) {
      errors.onError(e);
    }
  }

  private void arrivedInline(final long event) {
    try {
      final int length = ControlMessage.block(event);
      if (length < 0 || length > inbox.room()) {
        faults.onFault(BlockFault.INLINE_TOO_LONG, length);
        return;
      }
      final int address = ControlMessage.endpoint(event);
      if (isReady(address)) {
        deliverInline(last, lastHandler, length);
      } else {
        bindAndDeliverInline(address, length);
      }
    } finally {
      // As in dispatch: the memory may be somebody else's by now.
      if (!stopped) {
        inbox.done();
      }
    }
  }

  /**
   * Whether the endpoint of an address is ready for a message; then it is the last one. Mostly it was
   * that before, and then nothing that the message says has to be waited for to find its handler.
   */
  private boolean isReady(final int address) {
    if (address == lastAddress && last.binding() == lastBinding) {
      return true;
    }
    final Endpoint ready = binder.readyReceiver(address);
    final long binding = ready == null ? Endpoint.NO_BINDING : ready.binding();
    if (binding == Endpoint.NO_BINDING) {
      return false; // Closed, maybe by another thread in this very moment.
    }
    last = ready;
    lastHandler = ready.handler();
    lastBinding = binding;
    lastAddress = address;
    return true;
  }

  private void bindAndDeliverInline(final int address, final int length) {
    try {
      bindByMessage(address);
    } finally {
      final Endpoint endpoint = binder.receiver(address);
      if (endpoint != null) {
        deliverInline(endpoint, endpoint.handler(), length);
      }
    }
  }

  private void deliverInline(
      final Endpoint endpoint, final EndpointHandler handler, final int length) {
    final int offset = inbox.offset();
    final long token = rx.openInline(offset, length);
    try {
      handler.onMessage(endpoint, rxBuffer, offset, length, token);
    } finally {
      rx.closeInline();
      // Afterwards, since the handler's answer is waited for.
      endpoint.counters().receivedInline(length);
    }
  }

  private void arrivedInBlock(final long event) {
    final int block = ControlMessage.block(event);
    final int generation = inbox.generation();
    final int length = inbox.length();
    inbox.done();
    final long token = rx.arrive(block, length, generation);
    if (token >= 0) {
      final int address = ControlMessage.endpoint(event);
      if (ControlMessage.type(event) == ControlMessage.DATA) {
        tx.fetchNext(length);
        deliver(address, token, length, generation);
      } else {
        binder.requested(address, token);
      }
    } else if (token == RxBlocks.TO_RELEASE) {
      link.releaseInTurn(link.bond(), block, generation, 0);
    }
  }

  private void answeredInTurn(final long event) {
    inbox.done();
    if (link.isBound() && isAnswer(event, ControlMessage.block(event))) {
      dispatch(event);
    }
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
      case ControlMessage.DATA -> {
        final long token = rx.tokenOf(block);
        deliver(address, token, rx.length(token), rx.peerGeneration(block));
      }
      case ControlMessage.BOUND -> binder.requested(address, rx.tokenOf(block));
      case ControlMessage.RELEASE_BOUND -> binder.answered(address);
      case LINK_BOUND -> {
        receiving = true;
        binder.linkBound();
      }
      default -> forget(REASONS[block]);
    }
  }

  private void deliver(
      final int address, final long token, final int length, final int generation) {
    if (isReady(address)) {
      deliver(last, lastHandler, token, length, generation);
    } else {
      bindAndDeliver(address, token, length, generation);
    }
  }

  /** Whatever a handler throws on being told that it is bound, the message is for it. */
  private void bindAndDeliver(
      final int address, final long token, final int length, final int generation) {
    try {
      bindByMessage(address);
    } finally {
      final Endpoint endpoint = binder.receiver(address);
      deliver(endpoint, endpoint == null ? null : endpoint.handler(), token, length, generation);
    }
  }

  private void bindByMessage(final int address) {
    try {
      binder.bindByMessage(address);
    } catch (final Exception e) {
      errors.onError(e);
    }
  }

  /** Without an endpoint the message only goes back. */
  private void deliver(
      final Endpoint endpoint,
      final EndpointHandler handler,
      final long token,
      final int length,
      final int generation) {
    final int bond = link.bond();
    final int block = ControlMessage.block(token);
    try {
      if (endpoint != null) {
        // Before, since whoever looks at a handler that hangs wants to see whose block it has.
        endpoint.counters().receivedInBlocks(block, length);
        handler.onMessage(endpoint, rxBuffer, rx.payloadOffsetOf(block), length, token);
      }
    } finally {
      if (rx.handled(token) && !stopped) {
        link.releaseInTurn(bond, block, generation, length);
      }
    }
  }

  private void forget(final UnboundReason reason) {
    receiving = false;
    rx.forget();
    try {
      binder.linkLost(reason);
    } finally {
      losses.onForgotten();
    }
  }
}
