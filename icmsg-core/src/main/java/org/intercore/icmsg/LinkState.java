package org.intercore.icmsg;

/** The states of a link. */
public enum LinkState {
  /** Not open. */
  OFF,
  /** Open, waiting for the peer's magic packet. */
  INITIALIZING_PLAIN,
  /** Open, waiting for the peer's session id and its acknowledgement of ours. */
  INITIALIZING_SESSION,
  /** Open, waiting for either of the two, whichever the peer speaks. */
  INITIALIZING_DETECT,
  /** Bound by the magic packet. */
  CONNECTED_PLAIN,
  /** Bound by session ids. */
  CONNECTED_SESSION,
  /** Was bound; the peer has gone. The link may be opened again. */
  DISCONNECTED;

  /**
   * Whether messages can be exchanged.
   *
   * @return true in the connected states
   */
  public boolean isConnected() {
    return this == CONNECTED_PLAIN || this == CONNECTED_SESSION;
  }

  /**
   * Whether the link is open and waits for its peer.
   *
   * @return true in the initializing states
   */
  public boolean isInitializing() {
    return this == INITIALIZING_PLAIN
        || this == INITIALIZING_SESSION
        || this == INITIALIZING_DETECT;
  }
}
