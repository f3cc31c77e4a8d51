package org.intercore.icbmsg.layout;

/** What the two sides of an instance speak. Both have to speak the same. */
public enum LinkFormat {
  /** Zephyr's ICBMsg over ICMsg, byte by byte: for a Zephyr core, and what behaves like one. */
  ZEPHYR,

  /**
   * Between two sides of this library, always with sessions: one to three lines of the cache a message,
   * or one and a block.
   */
  NATIVE
}
