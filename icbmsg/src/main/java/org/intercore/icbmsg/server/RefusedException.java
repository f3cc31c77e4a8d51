package org.intercore.icbmsg.server;

/** A server did not let a client in, or is not there; the message is a sentence that says why. */
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * Not let in.
   *
   * @param sentence why
   */
  public RefusedException(final String sentence) {
    super(sentence);
  }
}
