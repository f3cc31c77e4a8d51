package org.intercore.icbmsg.server;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * What a client says when it knocks, little-endian.
 *
 * <pre>
 *   0  magic       u64  "ICBKNOCK"
 *   8  version     u32  of what is said at the door, and of the channels behind it
 *  12  process id  u64  as the client says; for people to read
 *  20  length      u32  of the label, 0 to 64
 *  24  label       UTF-8, for people to read
 * </pre>
 *
 * @param processId as the client says
 * @param label what the client calls itself
 */
public record Greeting(long processId, String label) {
  /** The longest label in bytes. */
  public static final int MAX_LABEL_LENGTH = 64;

  static final int VERSION = 1;
  static final int MAX_LENGTH = 24 + MAX_LABEL_LENGTH;

  private static final long MAGIC = 0x4B43_4F4E_4B42_4349L;
  private static final int MAGIC_OFFSET = 0;
  private static final int VERSION_OFFSET = MAGIC_OFFSET + Long.BYTES;
  private static final int PROCESS_OFFSET = VERSION_OFFSET + Integer.BYTES;
  private static final int LENGTH_OFFSET = PROCESS_OFFSET + Long.BYTES;
  private static final int LABEL_OFFSET = LENGTH_OFFSET + Integer.BYTES;

  /**
   * The greeting as bytes.
   *
   * @return ready to be written
   * @throws IllegalArgumentException if the label is too long
   */
  public ByteBuffer toBytes() {
    final byte[] text = label.getBytes(StandardCharsets.UTF_8);
    if (text.length > MAX_LABEL_LENGTH) {
      throw new IllegalArgumentException("a client's label is at most " + MAX_LABEL_LENGTH
          + " bytes long, but \"" + label + "\" has " + text.length);
    }
    return ByteBuffer.allocate(LABEL_OFFSET + text.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(MAGIC)
        .putInt(VERSION)
        .putLong(processId)
        .putInt(text.length)
        .put(text)
        .flip();
  }

  /**
   * Reads what anybody may have written.
   *
   * @param bytes all that has come so far
   * @return the greeting; null if some of it is missing still
   * @throws MalformedException with a sentence, as soon as it cannot become one
   */
  static Greeting read(final ByteBuffer bytes) throws MalformedException {
    final ByteBuffer source = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    if (source.limit() < VERSION_OFFSET) {
      return null;
    }
    if (source.getLong(MAGIC_OFFSET) != MAGIC) {
      throw new MalformedException("what was said is not a client's greeting");
    }
    if (source.limit() < LABEL_OFFSET) {
      return null;
    }
    final int version = source.getInt(VERSION_OFFSET);
    if (version != VERSION) {
      throw new MalformedException(
          "the client speaks version " + version + ", and the server speaks version " + VERSION);
    }
    final int length = source.getInt(LENGTH_OFFSET);
    if (length < 0 || length > MAX_LABEL_LENGTH) {
      throw new MalformedException("a label cannot be " + length + " bytes long");
    }
    if (source.limit() > LABEL_OFFSET + length) {
      throw new MalformedException("more was said than a greeting");
    }
    if (source.limit() < LABEL_OFFSET + length) {
      return null;
    }
    return new Greeting(source.getLong(PROCESS_OFFSET), label(source, length));
  }

  /** Printable, whatever it was: it is shown to people on their terminals. */
  private static String label(final ByteBuffer source, final int length) {
    final byte[] text = new byte[length];
    source.get(LABEL_OFFSET, text);
    return Texts.printable(new String(text, StandardCharsets.UTF_8));
  }
}
