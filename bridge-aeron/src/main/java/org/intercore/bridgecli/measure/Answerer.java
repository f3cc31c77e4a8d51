package org.intercore.bridgecli.measure;

import org.agrona.concurrent.IdleStrategy;

/** The far process: counts what comes, and answers when it is asked to. */
final class Answerer {
  /** The answer is how many have come since the last one. */
  static final long HOW_MANY = -1;
  /** Values from here on are sent back. */
  static final long ECHO = 1L << 62;

  static final int ANSWER_LENGTH = 64;

  private final Line line;
  private long count;
  private long answer;
  private int answerLength;

  private Answerer(final Line line) {
    this.line = line;
  }

  /**
   * Runs as long as who has started it.
   *
   * @param args as {@link Lines#open} takes them
   */
  public static void main(final String[] args) {
    try (Line line = Lines.open(args)) {
      new Answerer(line).run();
    }
  }

  private void run() {
    final IdleStrategy idle = Lines.idle();
    final Starter starter = new Starter();
    while (starter.isThere()) {
      int done = line.poll(this::onMessage);
      if (answerLength > 0 && line.send(answer, answerLength)) {
        answerLength = 0;
        done++;
      }
      idle.idle(done);
    }
  }

  private void onMessage(final long value, final int length) {
    if (value == HOW_MANY) {
      answer = count;
      answerLength = ANSWER_LENGTH;
      count = 0;
    } else if (value >= ECHO) {
      answer = value;
      answerLength = length;
    } else {
      count++;
    }
  }
}
