package org.intercore.testkit;

/** How much the rules send. */
final class Amounts {
  /** More than a thousand, so that a loss of one in a thousand shows. */
  static final int MESSAGES = 1_500;

  /** In bytes: what many messages of one test are not longer than, or not much. */
  static final int SHORT_LENGTH = 64;

  /** How often a test does what gives space up, which is more often than there is space. */
  static final int ROUNDS = 200;

  /** How often a test waits. */
  static final int WAITS = 20;

  /** How many messages a test sends that waits for the space of each. */
  static final int WAITING_MESSAGES = 100;

  /** Steps of random traffic; again, enough for more than a thousand messages. */
  static final int STEPS = 10_000;

  /** Threads that send at the same time. */
  static final int SENDERS = 3;

  /** How many messages each of them sends. */
  static final int MESSAGES_PER_SENDER = 400;

  private Amounts() {}
}
