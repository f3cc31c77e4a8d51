package org.intercore.properties.instance;

import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * What was sent to one endpoint and has not arrived yet, in order. A message that was on its way while
 * its endpoint was not registered may be lost; every other one has to arrive.
 */
final class Mailbox {
  /** Messages this long are told apart by their content. */
  static final int TELLING_LENGTH = 4;

  private static final class Message {
    final byte[] content;
    boolean mayBeLost;

    Message(final byte[] content, final boolean mayBeLost) {
      this.content = content;
      this.mayBeLost = mayBeLost;
    }
  }

  private final String name;
  private final ArrayDeque<Message> onTheirWay = new ArrayDeque<>();
  private boolean closed = true;
  private int lost;

  Mailbox(final String name) {
    this.name = name;
  }

  /** The receiver registers. */
  void open() {
    closed = false;
  }

  /** The receiver deregisters. */
  void close() {
    closed = true;
    onTheirWay.forEach(message -> message.mayBeLost = true);
  }

  /** Whether messages have to be told apart now. */
  boolean needsTellingContent() {
    return closed || onTheirWay.stream().anyMatch(message -> message.mayBeLost);
  }

  void sent(final byte[] content) {
    onTheirWay.add(new Message(content, closed));
  }

  /** A message that was announced with {@link #sent} and was refused after all. */
  void unsent() {
    onTheirWay.removeLast();
  }

  void arrived(final byte[] content) {
    while (!onTheirWay.isEmpty()) {
      final Message next = onTheirWay.remove();
      if (Arrays.equals(next.content, content)) {
        return;
      }
      if (!next.mayBeLost) {
        throw new AssertionError(name + " got " + Arrays.toString(content) + " instead of "
            + Arrays.toString(next.content));
      }
      lost++;
    }
    throw new AssertionError(name + " got what nobody sent: " + Arrays.toString(content));
  }

  /** Everything has come to rest; how many messages were lost. */
  int endAndCountLost() {
    for (final Message message : onTheirWay) {
      if (!message.mayBeLost) {
        throw new AssertionError(name + " never got " + Arrays.toString(message.content));
      }
      lost++;
    }
    onTheirWay.clear();
    return lost;
  }
}
