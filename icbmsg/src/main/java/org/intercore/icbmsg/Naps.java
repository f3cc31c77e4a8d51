package org.intercore.icbmsg;

import org.intercore.icbmsg.control.PeerLink;
import org.intercore.icbmsg.endpoint.EndpointTable;
import org.intercore.icmsg.doorbell.SocketDoorbell;

/** How long one may sleep at most, whoever rings or not. */
final class Naps {
  /** How long one sleeps at a socket that would tell of the peer's death: a second look costs little. */
  private static final long CONNECTED_NS = 1_000_000_000;
  /** How long one sleeps who is bound and has no socket: messages come, and nobody rings. */
  private static final long UNCONNECTED_NS = 1_000_000;
  /** How long one sleeps whom nobody has met for a while: as long as a newcomer may wait unnoticed. */
  private static final long MOST_UNBOUND_NS = 50_000_000;

  private final PeerLink link;
  private final EndpointTable endpoints;
  private final Presence presence;
  private final SocketDoorbell bell;
  private final long bondRepeatNs;
  private final long livenessNs;
  // Of the worker, which may be another thread one day: then it sleeps once for a little too long.
  private long unboundNs;

  Naps(
      final IcbmsgConfig config,
      final Site site,
      final PeerLink link,
      final EndpointTable endpoints) {
    this.link = link;
    this.endpoints = endpoints;
    this.presence = site.presence();
    this.bell = site.bellToSleepAt();
    this.bondRepeatNs = config.bondRepeat().toNanos();
    this.livenessNs = config.liveness().toNanos();
    this.unboundNs = bondRepeatNs;
  }

  /** How long a thread that waits for something of its own may sleep from now on. */
  long waitersNs() {
    // Bonding needs a look now and then even if nobody rings, and so does a peer that may have died
    // where no socket tells.
    if (!link.isBound()) {
      return bondRepeatNs;
    }
    if (presence == null) {
      return Long.MAX_VALUE;
    }
    return presence.tellsByItself() ? CONNECTED_NS : livenessNs;
  }

  /** How long the worker may sleep from now on. */
  long workersNs() {
    if (!link.isBound()) {
      return unboundNs;
    }
    // Endpoints that could not be bound for want of blocks are tried again soon.
    if (endpoints.isChanged()) {
      return bondRepeatNs;
    }
    return bell == null || bell.isConnected() ? waitersNs() : UNCONNECTED_NS;
  }

  /** The worker has slept: whoever had no luck sleeps longer the next time, but not once somebody is there. */
  void slept(final boolean news) {
    unboundNs = news || link.isBound()
        ? bondRepeatNs
        : Math.max(bondRepeatNs, Math.min(2 * unboundNs, MOST_UNBOUND_NS));
  }
}
