package org.intercore.icbmsg.control;

import org.intercore.icmsg.status.UnboundReason;

/** Gets what comes over the link, on whichever thread polls it: no user code may run in here. */
public interface ControlHandler {
  /**
   * A control message, of whatever type.
   *
   * @param event the message, as {@link ControlMessage} reads it
   */
  void onControl(long event);

  /** The link is bound. */
  void onLinkBound();

  /**
   * The peer has gone.
   *
   * @param reason why
   */
  void onLinkUnbound(UnboundReason reason);
}
