package org.intercore.icbmsg.rendezvous;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One channel of a directory as it was found, or one server.
 *
 * @param name of the channel or server
 * @param initiator the process id of who holds this role, or is the server, "?" if it cannot be read;
 *     empty if nobody does
 * @param follower as the initiator
 * @param size of its files together, in bytes
 * @param lastModified when the youngest of its files was made or changed through a file; writing to
 *     the shared memory does not count
 * @param files all of them
 */
public record ChannelState(
    String name,
    Optional<String> initiator,
    Optional<String> follower,
    long size,
    Instant lastModified,
    List<Path> files) {
  /**
   * Whether somebody has a role; if not, the files are leftovers.
   *
   * @return true if so
   */
  public boolean isHeld() {
    return initiator.isPresent() || follower.isPresent();
  }
}
