package org.intercore.jmh.rpmsg;

import org.agrona.DirectBuffer;

/** Takes a message part by part, where it lies in shared memory. */
@FunctionalInterface
public interface FragmentHandler {
  /**
   * The next part. A part at position 0 begins a message, and ends the one before it if that was not
   * complete; one that reaches {@code messageLength} is the last.
   *
   * @param messageLength of the whole, in bytes
   * @param position of the part's first byte in the message
   * @param buffer the shared memory
   * @param offset where that byte lies
   * @param length of the part in bytes
   * @param source the sender's address
   */
  void onFragment(
      int messageLength, int position, DirectBuffer buffer, int offset, int length, int source);
}
