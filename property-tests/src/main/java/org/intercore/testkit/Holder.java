package org.intercore.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

/** Keeps every message that arrives, and what it showed at that time. */
final class Holder implements Receiver {
  /** A message that is kept. */
  record Kept(Held held, Message before) {
    void check() {
      assertThat(Message.copyOf(held)).as("a held message").isEqualTo(before);
    }

    /** Looks at it one last time. */
    void release() {
      check();
      held.release();
    }
  }

  private final List<Kept> kept = new ArrayList<>();

  @Override
  public void onMessage(final Received message) {
    final Message before = Message.copyOf(message);
    kept.add(new Kept(message.hold(), before));
  }

  /** What is kept, the oldest first; may be changed. */
  List<Kept> kept() {
    return kept;
  }

  List<Message> messages() {
    return kept.stream().map(Kept::before).toList();
  }

  void checkAll() {
    kept.forEach(Kept::check);
  }

  void releaseAll() {
    kept.forEach(Kept::release);
    kept.clear();
  }
}
