package org.intercore.icbmsg.control;

import org.agrona.DirectBuffer;
import org.intercore.icbmsg.fault.BlockFault;
import org.intercore.icmsg.LinkHandler;
import org.intercore.icmsg.fault.FaultHandler;
import org.intercore.icmsg.fault.PeerFault;
import org.intercore.icmsg.status.UnboundReason;

/** Turns the link's packets into control messages: copied first, then looked at. */
public final class ControlReceiver implements LinkHandler {
  private final ControlHandler handler;
  private final FaultHandler faults;

  /**
   * A receiver.
   *
   * @param handler gets the messages
   * @param faults told of what the peer did wrong
   */
  public ControlReceiver(final ControlHandler handler, final FaultHandler faults) {
    this.handler = handler;
    this.faults = faults;
  }

  @Override
  public void onMessage(final DirectBuffer buffer, final int offset, final int length) {
    if (length < ControlMessage.LENGTH) {
      faults.onFault(BlockFault.CONTROL_TOO_SHORT, length);
      return;
    }
    handler.onControl(ControlMessage.read(buffer, offset));
  }

  @Override
  public void onBound() {
    handler.onLinkBound();
  }

  @Override
  public void onUnbound(final UnboundReason reason) {
    handler.onLinkUnbound(reason);
  }

  @Override
  public void onFault(final PeerFault fault, final long value) {
    faults.onFault(fault, value);
  }
}
