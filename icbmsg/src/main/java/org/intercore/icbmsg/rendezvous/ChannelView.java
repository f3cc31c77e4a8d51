package org.intercore.icbmsg.rendezvous;

import java.util.List;

/**
 * A channel as anybody who may read its files sees it.
 *
 * @param name of the channel
 * @param initiator one side
 * @param follower the other side
 */
public record ChannelView(String name, SideView initiator, SideView follower) {
  /**
   * Both sides.
   *
   * @return the initiator, then the follower
   */
  public List<SideView> sides() {
    return List.of(initiator, follower);
  }
}
