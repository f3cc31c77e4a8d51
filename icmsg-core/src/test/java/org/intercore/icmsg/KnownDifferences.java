package org.intercore.icmsg;

import org.intercore.golden.Party;
import org.intercore.golden.Recording;
import org.intercore.golden.Recording.Step;
import org.intercore.icmsg.status.Status;

/** Where ours means to differ from the recorded implementation, and by what exactly. */
final class KnownDifferences {
  private static final int RECORDED_NO_MEMORY = -12;

  private KnownDifferences() {}

  /** A full ring is NO_BUFFERS, and a message to a peer that has gone is not called sent. */
  static int result(final Recording recording, final Step step) {
    if (step.operation().startsWith("send ")) {
      if (step.result() == RECORDED_NO_MEMORY) {
        return Status.NO_BUFFERS;
      }
      final boolean sessions =
          recording.unbound(step.actor()).equals(recording.unbound(Party.INITIATOR))
              && !recording.unbound(step.actor()).equals("disable");
      if (sessions && step.number() == 23) {
        return Status.NOT_CONNECTED;
      }
    }
    return step.result();
  }

  /** What stands in a region whose reader is ours. */
  static byte[] readByOurs(final Recording recording, final Step step, final Party sender) {
    final byte[] region = step.region(sender);
    if (sender == Party.FOLLOWER) {
      // The recorded initiator took a first packet that is not the magic out of the ring, and could
      // not bond any more; ours leaves it there until the peer resets its ring.
      if (recording.name().equals("icmsg_a32_disable") && step.number() >= 36) {
        region[0] = 0x20;
      }
    }
    return region;
  }
}
