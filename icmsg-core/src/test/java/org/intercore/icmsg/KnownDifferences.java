package org.intercore.icmsg;

import java.util.ArrayList;
import java.util.List;
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

  /**
   * With unbound = disable a peer that starts over goes unnoticed, and the reader is somewhere in the
   * middle of its new ring. Where the recorded reader then was stuck at a packet of length 0 for
   * ever, ours skips it, and comes to the magic.
   */
  static List<String> events(final Recording recording, final Step step) {
    if (recording.name().equals("icmsg_a8_disable-detect") && step.number() == 27) {
      final List<String> events = new ArrayList<>(step.events());
      events.add("initiator: received len=13 data=456d316c314b30726e336c6934");
      return events;
    }
    return step.events();
  }

  /** What stands in a region whose reader is ours. */
  static byte[] readByOurs(final Recording recording, final Step step, final Party sender) {
    final byte[] region = step.region(sender);
    if (sender == Party.FOLLOWER) {
      if (recording.name().equals("icmsg_a8_disable-detect") && step.number() >= 27) {
        region[0] = 0x14; // rd_idx, after the packets that were skipped
      }
      // The recorded initiator took a first packet that is not the magic out of the ring, and could
      // not bond any more; ours leaves it there until the peer resets its ring.
      if (recording.name().equals("icmsg_a32_disable") && step.number() >= 36) {
        region[0] = 0x20;
      }
    }
    return region;
  }
}
