package org.intercore.cli.observe;

import org.intercore.cli.console.Words;
import org.intercore.icbmsg.rendezvous.RingView;
import org.intercore.icbmsg.slot.SlotGeometry;

/** How far a ring is, in words. */
final class RingWords {
  private static final int ID_MASK = 0xFFFF;

  private RingWords() {}

  static String unread(final RingView ring) {
    return ring.unread()
        .map(count -> Words.count(count, unit(ring)) + " unread")
        .orElse("impossible");
  }

  private static String unit(final RingView ring) {
    return ring.geometry() instanceof SlotGeometry ? "message" : "byte";
  }

  /** Who the writer is and whom it has taken, as its session word says. */
  static String session(final RingView ring) {
    return ring.sessionWord()
        .map(word -> "session " + (word & ID_MASK) + ", has taken " + (word >>> Short.SIZE))
        .orElse("no sessions");
  }
}
