package org.intercore.icmsg.status;

/** Why a bond ended. */
public enum UnboundReason {
  /** The peer closed its side. */
  PEER_CLOSED,
  /** The peer closed and opened again, or its process was restarted. */
  PEER_RESTARTED,
  /** The peer's process has ended, however that came about, without closing its side. */
  PEER_DIED,
  /** The peer broke the protocol so that nothing can be read from it any more. */
  PEER_FAULT
}
