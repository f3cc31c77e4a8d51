package org.intercore.icbmsg.observe;

/** What stands in an endpoint's record about its state. */
public enum EndpointCondition {
  /** The record is nobody's. */
  UNUSED,
  /** Registered; the other side has not registered the same name, or is not there. */
  UNBOUND,
  /** Messages can be exchanged. */
  BOUND,
  /** Was bound; the peer has gone. */
  LOST,
  /** Deregistered. */
  CLOSED
}
