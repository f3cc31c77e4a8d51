package org.intercore.icmsg;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icmsg.buffer.Buffers;
import org.intercore.icmsg.ring.PacketRingLayout;
import org.intercore.icmsg.ring.PacketRingReader;
import org.intercore.icmsg.ring.PacketRingWriter;

/**
 * What the two ways of bonding read and write: the magic packet, and the session ids. Holds the ids;
 * {@link IcmsgLink} holds the state. Used by one thread at a time.
 */
final class Bonding {
  private static final byte[] MAGIC = {
    0x45, 0x6d, 0x31, 0x6c, 0x31, 0x4b, 0x30, 0x72, 0x6e, 0x33, 0x6c, 0x69, 0x34
  };

  /** Payload of the magic packet, in bytes. */
  static final int MAGIC_LENGTH = MAGIC.length;

  private final PacketRingWriter writer;
  private final PacketRingReader reader;
  private final AtomicBuffer magic = Buffers.allocate(MAGIC.length);
  private int localId;
  private int peerId;

  Bonding(final PacketRingWriter writer, final PacketRingReader reader) {
    this.writer = writer;
    this.reader = reader;
    magic.putBytes(0, MAGIC);
  }

  /** Resets our ring and writes the magic into it. The caller keeps senders out. */
  void offerMagic() {
    writer.init();
    final int written = writer.write(magic, 0, MAGIC.length);
    if (written != MAGIC.length) {
      throw new IllegalStateException("the ring is too small for the bonding magic");
    }
  }

  /** Whether nobody has read from the peer's ring yet; otherwise it is left over from another life. */
  boolean isPeerRingNew() {
    return reader.isCurrent();
  }

  /** Whether the peer's ring was read exactly as far as the magic reaches. */
  boolean isOnlyMagicRead() {
    return reader.isReadUpTo(PacketRingLayout.packetLength(MAGIC_LENGTH));
  }

  /** Looks at the first packet in the peer's ring anew: its length, 0, or a fault of the reader's. */
  int firstPacket() {
    reader.lookAgain();
    return reader.glance();
  }

  /** Whether the packet just looked at is the magic; a longer one is a later protocol's. */
  boolean isMagic(final int length) {
    if (length < MAGIC.length) {
      return false;
    }
    final DirectBuffer packet = reader.payload();
    final int offset = reader.payloadOffset();
    for (int i = 0; i < MAGIC.length; i++) {
      if (packet.getByte(offset + i) != MAGIC[i]) {
        return false;
      }
    }
    return true;
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

  /** Whether the peer still is in the session that we have taken. */
  boolean isIntact(final int peerWord) {
    return SessionWord.request(peerWord) == peerId;
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
