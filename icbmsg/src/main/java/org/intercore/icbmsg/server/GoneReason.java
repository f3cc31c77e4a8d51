package org.intercore.icbmsg.server;

import org.intercore.icmsg.status.UnboundReason;

/** Why a client of a server has gone. */
public enum GoneReason {
  /** It closed its side. */
  CLOSED,
  /** Its process has ended, however that came about, without closing. */
  DIED,
  /** It broke the protocol so that nothing can be read from it any more. */
  FAULT,
  /** It took no message when a broadcast came, and the policy was to part with those. */
  TOO_SLOW,
  /** This side parted with it. */
  DISCONNECTED,
  /** This server was closed. */
  SERVER_CLOSED;

  /**
   * The same for a bond.
   *
   * @param reason why the bond ended; null if that is not known
   * @return why the client has gone
   */
  public static GoneReason of(final UnboundReason reason) {
    if (reason == null) {
      return CLOSED;
    }
    return switch (reason) {
      case PEER_CLOSED, PEER_RESTARTED -> CLOSED;
      case PEER_DIED -> DIED;
      case PEER_FAULT -> FAULT;
    };
  }
}
