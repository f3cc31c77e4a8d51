package org.intercore.jmh.rpmsg;

/**
 * What stands at the start of a payload that is a part of a message, little-endian:
 *
 * <pre>
 *   0 u32 length of the whole message    4 u32 offset of this part in it    8 its bytes
 * </pre>
 *
 * <p>The parts of a message follow each other, so that this is enough to see a sender that gave up
 * half way. There is no such header in RPMsg, whose users each make their own.
 */
final class Fragment {
  static final int HEADER_LENGTH = 8;
  static final int MESSAGE_LENGTH = 0;
  static final int OFFSET = 4;

  private Fragment() {}
}
