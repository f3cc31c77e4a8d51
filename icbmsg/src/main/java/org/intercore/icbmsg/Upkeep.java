package org.intercore.icbmsg;

/**
 * In which rounds of work to look after more than messages, and the link where none came: in every one, but
 * where messages come in quick succession. There most rounds leave out what can wait, and find the next
 * message sooner. Belongs to the thread that has the turn.
 */
final class Upkeep {
  private static final int MOST_ROUNDS_WITHOUT = 32;

  /** Some dozens pass while an answer is on its way between two cores that are far apart. */
  private static final int MOST_EMPTY_ROUNDS = 128;

  /** Whoever sees to all by hand, round by round, as a test does, finds all done in each. */
  private static final int LEAST_MESSAGES = 64;

  private int roundsLeft;
  // Rounds with messages, up to where it counts, none of them so many rounds after the one before.
  private int messages;
  private int emptyRounds;

  /** Whether to look after the rest in the round that begins. */
  boolean isDue() {
    return messages < LEAST_MESSAGES || roundsLeft == 0;
  }

  /** The round is over. */
  void looked(final boolean messagesCame) {
    roundsLeft = isDue() ? MOST_ROUNDS_WITHOUT : roundsLeft - 1;
    if (messagesCame) {
      emptyRounds = 0;
      messages = Math.min(messages + 1, LEAST_MESSAGES);
    } else if (++emptyRounds == MOST_EMPTY_ROUNDS) {
      soon();
    }
  }

  /** The rest is due in each round until messages come in quick succession again. */
  void soon() {
    messages = 0;
    emptyRounds = 0;
  }
}
