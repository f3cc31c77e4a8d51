package org.intercore.icbmsg.server;

/** Words from another process, which may have put anything into them. */
final class Texts {
  private Texts() {}

  /** The same without what a terminal could take for a command. */
  static String printable(final String text) {
    return text.replaceAll("\\p{C}", "?");
  }
}
