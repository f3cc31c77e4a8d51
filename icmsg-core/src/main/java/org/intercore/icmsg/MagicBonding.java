package org.intercore.icmsg;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.NanoClock;
import org.intercore.icmsg.buffer.Buffers;
import org.intercore.icmsg.fault.FaultHandler;
import org.intercore.icmsg.fault.LinkFault;
import org.intercore.icmsg.ring.PacketRingLayout;
import org.intercore.icmsg.ring.PacketRingReader;
import org.intercore.icmsg.ring.PacketRingWriter;
import org.intercore.icmsg.sync.SpinLock;

/**
 * Bonding by the magic packet, as Zephyr does without sessions: each side resets its ring, writes the
 * magic into it, and is bound when it has taken the other's. What is more here keeps one from bonding
 * with what a dead peer has left, and brings both together after any order of restarts. {@link
 * IcmsgLink} holds the state. Used by one thread at a time, but for {@link #isWorthALook()}.
 */
final class MagicBonding {
  private static final byte[] MAGIC = {
    0x45, 0x6d, 0x31, 0x6c, 0x31, 0x4b, 0x30, 0x72, 0x6e, 0x33, 0x6c, 0x69, 0x34
  };

  /** Payload of the magic packet, in bytes. */
  static final int LENGTH = MAGIC.length;

  private final PacketRingWriter writer;
  private final PacketRingReader reader;
  private final SpinLock sending;
  private final FaultHandler faults;
  private final NanoClock clock;
  private final long repeatNs;
  private final AtomicBuffer magic = Buffers.allocate(LENGTH);
  private boolean afterRestart;
  private boolean mutual;
  private boolean deliveredByLastLife;
  private long offeredNs;
  private volatile boolean taken;
  private volatile boolean faultReported;

  /**
   * Nothing is read or written yet.
   *
   * @param writer of our ring
   * @param reader of the peer's ring
   * @param sending keeps senders out of our ring
   * @param faults told of what stands where the magic should
   * @param clock for how long the peer is waited for
   * @param repeatNs that long
   */
  MagicBonding(
      final PacketRingWriter writer,
      final PacketRingReader reader,
      final SpinLock sending,
      final FaultHandler faults,
      final NanoClock clock,
      final long repeatNs) {
    this.writer = writer;
    this.reader = reader;
    this.sending = sending;
    this.faults = faults;
    this.clock = clock;
    this.repeatNs = repeatNs;
    magic.putBytes(0, MAGIC);
  }

  /**
   * The link begins anew.
   *
   * @param restarted whether because the peer had started anew
   */
  void begin(final boolean restarted) {
    mutual = restarted && afterRestart;
    afterRestart = restarted;
    faultReported = false;
  }

  /** Resets our ring and writes the magic into it. */
  void offer() {
    taken = false;
    offeredNs = clock.nanoTime();
    sending.lock();
    try {
      writer.init();
      if (writer.write(magic, 0, LENGTH) != LENGTH) {
        throw new IllegalStateException("the ring is too small for the bonding magic");
      }
    } finally {
      sending.unlock();
    }
  }

  /** Whether {@link #tryBond()} may find something new. Any thread. */
  boolean isWorthALook() {
    return taken
        ? writer.isRead() || !reader.isCurrent()
        : !faultReported && reader.isCurrent() && reader.hasNext();
  }

  /** Whether the peer offers the magic; for a side that has not offered its own. */
  boolean isOffered() {
    return isPeerRingNew() && (deliveredByLastLife || isMagic(firstPacket()));
  }

  /** Takes the magic if that is what is there; true if both sides are bound by that. */
  boolean tryBond() {
    return mutual ? isExchanged() : tryTake();
  }

  /**
   * The peer has started anew, and so have we because of it, for the second time in a row: perhaps
   * each learns from the other's new beginning only that its own last bond is over. Lest that go on
   * for ever, the bond waits until the peer has read our magic too. A peer that bonds with whatever
   * it finds, as Zephyr's does, may have read it already; one interval is enough for it.
   */
  private boolean isExchanged() {
    if (taken && !reader.isCurrent()) {
      reader.init();
      taken = false;
    }
    taken = taken || tryTake();
    final boolean answered = writer.isRead() || clock.nanoTime() - offeredNs >= repeatNs;
    // Asked last: a peer that starts anew empties its ring before it reads ours.
    return taken && answered && reader.isCurrent();
  }

  /**
   * Takes the magic out of a new ring, or out of the ring of a peer that was still waiting when our
   * last life ended: that life had read the magic and nothing else, and the peer has read ours now.
   */
  private boolean tryTake() {
    // Asked in this order: a peer that starts anew empties its ring before it reads ours.
    final boolean waited = writer.isRead() && isOnlyMagicRead();
    if (!isPeerRingNew() && !waited) {
      // Not even the magic is believed there: a peer that lives has not waited for us, and one that
      // comes begins by emptying the ring.
      return false;
    }
    final int length = firstPacket();
    if (!isMagic(length)) {
      if (waited) {
        // It has sent so much since that its magic is gone, so it has to begin once more.
        offer();
      } else {
        reportFault(length);
      }
      return false;
    }
    reader.consume();
    deliveredByLastLife = false;
    return true;
  }

  /**
   * Whether nobody has read from the peer's ring yet, but, as a message, our last life the magic;
   * otherwise it is left over from another life.
   */
  private boolean isPeerRingNew() {
    return reader.isCurrent() || deliveredByLastLife && isOnlyMagicRead();
  }

  /** Whether the peer's ring was read exactly as far as the magic reaches. */
  private boolean isOnlyMagicRead() {
    return reader.isReadUpTo(PacketRingLayout.packetLength(LENGTH));
  }

  /**
   * What stands in the peer's ring may be left over from its last life, so it is told once, and
   * looked at again until the magic is there.
   */
  private void reportFault(final int length) {
    if (length == 0 || faultReported) {
      return;
    }
    faultReported = true;
    if (length > 0) {
      faults.onFault(LinkFault.NOT_THE_MAGIC, length);
    } else {
      faults.onFault(reader.suspicion(), reader.suspect());
    }
  }

  /** Looks at the first packet in the peer's ring anew: its length, 0, or a fault of the reader's. */
  int firstPacket() {
    reader.lookAgain();
    return reader.glance();
  }

  /** Whether the packet just looked at is the magic; a longer one is a later protocol's. */
  boolean isMagic(final int length) {
    if (length < LENGTH) {
      return false;
    }
    final DirectBuffer packet = reader.payload();
    final int offset = reader.payloadOffset();
    for (int i = 0; i < LENGTH; i++) {
      if (packet.getByte(offset + i) != MAGIC[i]) {
        return false;
      }
    }
    return true;
  }

  /** The magic of a peer that has started anew is delivered as the last message of the old bond. */
  void deliveredAsMessage() {
    deliveredByLastLife = true;
  }
}
