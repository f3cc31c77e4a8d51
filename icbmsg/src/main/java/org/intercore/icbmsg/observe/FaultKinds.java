package org.intercore.icbmsg.observe;

import org.intercore.icbmsg.fault.BlockFault;
import org.intercore.icmsg.fault.LinkFault;
import org.intercore.icmsg.fault.PeerFault;

/** Every kind of fault that an instance can find, by number. */
public final class FaultKinds {
  private static final LinkFault[] OF_LINK = LinkFault.values();
  private static final BlockFault[] OF_BLOCKS = BlockFault.values();

  private FaultKinds() {}

  /**
   * How many there are.
   *
   * @return their number
   */
  public static int count() {
    return OF_LINK.length + OF_BLOCKS.length;
  }

  /**
   * All of them.
   *
   * @return the kinds in the order of their numbers
   */
  public static PeerFault[] all() {
    final PeerFault[] all = new PeerFault[count()];
    System.arraycopy(OF_LINK, 0, all, 0, OF_LINK.length);
    System.arraycopy(OF_BLOCKS, 0, all, OF_LINK.length, OF_BLOCKS.length);
    return all;
  }

  static PeerFault of(final int number) {
    return number < OF_LINK.length ? OF_LINK[number] : OF_BLOCKS[number - OF_LINK.length];
  }

  static int numberOf(final PeerFault fault) {
    return fault instanceof BlockFault of
        ? OF_LINK.length + of.ordinal()
        : ((LinkFault) fault).ordinal();
  }
}
