package org.intercore.bridge.wire;

/**
 * The 64 bits that travel with each fragment, in the reserved value of Aeron's header.
 *
 * <pre>
 *  63               32 31     28 27  25 24                          0
 * +-------------------+---------+------+-----------------------------+
 * |        tag        | version | kind |           length            |
 * +-------------------+---------+------+-----------------------------+
 *  tag      of the session and the direction, see {@link #tag}
 *  kind     {@link #DATA}, {@link #START}, {@link #END}, {@link #PACK}
 *  length   of the whole message in bytes, in each of its fragments; of a pack, of all of it
 * </pre>
 *
 * <p>A pack is a frame of several short messages, in their order, each behind its length:
 *
 * <pre>
 *  0                2                         2 + n
 * +----------------+-------------------------+----------------+----
 * | length n   u16 | n bytes of a message    | length     u16 | ...
 * +----------------+-------------------------+----------------+----
 * </pre>
 */
public final class Frame {
  /** The version that is spoken here. */
  public static final int VERSION = 2;
  /** A message, or a part of one. */
  public static final int DATA = 0;
  /** The first frame of a session; the body is the endpoint's name. Repeated until it was heard. */
  public static final int START = 1;
  /** The last frame of a session; the body says how many messages came before it. */
  public static final int END = 2;
  /** Several messages in one frame, see above. */
  public static final int PACK = 3;
  /** Bytes in front of each message of a pack. */
  public static final int PACK_HEADER = 2;
  /** The longest message that can be announced; Aeron carries none that is longer than 16 MiB. */
  public static final int MAX_LENGTH = (1 << 25) - 1;

  private static final int KIND_SHIFT = 25;
  private static final int KIND_MASK = 7;
  private static final int VERSION_SHIFT = 28;
  private static final int VERSION_MASK = 15;
  private static final int TAG_SHIFT = 32;
  private static final long MIX_1 = 0xff51afd7ed558ccdL;
  private static final long MIX_2 = 0xc4ceb9fe1a85ec53L;
  private static final int MIX_SHIFT = 33;

  private Frame() {}

  /**
   * What all frames of a session in one direction have in common.
   *
   * @param sender epoch of the side that sends
   * @param receiver epoch of the side that receives
   * @return a tag that a frame of any other session has with a probability of 1 : 4,294,967,296
   */
  public static int tag(final long sender, final long receiver) {
    // Not symmetric, so that what a side sends is never taken for what it receives.
    return (int) (mix(mix(sender) + receiver) >>> TAG_SHIFT);
  }

  private static long mix(final long value) {
    long mixed = value;
    mixed = (mixed ^ mixed >>> MIX_SHIFT) * MIX_1;
    mixed = (mixed ^ mixed >>> MIX_SHIFT) * MIX_2;
    return mixed ^ mixed >>> MIX_SHIFT;
  }

  /**
   * The word of a frame.
   *
   * @param tag of the session
   * @param kind of the frame
   * @param length of the message
   * @return the word
   */
  public static long word(final int tag, final int kind, final int length) {
    return (long) tag << TAG_SHIFT
        | (long) VERSION << VERSION_SHIFT
        | (long) kind << KIND_SHIFT
        | length;
  }

  /**
   * The tag in a word.
   *
   * @param word of a frame
   * @return the tag
   */
  public static int tagOf(final long word) {
    return (int) (word >>> TAG_SHIFT);
  }

  /**
   * The version in a word.
   *
   * @param word of a frame
   * @return 0 to 15
   */
  public static int versionOf(final long word) {
    return (int) (word >>> VERSION_SHIFT) & VERSION_MASK;
  }

  /**
   * The kind in a word.
   *
   * @param word of a frame
   * @return 0 to 7
   */
  public static int kindOf(final long word) {
    return (int) (word >>> KIND_SHIFT) & KIND_MASK;
  }

  /**
   * The message's length in a word.
   *
   * @param word of a frame
   * @return 0 to {@link #MAX_LENGTH}
   */
  public static int lengthOf(final long word) {
    return (int) word & MAX_LENGTH;
  }
}
