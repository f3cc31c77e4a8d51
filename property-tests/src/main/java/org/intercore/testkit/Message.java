package org.intercore.testkit;

import java.util.Arrays;

/** A message's bytes, which compare by content and print as something that can be read. */
final class Message {
  /** Bytes that say who sent it and as which; shorter messages cannot tell. */
  static final int HEAD = 8;

  private static final int SHOWN = 12;

  private final byte[] bytes;

  private Message(final byte[] bytes) {
    this.bytes = bytes;
  }

  /** What a message shows now. */
  static Message copyOf(final Content content) {
    return new Message(content.copy());
  }

  /** A message of which every byte depends on all three numbers. */
  static Message of(final int sender, final int sequence, final int length) {
    final byte[] head = new byte[HEAD];
    putInt(head, 0, sender);
    putInt(head, Integer.BYTES, sequence);
    final byte[] bytes = Arrays.copyOf(head, length);
    int mixed = sender * 31 + sequence * 0x9E3779B9 + length;
    for (int i = HEAD; i < length; i++) {
      mixed = mixed * 1664525 + 1013904223;
      bytes[i] = (byte) (mixed >>> 24);
    }
    return new Message(bytes);
  }

  private static void putInt(final byte[] bytes, final int offset, final int value) {
    for (int i = 0; i < Integer.BYTES; i++) {
      bytes[offset + i] = (byte) (value >>> 8 * i);
    }
  }

  private static int getInt(final byte[] bytes, final int offset) {
    int value = 0;
    for (int i = 0; i < Integer.BYTES; i++) {
      value |= (bytes[offset + i] & 0xFF) << 8 * i;
    }
    return value;
  }

  int sender() {
    return getInt(bytes, 0);
  }

  int sequence() {
    return getInt(bytes, Integer.BYTES);
  }

  int length() {
    return bytes.length;
  }

  /** Not to be changed. */
  byte[] bytes() {
    return bytes;
  }

  /** Fills a claim in one go. */
  void putInto(final Claim claim) {
    putInto(claim, 0, bytes.length);
  }

  /** Fills a part of a claim. */
  void putInto(final Claim claim, final int from, final int count) {
    claim.put(from, bytes, from, count);
  }

  /** Throws if this is not what its head says that it is. */
  void requireWhole() {
    if (bytes.length < HEAD || !equals(of(sender(), sequence(), bytes.length))) {
      throw new AssertionError("nobody sent this " + this);
    }
  }

  @Override
  public boolean equals(final Object other) {
    return other instanceof Message message && Arrays.equals(bytes, message.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    final StringBuilder text = new StringBuilder("message of " + bytes.length + " bytes");
    if (bytes.length >= HEAD) {
      text.append(", number ").append(sequence()).append(" of sender ").append(sender());
    }
    text.append(", bytes");
    for (int i = 0; i < Math.min(SHOWN, bytes.length); i++) {
      text.append(String.format(" %02x", bytes[i]));
    }
    return text.append(bytes.length > SHOWN ? " ..." : "").toString();
  }
}
