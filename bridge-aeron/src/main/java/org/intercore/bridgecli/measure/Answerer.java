package org.intercore.bridgecli.measure;

import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.YieldingIdleStrategy;

/** The far process: counts what comes, answers when it is asked to, ends with the process that started it. */
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

  /** Never asleep, and never in the way of who has something to do. */
  static IdleStrategy idle() {
    return YieldingIdleStrategy.INSTANCE;
  }

  /**
   * Runs until the standard input ends.
   *
   * @param args as {@link Lines#open} takes them
   */
  public static void main(final String[] args) throws Exception {
    try (Line line = Lines.open(args)) {
      new Answerer(line).run();
    }
  }

  private void run() throws Exception {
    final IdleStrategy idle = idle();
    final Thread starter = new Thread(Answerer::awaitEndOfInput, "starter");
    starter.setDaemon(true);
    starter.start();
    while (starter.isAlive()) {
      int done = line.poll(this::onMessage);
      if (answerLength > 0 && line.send(answer, answerLength)) {
        answerLength = 0;
        done++;
      }
      idle.idle(done);
    }
  }

  private static void awaitEndOfInput() {
    try {
      System.in.read();
    } catch (final java.io.IOException gone) {
      Thread.currentThread().interrupt();
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
