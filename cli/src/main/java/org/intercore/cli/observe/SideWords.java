package org.intercore.cli.observe;

import org.intercore.cli.console.Words;
import org.intercore.icbmsg.rendezvous.SideView;

/** The state of a side in a word or two. */
final class SideWords {
  private SideWords() {}

  static String state(final SideView side) {
    return switch (side.condition()) {
      case FREE -> side.problem() == null ? "not open" : "counters unreadable";
      case DIED -> "died " + Words.age(side.silence()) + " ago";
      case UNKNOWN -> side.problem() == null ? "no counters" : "counters unreadable";
      case SILENT -> "silent " + Words.age(side.silence());
      case ALONE -> "alone";
      case BOUND -> "bound";
    };
  }
}
