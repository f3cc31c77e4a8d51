package org.intercore.icbmsg.endpoint;

/** Which side gives the endpoints their addresses. */
public enum Role {
  /** Asks the other side to bind; its rx-region lies at the lower address. */
  INITIATOR,
  /** Answers. */
  FOLLOWER;

  /**
   * The other side's role.
   *
   * @return the role
   */
  public Role other() {
    return this == INITIATOR ? FOLLOWER : INITIATOR;
  }
}
