package org.intercore.icbmsg.control;

import org.intercore.icbmsg.fault.BlockFault;
import org.intercore.icmsg.IcmsgLink;
import org.intercore.icmsg.fault.FaultHandler;
import org.intercore.icmsg.status.Status;

/**
 * Sends control messages over the link. Any thread; never blocks. The ring has room for a message of
 * every block, so towards a peer that keeps to the protocol sending never fails for space.
 */
public final class ControlSender {
  private final IcmsgLink link;
  private final FaultHandler faults;

  /**
   * A sender over a link.
   *
   * @param link the link
   * @param faults told when there is no room
   */
  public ControlSender(final IcmsgLink link, final FaultHandler faults) {
    this.link = link;
    this.faults = faults;
  }

  /**
   * The number of the present or last bond.
   *
   * @return as {@link IcmsgLink#bond()}
   */
  public int bond() {
    return link.bond();
  }

  /**
   * Sends one message.
   *
   * @param bond the bond that the message belongs to; in a later one it would mean something else
   * @param type of {@link ControlMessage}
   * @param endpoint address
   * @param block index
   * @return 0 or more; a status as {@link IcmsgLink#send(int, boolean, byte, byte, byte)}
   */
  public int send(final int bond, final int type, final int endpoint, final int block) {
    // That a message's blocks come back matters to those who wait for blocks, and to nobody else.
    final boolean urgent = type != ControlMessage.RELEASE_DATA;
    final int status = link.send(bond, urgent, (byte) type, (byte) endpoint, (byte) block);
    if (status == Status.NO_BUFFERS) {
      faults.onFault(BlockFault.RING_FULL, type);
    }
    return status;
  }
}
