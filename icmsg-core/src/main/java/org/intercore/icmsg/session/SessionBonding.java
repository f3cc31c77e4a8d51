package org.intercore.icmsg.session;

/**
 * Bonding by session ids: what the handshake words say, and which session we have taken. The link
 * that it belongs to holds the state. Used by one thread at a time; any thread may ask {@link
 * #isIntact} and {@link #isNews}.
 */
public final class SessionBonding {
  private final SessionMemory memory;
  private int localId;
  private int peerId;

  /**
   * Nothing is read or written yet.
   *
   * @param memory where the words stand
   */
  public SessionBonding(final SessionMemory memory) {
    this.memory = memory;
  }

  /** Asks for a new session. */
  public void request() {
    localId = SessionWord.freshId(memory.peerWord());
    peerId = SessionWord.DISCONNECTED;
    announce();
  }

  /**
   * Whether the peer asks for a session that we have not taken yet.
   *
   * @param peerWord as {@link #peerWord()} gave it
   * @return true if {@link #accept} has to be called
   */
  public boolean hasRequest(final int peerWord) {
    final int request = SessionWord.request(peerWord);
    return request != SessionWord.DISCONNECTED && request != peerId;
  }

  /**
   * Takes the session that the peer asks for. The caller keeps senders out.
   *
   * @param peerWord as {@link #peerWord()} gave it
   */
  public void accept(final int peerWord) {
    // The peer reads the ring's indices first and asks whether the session has changed afterwards,
    // and it does not read on after its request has changed: so the ring may be reset here.
    memory.resetOwnRing();
    peerId = SessionWord.request(peerWord);
    announce();
  }

  /**
   * Whether each side has taken the other's session.
   *
   * @param peerWord as {@link #peerWord()} gave it
   * @return true if the link is bound by that
   */
  public boolean isComplete(final int peerWord) {
    return peerId != SessionWord.DISCONNECTED && SessionWord.acknowledged(peerWord) == localId;
  }

  /**
   * Whether the peer says what {@link #hasRequest} or {@link #isComplete} asks for. Any thread, as a hint.
   *
   * @return true if there is something to do until both are bound
   */
  public boolean isNews() {
    final int word = peerWord();
    return hasRequest(word) || isComplete(word);
  }

  /**
   * Whether the peer still is in the session that we have taken. One that came anew has acknowledged
   * nothing yet, even if its id happens to be the one before. Our own word has to stand as well: where
   * it was written over, a peer that comes anew may have taken what it said for ours, and chosen the
   * id that we know already.
   *
   * @param peerWord as {@link SessionMemory#peerWord()} gives it
   * @param ownWord our own word, as it stands in shared memory
   * @return false if it has gone or begun anew
   */
  public boolean isIntact(final int peerWord, final int ownWord) {
    return peerWord == SessionWord.of(peerId, localId)
        && ownWord == SessionWord.of(localId, peerId);
  }

  /**
   * Whether the peer says that nobody is there.
   *
   * @param peerWord as {@link #peerWord()} gave it
   * @return true if it has closed
   */
  public static boolean isWithdrawn(final int peerWord) {
    return SessionWord.request(peerWord) == SessionWord.DISCONNECTED;
  }

  /** Says that nobody is here. */
  public void withdraw() {
    memory.ownWord(SessionWord.of(SessionWord.DISCONNECTED, SessionWord.DISCONNECTED));
  }

  /**
   * What the peer says.
   *
   * @return its word
   */
  public int peerWord() {
    return memory.peerWord();
  }

  /**
   * Says what was said already. Where our word was overwritten by a peer gone mad, the next one might
   * ask for the very session that we took last, and would not be answered.
   */
  public void announce() {
    memory.ownWord(SessionWord.of(localId, peerId));
  }
}
