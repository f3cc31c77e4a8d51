package org.intercore.cli.observe;

import org.intercore.icbmsg.observe.BlockMap;
import org.intercore.icbmsg.observe.InstanceSnapshot;

/** The state of a run of blocks in a word. */
final class RunWords {
  private RunWords() {}

  static boolean isAway(final InstanceSnapshot.Run run) {
    return run.state() == BlockMap.AWAY;
  }

  /** Of a run in the region that the side sends from. */
  static String ofSender(final InstanceSnapshot.Run run) {
    return switch (run.state()) {
      case BlockMap.OPEN -> "claimed";
      case BlockMap.AWAY -> "sent";
      default -> "asking";
    };
  }

  /** Of a run in the region that the side receives from. */
  static String ofReceiver(final InstanceSnapshot.Run run) {
    return isAway(run) ? "held" : "waiting";
  }
}
