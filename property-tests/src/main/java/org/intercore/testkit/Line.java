package org.intercore.testkit;

/** Both ends of a channel, and what arrives there. */
final class Line {
  final String name;
  final Inbox nearInbox = new Inbox();
  final Inbox farInbox = new Inbox();
  final Channel near;
  Channel far;

  Line(final String name, final Side first, final Side second) {
    this.name = name;
    near = first.open(name, nearInbox);
    far = second.open(name, farInbox);
  }

  /** Opens the far end anew, at a new second side. */
  void reopen(final Side second) {
    far = second.open(name, farInbox);
  }

  boolean isConnected() {
    return near.isConnected() && far.isConnected();
  }
}
