package org.intercore.icmsg;

/** Whether a link notices that its peer has gone; Zephyr's devicetree property {@code unbound}. */
public enum UnboundMode {
  /**
   * Bonds once, by a magic packet. A peer that goes is not noticed. One that starts anew is, since it
   * empties its ring: that ends receiving with {@link
   * org.intercore.icmsg.fault.LinkFault#STARTED_ANEW}, and the link can be closed and opened again.
   */
  DISABLE,
  /** Bonds by session ids in the handshake word; a peer that goes or restarts is noticed. */
  ENABLE,
  /** As {@link #ENABLE}, but towards a peer that bonds by the magic packet as {@link #DISABLE}. */
  DETECT
}
