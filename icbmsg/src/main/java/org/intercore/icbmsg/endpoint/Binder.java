package org.intercore.icbmsg.endpoint;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icbmsg.block.RxBlocks;
import org.intercore.icbmsg.block.TxBlocks;
import org.intercore.icbmsg.control.ControlMessage;
import org.intercore.icbmsg.control.PeerLink;
import org.intercore.icbmsg.fault.BlockFault;
import org.intercore.icmsg.fault.FaultHandler;
import org.intercore.icmsg.status.UnboundReason;
import org.intercore.icmsg.time.Timeout;

/**
 * Binds endpoints of the same name on both sides to one address. Belongs to the dispatcher.
 *
 * <pre>
 *  initiator: registered ------ BOUND(name, address) -----&gt; follower: kept until that name is
 *             (gives addresses)                                       registered, then bound
 *             bound at the first of  &lt;--- RELEASE_BOUND ---
 *             RELEASE_BOUND and DATA
 * </pre>
 */
public final class Binder {
  /** Addresses are below this. */
  static final int MAX_ADDRESSES = 255;

  private final Role role;
  private final EndpointTable table;
  private final TxBlocks tx;
  private final RxBlocks rx;
  private final PeerLink link;
  private final FaultHandler faults;
  private final ErrorHandler errors;
  private final Slot[] slots = new Slot[MAX_ADDRESSES];
  private final Set<Endpoint> refused = new HashSet<>();
  private int nextAddress;
  private boolean linkBound;

  /**
   * Nothing is bound yet.
   *
   * @param role of this side
   * @param table the endpoints
   * @param tx our blocks
   * @param rx the peer's blocks
   * @param link the way to the peer
   * @param faults told of lies
   * @param errors gets what handlers throw when they are told that they are bound, or that the peer
   *     has gone, and hears of endpoints for which no address is left
   */
  public Binder(
      final Role role,
      final EndpointTable table,
      final TxBlocks tx,
      final RxBlocks rx,
      final PeerLink link,
      final FaultHandler faults,
      final ErrorHandler errors) {
    this.role = role;
    this.table = table;
    this.tx = tx;
    this.rx = rx;
    this.link = link;
    this.faults = faults;
    this.errors = errors;
  }

  /** The link is bound: everything that is registered can be bound now. */
  void linkBound() {
    linkBound = true;
    table.touch();
  }

  /** The peer has gone: nothing is bound any more. */
  void linkLost(final UnboundReason reason) {
    linkBound = false;
    nextAddress = 0;
    refused.clear();
    Arrays.fill(slots, null);
    final Endpoint[] lost =
        Arrays.stream(table.endpoints()).filter(Endpoint::lose).toArray(Endpoint[]::new);
    tell(lost, 0, reason);
  }

  /** Tells one endpoint after the other, whatever a handler or the error handler throws. */
  private void tell(final Endpoint[] lost, final int from, final UnboundReason reason) {
    int next = from;
    try {
      while (next < lost.length) {
        final Endpoint endpoint = lost[next++];
        try {
          endpoint.handler().onUnbound(endpoint, reason);
        } catch (final Exception e) {
          errors.onError(e);
        }
      }
    } finally {
      if (next < lost.length) {
        tell(lost, next, reason);
      }
    }
  }

  /**
   * Takes care of endpoints that were registered since the last time.
   *
   * @return how many steps were made
   */
  public int bindRegistered() {
    if (!linkBound || !table.takeChanged()) {
      return 0;
    }
    int steps = 0;
    for (final Endpoint endpoint : table.endpoints()) {
      if (!endpoint.isBound() && tryBind(endpoint)) {
        steps++;
      }
    }
    return steps;
  }

  private boolean tryBind(final Endpoint endpoint) {
    try {
      return bind(endpoint);
    } catch (final Exception e) {
      table.touch(); // If this ends the cycle, the next one takes care of the rest.
      errors.onError(e);
      return true;
    }
  }

  private boolean bind(final Endpoint endpoint) {
    final Slot slot = find(endpoint.name());
    if (slot == null) {
      return role == Role.INITIATOR && request(endpoint);
    }
    slot.endpoint = endpoint;
    if (slot.ready) {
      // Registered again: the other side still has it bound.
      attach(slot);
      return true;
    }
    if (slot.request != Slot.NO_REQUEST) {
      answer(slot);
      return true;
    }
    return false;
  }

