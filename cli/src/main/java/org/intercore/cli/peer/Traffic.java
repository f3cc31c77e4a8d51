package org.intercore.cli.peer;

/** What went in and out. */
final class Traffic {
  private long messagesIn;
  private long bytesIn;
  private long messagesOut;
  private long bytesOut;

  void in(final int length) {
    messagesIn++;
    bytesIn += length;
  }

  void out(final int length) {
    messagesOut++;
    bytesOut += length;
  }

  long messagesIn() {
    return messagesIn;
  }

  long bytesIn() {
    return bytesIn;
  }

  long messagesOut() {
    return messagesOut;
  }

  long bytesOut() {
    return bytesOut;
  }
}
