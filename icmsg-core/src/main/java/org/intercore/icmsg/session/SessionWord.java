package org.intercore.icmsg.session;

/**
 * The handshake word of session mode.
 *
 * <pre>
 *   bits 31..16  the peer's session id that the writer acknowledges
 *   bits 15..0   the writer's own session id, 0 = disconnected
 * </pre>
 */
final class SessionWord {
  /** The id that says: nobody is here. */
  static final int DISCONNECTED = 0;

  private static final int ID_MASK = 0xFFFF;
  private static final int ACKNOWLEDGED_SHIFT = 16;

  private SessionWord() {}

  static int of(final int request, final int acknowledged) {
    return request | acknowledged << ACKNOWLEDGED_SHIFT;
  }

  static int request(final int word) {
    return word & ID_MASK;
  }

  static int acknowledged(final int word) {
    return word >>> ACKNOWLEDGED_SHIFT;
  }

  /**
   * A session id for a side that opens.
   *
   * @param peerWord the peer's word as it stands
   * @return the peer's request plus one, never 0 and never the id that the peer acknowledges: a peer
   *     that still believes in an old session of ours must not take the new one for it
   */
  static int freshId(final int peerWord) {
    int id = request(peerWord);
    do {
      id = (id + 1) & ID_MASK;
    } while (id == DISCONNECTED || id == acknowledged(peerWord));
    return id;
  }
}