  /** Initiator: asks the other side to bind a name. */
  private boolean request(final Endpoint endpoint) {
    if (nextAddress == MAX_ADDRESSES) {
      refuse(endpoint);
      return false;
    }
    final byte[] name = endpoint.name().getBytes(StandardCharsets.UTF_8);
    final long token = tx.claim(name.length + 1, Timeout.NO_WAIT.nanos());
    if (token < 0) {
      table.touch(); // No block is free; try again in the next cycle.
      return false;
    }
    final AtomicBuffer buffer = tx.region().buffer();
    final int offset = tx.payloadOffset(token);
    buffer.putBytes(offset, name);
    buffer.putByte(offset + name.length, (byte) 0);
    final Slot slot = new Slot(endpoint.name(), nextAddress, link.bond());
    slot.endpoint = endpoint;
    slots[nextAddress++] = slot;
    tx.sealRequest(token, name.length + 1);
    if (link.send(slot.bond, ControlMessage.BOUND, slot.address, token, name.length + 1) < 0) {
      tx.unseal(token); // The peer has gone; the next bond begins anew.
    }
    return true;
  }

  /** Addresses are not used again within a bond, since the wire has no word to give one back. */
  private void refuse(final Endpoint endpoint) {
    if (refused.add(endpoint)) {
      errors.onError(new IllegalStateException("endpoint \"" + endpoint.name()
          + "\" cannot be bound: all " + MAX_ADDRESSES + " addresses of this bond are taken, those"
          + " of names that are no longer registered too, until the peer comes anew"));
    }
  }

  /** Initiator: the other side has bound an address. */
  void answered(final int address) {
    final Slot slot = slot(address);
    if (slot == null || role != Role.INITIATOR) {
      faults.onFault(BlockFault.BOUND_UNASKED, address);
      return;
    }
    makeReady(slot);
  }

  private void makeReady(final Slot slot) {
    if (!slot.ready) {
      slot.ready = true;
      attach(slot);
    }
  }

  /** Follower: the other side asks to bind the name that stands in a run. */
  void requested(final int address, final long token) {
    final BlockFault refusal = role == Role.INITIATOR
        ? BlockFault.BOUND_BY_FOLLOWER
        : address >= MAX_ADDRESSES || slots[address] != null ? BlockFault.BOUND_ADDRESS : null;
    final String name = refusal == null ? readName(token) : null;
    if (name == null || find(name) != null) {
      faults.onFault(
          refusal != null ? refusal : name == null ? BlockFault.BOUND_NAME : BlockFault.BOUND_TWICE,
          address);
      refuse(token);
      return;
    }
    final Slot slot = new Slot(name, address, link.bond());
    slots[address] = slot;
    slot.request = token;
    slot.endpoint = table.find(name);
    if (slot.endpoint != null) {
      answer(slot);
    }
  }

  /** Follower: binds, calls back, and only then says so. */
  private void answer(final Slot slot) {
    final long request = slot.request;
    slot.request = Slot.NO_REQUEST;
    try {
      makeReady(slot);
    } finally {
      final int bond = link.bond();
      if (rx.handled(request)) {
        link.answer(bond, slot.address, (int) request);
      }
    }
  }

  private void attach(final Slot slot) {
    final Endpoint endpoint = slot.endpoint;
    if (endpoint.bind(slot.bond, slot.address)) {
      endpoint.handler().onBound(endpoint);
    }
  }

  private void refuse(final long request) {
    final int bond = link.bond();
    if (rx.handled(request)) {
      link.releaseInTurn(bond, (int) request, rx.peerGeneration((int) request), 0);
    }
  }

  /** The name in a run, copied out of the peer's memory; null if no NUL ends it. */
  private String readName(final long token) {
    final byte[] bytes = new byte[rx.length(token)];
    rx.region().buffer().getBytes(rx.payloadOffset(token), bytes);
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == 0) {
        return new String(bytes, 0, i, StandardCharsets.UTF_8);
      }
    }
    return null;
  }

  /**
   * A message has come for an address. The first one for an endpoint that the initiator has asked for
   * binds it.
   */
  void bindByMessage(final int address) {
    final Slot slot = slot(address);
    if (slot != null && role == Role.INITIATOR) {
      makeReady(slot);
    }
  }

  /** The endpoint that a message is for if nothing has to be said before it gets it, or null. */
  Endpoint readyReceiver(final int address) {
    final Slot slot = slot(address);
    return slot != null && slot.ready ? slot.endpoint : null;
  }

  /**
   * The endpoint that a message is for.
   *
   * @return the endpoint, or null after the fault was told
   */
  Endpoint receiver(final int address) {
    final Slot slot = slot(address);
    if (slot == null) {
      faults.onFault(BlockFault.UNKNOWN_ENDPOINT, address);
      return null;
    }
    if (slot.endpoint == null || !slot.endpoint.isBound()) {
      faults.onFault(BlockFault.UNBOUND_ENDPOINT, address);
      return null;
    }
    return slot.endpoint;
  }

  private Slot slot(final int address) {
    return address < MAX_ADDRESSES ? slots[address] : null;
  }

  private Slot find(final String name) {
    for (final Slot slot : slots) {
      if (slot != null && slot.name.equals(name)) {
        return slot;
      }
    }
    return null;
  }
}
