package org.intercore.bridge.wire;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * How one bridge stands, said to the other one on a stream of its own, several times a second and
 * whenever it changes. The latest one replaces all before it.
 *
 * <pre>
 *  0   magic      u32   "ICBR"
 *  4   version    u8
 *  5   phase      u8    {@link Phase}
 *  6   reason     u8    number of the reason why the session ends, plus 1; 0 = it does not
 *  7   count      u8    endpoints that follow
 *  8   epoch      i64   of the speaker's present session, larger than those before it
 * 16   heard      i64   the other side's epoch that the speaker has heard; 0 = none that it can join
 * 24   longestOut i32   the longest message that can come from the speaker
 * 28   longestIn  i32   the longest message that can go to the speaker
 * 32   for each endpoint, in the order of their names:
 *        flags    u8    {@link #REGISTERED}, {@link #HEARD}
 *        length   u8    of the name
 *        handed   i64   messages of this session that were handed over at the speaker's side
 *        name     UTF-8
 * </pre>
 *
 * <p>All integers are little-endian.
 *
 * @param phase of the session
 * @param reason number of the reason why the session ends; negative while it does not
 * @param epoch of the speaker
 * @param heard epoch of the listener as the speaker knows it
 * @param longestOut the longest message that can come from the speaker
 * @param longestIn the longest message that can go to the speaker
 * @param endpoints what the speaker joins
 */
public record Greeting(
    Phase phase,
    int reason,
    long epoch,
    long heard,
    int longestOut,
    int longestIn,
    List<Entry> endpoints) {
  /** A program has registered the endpoint at the speaker's side. */
  public static final int REGISTERED = 1;
  /** The speaker has heard the start of the endpoint's stream in this session. */
  public static final int HEARD = 2;
  /** The version that is spoken here. */
  public static final int VERSION = 2;
  /** The longest name of an endpoint that can be said, in bytes of UTF-8. */
  public static final int MAX_NAME_LENGTH = 255;
  /** The most endpoints that can be said. */
  public static final int MAX_ENDPOINTS = 254;

  private static final int MAGIC = 0x52424349;
  private static final int VERSION_OFFSET = 4;
  private static final int PHASE_OFFSET = 5;
  private static final int REASON_OFFSET = 6;
  private static final int COUNT_OFFSET = 7;
  private static final int EPOCH_OFFSET = 8;
  private static final int HEARD_OFFSET = 16;
  private static final int LONGEST_OUT_OFFSET = 24;
  private static final int LONGEST_IN_OFFSET = 28;
  private static final int ENTRIES_OFFSET = 32;
  private static final int ENTRY_LENGTH = 10;
  private static final int MAX_REASON = 16;
  private static final Phase[] PHASES = Phase.values();

  /** How far a session is. The order is part of the format. */
  public enum Phase {
    /** Looking for the other side, or joined with it. */
    OPEN,
    /** The speaker's program has gone, or the speaker goes: the last messages are under way. */
    ENDING,
    /** The speaker has handed over all that it will: the counts are final, a new epoch follows. */
    ENDED
  }

  /**
   * One endpoint.
   *
   * @param name of the endpoint
   * @param flags {@link #REGISTERED} and {@link #HEARD}
   * @param handed messages of this session that were handed over at the speaker's side
   */
  public record Entry(String name, int flags, long handed) {}

  /**
   * Writes the greeting at the start of a buffer.
   *
   * @param buffer that can grow
   * @return bytes written
   */
  public int encode(final MutableDirectBuffer buffer) {
    buffer.putInt(0, MAGIC, ByteOrder.LITTLE_ENDIAN);
    buffer.putByte(VERSION_OFFSET, (byte) VERSION);
    buffer.putByte(PHASE_OFFSET, (byte) phase.ordinal());
    buffer.putByte(REASON_OFFSET, (byte) (reason + 1));
    buffer.putByte(COUNT_OFFSET, (byte) endpoints.size());
    buffer.putLong(EPOCH_OFFSET, epoch, ByteOrder.LITTLE_ENDIAN);
    buffer.putLong(HEARD_OFFSET, heard, ByteOrder.LITTLE_ENDIAN);
    buffer.putInt(LONGEST_OUT_OFFSET, longestOut, ByteOrder.LITTLE_ENDIAN);
    buffer.putInt(LONGEST_IN_OFFSET, longestIn, ByteOrder.LITTLE_ENDIAN);
    int at = ENTRIES_OFFSET;
    for (final Entry entry : endpoints) {
      final byte[] name = entry.name().getBytes(StandardCharsets.UTF_8);
      buffer.putByte(at, (byte) entry.flags());
      buffer.putByte(at + 1, (byte) name.length);
      buffer.putLong(at + 2, entry.handed(), ByteOrder.LITTLE_ENDIAN);
      buffer.putBytes(at + ENTRY_LENGTH, name);
      at += ENTRY_LENGTH + name.length;
    }
    return at;
  }

  /**
   * The version that stands in what may be a greeting.
   *
   * @param buffer with what was received
   * @param offset of its first byte
   * @param length in bytes
   * @return the version; negative if it is no greeting
   */
  public static int version(final DirectBuffer buffer, final int offset, final int length) {
    if (length < ENTRIES_OFFSET || buffer.getInt(offset, ByteOrder.LITTLE_ENDIAN) != MAGIC) {
      return -1;
    }
    return Byte.toUnsignedInt(buffer.getByte(offset + VERSION_OFFSET));
  }

  /**
   * Reads a greeting of this version; anybody may have written anything.
   *
   * @param buffer with what was received
   * @param offset of its first byte
   * @param length in bytes
   * @return the greeting, or null if it cannot be one
   */
  public static Greeting decode(final DirectBuffer buffer, final int offset, final int length) {
    if (version(buffer, offset, length) != VERSION) {
      return null;
    }
    final int phase = Byte.toUnsignedInt(buffer.getByte(offset + PHASE_OFFSET));
    final int reason = Byte.toUnsignedInt(buffer.getByte(offset + REASON_OFFSET)) - 1;
    final long epoch = buffer.getLong(offset + EPOCH_OFFSET, ByteOrder.LITTLE_ENDIAN);
    final List<Entry> entries = decodeEntries(buffer, offset, length);
    if (entries == null || phase >= PHASES.length || reason >= MAX_REASON || epoch <= 0) {
      return null;
    }
    return new Greeting(
        PHASES[phase],
        reason,
        epoch,
        buffer.getLong(offset + HEARD_OFFSET, ByteOrder.LITTLE_ENDIAN),
        buffer.getInt(offset + LONGEST_OUT_OFFSET, ByteOrder.LITTLE_ENDIAN),
        buffer.getInt(offset + LONGEST_IN_OFFSET, ByteOrder.LITTLE_ENDIAN),
        entries);
  }

  private static List<Entry> decodeEntries(
      final DirectBuffer buffer, final int offset, final int length) {
    final int count = Byte.toUnsignedInt(buffer.getByte(offset + COUNT_OFFSET));
    final int end = offset + length;
    final List<Entry> entries = new ArrayList<>(count);
    int at = offset + ENTRIES_OFFSET;
    for (int i = 0; i < count; i++) {
      if (end - at < ENTRY_LENGTH) {
        return null;
      }
      final int nameLength = Byte.toUnsignedInt(buffer.getByte(at + 1));
      if (end - at - ENTRY_LENGTH < nameLength) {
        return null;
      }
      final byte[] name = new byte[nameLength];
      buffer.getBytes(at + ENTRY_LENGTH, name);
      entries.add(new Entry(
          new String(name, StandardCharsets.UTF_8),
          Byte.toUnsignedInt(buffer.getByte(at)),
          buffer.getLong(at + 2, ByteOrder.LITTLE_ENDIAN)));
      at += ENTRY_LENGTH + nameLength;
    }
    return at == end ? entries : null;
  }

  /**
   * The names of the endpoints.
   *
   * @return in the order in which they were said
   */
  public List<String> names() {
    return endpoints.stream().map(Entry::name).toList();
  }
}
