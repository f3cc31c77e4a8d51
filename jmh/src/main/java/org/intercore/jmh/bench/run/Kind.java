package org.intercore.jmh.bench.run;

/** What the pair does in a case. */
public enum Kind {
  /** One message there and one back, as often as fits into the window. */
  ROUND_TRIP,
  /** The same at intended times, each round trip counted from its intended start. */
  PACED,
  /** Messages there, as fast as they are taken. */
  ONE_WAY,
  /** The same while the receiver keeps half of all blocks, and now and then another one instead. */
  HELD(true),
  /** The same while the receiver keeps half of all blocks that lie anywhere, and always the same. */
  HELD_STILL(true),
  /** The same, but those that it keeps lie side by side. */
  HELD_TOGETHER(true);

  private final boolean holds;

  Kind() {
    this(false);
  }

  Kind(final boolean holds) {
    this.holds = holds;
  }

  /** Whether the receiver keeps blocks meanwhile. */
  boolean holds() {
    return holds;
  }
}
