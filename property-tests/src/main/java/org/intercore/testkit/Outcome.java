package org.intercore.testkit;

/** How a claim or a send ended: what every transport's own statuses come down to. */
public enum Outcome {
  /** It did what was asked for. */
  DONE,

  /** There is no space for it now, and it was not to wait; or there can never be. */
  NO_SPACE,

  /** There was no space for as long as it was to wait. */
  TIMED_OUT,

  /** The thread was interrupted while it waited. */
  INTERRUPTED,

  /** The other side is not there, or has gone meanwhile. */
  NOT_CONNECTED,

  /** This side was closed. */
  CLOSED
}
