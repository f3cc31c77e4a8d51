package org.intercore.icbmsg.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * What a server says to one who knocks, little-endian: in which channel they meet, or why not.
 *
 * <pre>
 *   0  magic          u64  "ICBSHALL"
 *   8  version        u32
 *  12  verdict        u32  0 = come in, 1 = no, 2 = not now
 *  16  server blocks  u32  that the server sends with
 *  20  client blocks  u32  that the client sends with
 *  24  block size     u32  of both, bytes, header included
 *  28  length         u32  of the text, 0 to 512
 *  32  text           UTF-8: the channel's name, or a sentence
 * </pre>
 *
 * @param verdict whether the client may come in
 * @param serverBlocks that the server sends with
 * @param clientBlocks that the client sends with
 * @param blockSize of both, in bytes
 * @param text the channel's name, or the sentence
 */
public record Answer(
    Verdict verdict, int serverBlocks, int clientBlocks, int blockSize, String text) {
  /** What a server can say. The order is part of the format. */
  public enum Verdict {
    /** There is a channel. */
    COME_IN,
    /** There is no room, or nobody like that is let in. */
    NO,
    /** The server could not hear this client just now; it may knock again at once. */
    NOT_NOW
  }

  private static final int MAX_TEXT_LENGTH = 512;
  private static final long MAGIC = 0x4C4C_4148_5342_4349L;
  private static final int MAGIC_OFFSET = 0;
  private static final int VERSION_OFFSET = MAGIC_OFFSET + Long.BYTES;
  private static final int VERDICT_OFFSET = VERSION_OFFSET + Integer.BYTES;
  private static final int SERVER_BLOCKS_OFFSET = VERDICT_OFFSET + Integer.BYTES;
  private static final int CLIENT_BLOCKS_OFFSET = SERVER_BLOCKS_OFFSET + Integer.BYTES;
  private static final int BLOCK_SIZE_OFFSET = CLIENT_BLOCKS_OFFSET + Integer.BYTES;
  private static final int LENGTH_OFFSET = BLOCK_SIZE_OFFSET + Integer.BYTES;
  private static final int TEXT_OFFSET = LENGTH_OFFSET + Integer.BYTES;

  /** No answer is longer, in bytes. */
  public static final int MAX_LENGTH = TEXT_OFFSET + MAX_TEXT_LENGTH;

  /**
   * Come in.
   *
   * @param channel where
   * @param serverBlocks that the server sends with
   * @param clientBlocks that the client sends with
   * @param blockSize of both, in bytes
   * @return the answer
   */
  public static Answer comeIn(
      final String channel, final int serverBlocks, final int clientBlocks, final int blockSize) {
    return new Answer(Verdict.COME_IN, serverBlocks, clientBlocks, blockSize, channel);
  }

  /**
   * Not at all, or not until there is room.
   *
   * @param sentence why
   * @return the answer
   */
  public static Answer no(final String sentence) {
    return new Answer(Verdict.NO, 0, 0, 0, sentence);
  }

  /**
   * Not just now.
   *
   * @param sentence why
   * @return the answer
   */
  public static Answer notNow(final String sentence) {
    return new Answer(Verdict.NOT_NOW, 0, 0, 0, sentence);
  }

  /**
   * Whether the text is a sentence that says why not.
   *
   * @return false if it is a channel's name
   */
  public boolean isRefusal() {
    return verdict != Verdict.COME_IN;
  }

  ByteBuffer toBytes() {
    final byte[] whole = text.getBytes(StandardCharsets.UTF_8);
    final int length = Math.min(whole.length, MAX_TEXT_LENGTH);
    return ByteBuffer.allocate(TEXT_OFFSET + length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(MAGIC)
        .putInt(Greeting.VERSION)
        .putInt(verdict.ordinal())
        .putInt(serverBlocks)
        .putInt(clientBlocks)
        .putInt(blockSize)
        .putInt(length)
        .put(whole, 0, length)
        .flip();
  }

  /**
   * Reads what anybody may have written.
   *
   * @param bytes all that has come so far
   * @return the answer; null if some of it is missing still
   * @throws IOException with a sentence, as soon as it cannot become one
   */
  public static Answer read(final ByteBuffer bytes) throws IOException {
    final ByteBuffer source = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    if (source.limit() < TEXT_OFFSET) {
      return null;
    }
    if (source.getLong(MAGIC_OFFSET) != MAGIC) {
      throw new IOException("what was answered is not a server's answer");
    }
    final int version = source.getInt(VERSION_OFFSET);
    final int length = source.getInt(LENGTH_OFFSET);
    if (length < 0 || length > MAX_TEXT_LENGTH) {
      throw new IOException("an answer's text cannot be " + length + " bytes long");
    }
    if (source.limit() < TEXT_OFFSET + length) {
      return null;
    }
    final byte[] text = new byte[length];
    source.get(TEXT_OFFSET, text);
    final String words = Texts.printable(new String(text, StandardCharsets.UTF_8));
    // A refusal is understood in any version, so that a server can say that it speaks another one.
    final int verdict = source.getInt(VERDICT_OFFSET);
    if (verdict != Verdict.COME_IN.ordinal()) {
      return verdict == Verdict.NOT_NOW.ordinal() ? notNow(words) : no(words);
    }
    if (version != Greeting.VERSION) {
      throw new IOException("the server speaks version " + version
          + ", and this client speaks version " + Greeting.VERSION);
    }
    return comeIn(
        words,
        source.getInt(SERVER_BLOCKS_OFFSET),
        source.getInt(CLIENT_BLOCKS_OFFSET),
        source.getInt(BLOCK_SIZE_OFFSET));
  }
}
