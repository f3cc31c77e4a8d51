package org.intercore.icmsg;

import org.intercore.icmsg.ring.PacketRingReader;
import org.intercore.icmsg.ring.PacketRingWriter;

/**
 * Bonding by session ids: what the handshake words say, and which session we have taken. {@link
 * IcmsgLink} holds the state. Used by one thread at a time.
 */
final class SessionBonding {
  private final PacketRingWriter writer;
  private final PacketRingReader reader;
  private int localId;
  private int peerId;

  SessionBonding(final PacketRingWriter writer, final PacketRingReader reader) {
    this.writer = writer;
    this.reader = reader;
  }

  /** Asks for a new session. */
  void request() {
    localId = SessionWord.freshId(writer.handshake());
    peerId = SessionWord.DISCONNECTED;
    announce();
  }

  /** Whether the peer asks for a session that we have not taken yet. */
  boolean hasRequest(final int peerWord) {
    final int request = SessionWord.request(peerWord);
    return request != SessionWord.DISCONNECTED && request != peerId;
  }

  /** Takes the session that the peer asks for. The caller keeps senders out. */
  void accept(final int peerWord) {
    // The peer reads the ring's indices first and asks whether the session has changed afterwards,
    // and it does not read on after its request has changed: so the ring may be reset here.
    writer.init();
    peerId = SessionWord.request(peerWord);
    announce();
  }

  /** Whether each side has taken the other's session. */
  boolean isComplete(final int peerWord) {
    return peerId != SessionWord.DISCONNECTED && SessionWord.acknowledged(peerWord) == localId;
  }

  /**
   * Whether the peer still is in the session that we have taken. One that came anew has acknowledged
   * nothing yet, even if its id happens to be the one before.
   */
  boolean isIntact(final int peerWord) {
    return SessionWord.request(peerWord) == peerId && SessionWord.acknowledged(peerWord) == localId;
  }

  /** Says that nobody is here. */
  void withdraw() {
    reader.handshake(SessionWord.of(SessionWord.DISCONNECTED, SessionWord.DISCONNECTED));
  }

  int peerWord() {
    return writer.handshake();
  }

  private void announce() {
    reader.handshake(SessionWord.of(localId, peerId));
  }
}
