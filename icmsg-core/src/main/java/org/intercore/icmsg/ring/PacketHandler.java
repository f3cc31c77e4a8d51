package org.intercore.icmsg.ring;

import org.agrona.DirectBuffer;

/** Receives packets from a ring. */
@FunctionalInterface
public interface PacketHandler {
  /**
   * One packet. The bytes are valid until this method returns; where the packet does not wrap they
   * lie in shared memory, which the peer can still change: what must be believed has to be copied
   * first.
   *
   * @param buffer where the payload is
   * @param offset of its first byte
   * @param length in bytes, 1 or more
   */
  void onPacket(DirectBuffer buffer, int offset, int length);
}
