package org.intercore.icmsg;

import org.intercore.icmsg.ring.PacketRingReader;
import org.intercore.icmsg.ring.PacketRingWriter;
import org.intercore.icmsg.session.SessionMemory;

/** The handshake words in the headers of the two rings. */
final class HandshakeWords implements SessionMemory {
  private final PacketRingWriter writer;
  private final PacketRingReader reader;

  HandshakeWords(final PacketRingWriter writer, final PacketRingReader reader) {
    this.writer = writer;
    this.reader = reader;
  }

  @Override
  public int peerWord() {
    return writer.handshake();
  }

  @Override
  public void ownWord(final int word) {
    reader.handshake(word);
  }

  @Override
  public void resetOwnRing() {
    writer.init();
  }
}
