package org.intercore.icbmsg.endpoint;

/** The states of an endpoint. */
public enum EndpointState {
  /** Registered; the other side has not registered the same name yet, or is not there yet. */
  UNBOUND,
  /** Messages can be exchanged. */
  BOUND,
  /** Was bound; the peer has gone. A new peer binds it again. */
  LOST,
  /** Deregistered, for good. */
  CLOSED
}
