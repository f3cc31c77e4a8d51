package org.intercore.icmsg.session;

/** Where the two sides' handshake words stand, and the ring that a new session resets. */
public interface SessionMemory {
  /**
   * Reads the peer's word.
   *
   * @return as it stands; what the peer wrote before it is seen by whoever sees it
   */
  int peerWord();

  /**
   * Writes our word.
   *
   * @param word its new value; whoever sees it sees what was written before
   */
  void ownWord(int word);

  /** Empties our ring. The caller keeps senders out. */
  void resetOwnRing();
}
