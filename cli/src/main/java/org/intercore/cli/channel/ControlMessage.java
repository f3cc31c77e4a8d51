package org.intercore.cli.channel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * What the two sides of a transfer say to each other beside the data.
 *
 * <pre>
 *  0          kind      u8
 *  1          n         u8, how many numbers
 *  2          d         u8, length of the digest
 *  3          (unused)
 *  4          numbers   n x i64, little-endian
 *  4+8n       digest    d bytes
 *  4+8n+d     text      UTF-8, up to the end of the message
 * </pre>
 *
 * @param kind what is said
 * @param numbers what the kind's description says
 * @param digest SHA-256, or empty
 * @param text a name or a sentence, or empty
 */
public record ControlMessage(Kind kind, long[] numbers, byte[] digest, String text) {
  private static final int COUNT_OFFSET = 1;
  private static final int DIGEST_LENGTH_OFFSET = 2;
  private static final int NUMBERS_OFFSET = 4;

  /** What can be said. The order is part of the format. */
  public enum Kind {
    /** Each side's first message: protocol version; the text says what the side is. */
    HELLO,
    /** A file follows: its length; the text is its name. */
    BEGIN,
    /** The receiver wants the file's data. */
    READY,
    /** All data of a file was sent: bytes, messages; digest. */
    END,
    /** The sender cannot finish the file; the text says why. */
    ABORT,
    /** The receiver has everything: bytes, messages; digest. */
    STORED,
    /** The receiver gave the file up; the text says why. */
    FAILED,
    /** The sender has nothing more. */
    THROUGH,
    /** The receiver goes, too: blocks in use (tx, rx), most blocks in use, echoes. */
    GOODBYE
  }

  private static final List<Kind> KINDS = List.of(Kind.values());

  /** A message without a digest. */
  public static ControlMessage of(final Kind kind, final String text, final long... numbers) {
    return new ControlMessage(kind, numbers, new byte[0], text);
  }

  /** A message with a digest. */
  public static ControlMessage of(final Kind kind, final byte[] digest, final long... numbers) {
    return new ControlMessage(kind, numbers, digest, "");
  }

  /** One of the numbers, 0 if there are not so many. */
  public long number(final int index) {
    return index < numbers.length ? numbers[index] : 0;
  }

  /** Bytes that the message takes. */
  public int length() {
    return textOffset() + text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** The message itself, or one with so much of the text that it fits. */
  public ControlMessage cutTo(final int maxLength) {
    String shorter = text;
    ControlMessage message = this;
    while (message.length() > maxLength && !shorter.isEmpty()) {
      shorter = shorter.substring(0, shorter.length() - 1);
      message = new ControlMessage(kind, numbers, digest, shorter);
    }
    return message;
  }

  private int textOffset() {
    return NUMBERS_OFFSET + numbers.length * Long.BYTES + digest.length;
  }

  /** Writes the message at the start of a buffer that has room for {@link #length()}. */
  public void encode(final MutableDirectBuffer buffer) {
    buffer.putByte(0, (byte) kind.ordinal());
    buffer.putByte(COUNT_OFFSET, (byte) numbers.length);
    buffer.putByte(DIGEST_LENGTH_OFFSET, (byte) digest.length);
    buffer.putByte(NUMBERS_OFFSET - 1, (byte) 0);
    for (int i = 0; i < numbers.length; i++) {
      buffer.putLong(NUMBERS_OFFSET + i * Long.BYTES, numbers[i], ByteOrder.LITTLE_ENDIAN);
    }
    buffer.putBytes(NUMBERS_OFFSET + numbers.length * Long.BYTES, digest);
    buffer.putBytes(textOffset(), text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads a message; the other side may have written anything.
   *
   * @throws IllegalArgumentException if it is not a control message
   */
  public static ControlMessage decode(final DirectBuffer buffer, final int length) {
    // A private copy first: what was checked cannot change afterwards.
    final byte[] bytes = new byte[length];
    buffer.getBytes(0, bytes);
    if (length < NUMBERS_OFFSET || Byte.toUnsignedInt(bytes[0]) >= KINDS.size()) {
      throw new IllegalArgumentException("not a control message, length " + length);
    }
    final int count = Byte.toUnsignedInt(bytes[COUNT_OFFSET]);
    final int digestLength = Byte.toUnsignedInt(bytes[DIGEST_LENGTH_OFFSET]);
    final int digestOffset = NUMBERS_OFFSET + count * Long.BYTES;
    if (digestOffset + digestLength > length) {
      throw new IllegalArgumentException("a control message that is cut off at " + length);
    }
    final long[] numbers = new long[count];
    ByteBuffer.wrap(bytes, NUMBERS_OFFSET, count * Long.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asLongBuffer()
        .get(numbers);
    final int textOffset = digestOffset + digestLength;
    return new ControlMessage(
        KINDS.get(bytes[0]),
        numbers,
        Arrays.copyOfRange(bytes, digestOffset, textOffset),
        new String(bytes, textOffset, length - textOffset, StandardCharsets.UTF_8));
  }

  @Override
  public boolean equals(final Object other) {
    return other instanceof ControlMessage that
        && kind == that.kind
        && Arrays.equals(numbers, that.numbers)
        && Arrays.equals(digest, that.digest)
        && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return 31 * kind.hashCode() + Arrays.hashCode(numbers) + text.hashCode();
  }

  @Override
  public String toString() {
    return kind + Arrays.toString(numbers) + " " + text;
  }
}
