package org.intercore.testkit;

/**
 * What a transport may offer beyond the least, which is: one channel, whole messages, once and in
 * order, with an answer instead of a message lost when there is no space. A rule that needs a feature
 * which is not there is skipped and says so.
 */
public enum Feature {
  /** Several channels between the same two sides, told apart by name. */
  MANY_CHANNELS,

  /** An empty message is a message. */
  ZERO_LENGTH,

  /** Several claims of a side may be open at once and are sent in any order. */
  MANY_CLAIMS,

  /** A claim can be given back unsent: {@link Claim#drop()}. */
  DROP,

  /** Sending less than was claimed frees the rest at once, not only with the message. */
  SHRINK_FREES,

  /** A message can be kept beyond its handler's call: {@link Received#hold()}. */
  HOLD,

  /**
   * Held messages may be released in any order, and one that is still held holds up no others. Needs
   * {@link #HOLD}.
   */
  RELEASE_ANY_ORDER,

  /** Any thread may release, also while the receiving side is worked on. Needs {@link #HOLD}. */
  RELEASE_ANY_THREAD,

  /**
   * A claim may wait, for a bounded time or for ever, while another thread works on the same side.
   */
  CLAIM_WAITS,

  /**
   * A waiting claim needs nobody else: it works from the only thread of its side, also in a receive
   * handler. Messages that it meets on the way are kept in order. Needs {@link #CLAIM_WAITS}.
   */
  WAITING_MAKES_PROGRESS,

  /** A waiting claim ends when its thread is interrupted, whose flag is set afterwards. */
  INTERRUPTIBLE,

  /** A large claim that waits is not starved by small ones. Needs {@link #CLAIM_WAITS}. */
  FAIR_WAITING,

  /** Any number of threads may claim and send, also while the side is worked on. */
  MANY_SENDER_THREADS,

  /**
   * Sending or dropping twice, releasing twice, and holding what is not at hand are an {@link
   * IllegalStateException}, and harm nobody.
   */
  MISUSE_IS_REFUSED,

  /**
   * What was sent, dropped or released can no more be reached through its old view: writing is an
   * exception; reading is one too, or still gives the old bytes, never those of another message.
   */
  STALE_VIEWS_ARE_SHUT,

  /**
   * When a side is closed the other one is told: its claims, or at the latest its sends, end as
   * {@link Outcome#NOT_CONNECTED}, and what it holds stays readable.
   */
  PEER_LOSS,

  /**
   * Another second side can take the place of one that was closed: {@link
   * MessagingTransport#restartSecond()}. Needs {@link #PEER_LOSS}.
   */
  PEER_RETURNS
}
