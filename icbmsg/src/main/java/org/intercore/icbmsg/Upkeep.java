package org.intercore.icbmsg;

/**
 * In which rounds of work to look after more than messages, and the link where none came: in every one, but
 * for some dozens after messages came. Where they come in quick succession most rounds leave out what can wait, and find
 * the next message sooner. Belongs to the thread that has the turn.
 */
final class Upkeep {
  /** So many empty rounds pass while an answer is on its way between two cores that are far apart. */
  private static final int MOST_ROUNDS_WITHOUT = 32;

  private int roundsLeft;

  /** One more round has looked for messages; whether the rest is due. */
  boolean isDue(final boolean messagesCame) {
    if (roundsLeft > 0) {
      roundsLeft--;
      return false;
    }
    if (messagesCame) {
      roundsLeft = MOST_ROUNDS_WITHOUT;
    }
    return true;
  }

  /** The rest is due in the next round. */
  void soon() {
    roundsLeft = 0;
  }
}
