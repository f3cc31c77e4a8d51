package org.intercore.jmh.rpmsg;

import org.agrona.MutableDirectBuffer;

/** Writes a message where it will be read, part by part. */
@FunctionalInterface
public interface FragmentFiller {
  /**
   * Writes the next part.
   *
   * @param position of its first byte in the message
   * @param buffer the shared memory
   * @param offset where to put that byte
   * @param length how many bytes to put
   */
  void fill(int position, MutableDirectBuffer buffer, int offset, int length);
}
