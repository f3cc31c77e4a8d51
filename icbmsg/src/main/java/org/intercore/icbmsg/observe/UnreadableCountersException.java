package org.intercore.icbmsg.observe;

/** What was found where counters should be cannot be read; the message says why, without a subject. */
public final class UnreadableCountersException extends Exception {
  private static final long serialVersionUID = 1L;

  UnreadableCountersException(final String sentence) {
    super(sentence);
  }
}
