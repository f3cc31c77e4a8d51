package org.intercore.testkit;

/** The bytes of a message that has arrived, where they lie. Used by one thread at a time. */
public interface Content {
  /**
   * The message's length. Never blocks.
   *
   * @return bytes, 0 or more
   */
  int length();

  /**
   * Reads some of the bytes, as they are now: an adapter must not keep a copy. Never blocks.
   *
   * @param offset of the first one within the message
   * @param into where to put them
   * @param intoOffset where to put the first one
   * @param count how many
   */
  void get(int offset, byte[] into, int intoOffset, int count);

  /**
   * Reads all bytes. Never blocks.
   *
   * @return a new array of {@link #length()} bytes
   */
  default byte[] copy() {
    final byte[] bytes = new byte[length()];
    get(0, bytes, 0, bytes.length);
    return bytes;
  }
}
