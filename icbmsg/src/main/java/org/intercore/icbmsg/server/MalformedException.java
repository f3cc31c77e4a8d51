package org.intercore.icbmsg.server;

/** Somebody at the door said what nobody says there. */
final class MalformedException extends Exception {
  private static final long serialVersionUID = 1;

  MalformedException(final String sentence) {
    super(sentence, null, false, false);
  }
}
