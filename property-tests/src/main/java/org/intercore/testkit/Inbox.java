package org.intercore.testkit;

import java.util.ArrayList;
import java.util.List;

/** Takes what arrives at one end: into a list, unless a test wants to see to it itself. */
final class Inbox implements Receiver {
  private final List<Message> arrived = new ArrayList<>();
  private volatile Receiver handler = this::keep;

  @Override
  public void onMessage(final Received message) {
    handler.onMessage(message);
  }

  private void keep(final Received message) {
    final Message copy = Message.copyOf(message);
    synchronized (arrived) {
      arrived.add(copy);
    }
  }

  /** From now on messages go there. */
  void handle(final Receiver newHandler) {
    handler = newHandler;
  }

  /** From now on messages go into the list again. */
  void collect() {
    handler = this::keep;
  }

  /** What has arrived since the last call. */
  List<Message> take() {
    synchronized (arrived) {
      final List<Message> taken = List.copyOf(arrived);
      arrived.clear();
      return taken;
    }
  }

  /** How many have arrived since the last {@link #take()}. */
  int count() {
    synchronized (arrived) {
      return arrived.size();
    }
  }
}
