package org.intercore.jmh.rpmsg;

import org.agrona.DirectBuffer;

/** Takes whole messages that may have come in parts. */
@FunctionalInterface
public interface AssembledHandler {
  /**
   * A message.
   *
   * @param buffer the shared memory if it came in one part, else the assembler's own
   * @param offset where it starts
   * @param length in bytes
   * @param source the sender's address
   */
  void onMessage(DirectBuffer buffer, int offset, int length, int source);
}
