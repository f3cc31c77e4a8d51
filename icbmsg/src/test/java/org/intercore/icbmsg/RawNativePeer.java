package org.intercore.icbmsg;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icbmsg.endpoint.Role;
import org.intercore.icbmsg.layout.LinkFormat;
import org.intercore.icmsg.UnboundMode;
import org.intercore.icmsg.region.RegionPair;
import org.intercore.icmsg.region.SharedMemory;

/**
 * A peer in the native format made by hand: all offsets are written down here once more, and every word
 * is written where and when a test says. Four blocks of 64 bytes on either side.
 */
final class RawNativePeer {
  static final int BLOCKS = 4;
  static final int CREDITS = 248;
  static final int DATA = 0;
  static final int BOUND = 2;
  static final int RELEASE_BOUND = 3;
  static final int INLINE = 4;

  private static final int SESSION = 0;
  private static final int READ = 128;
  private static final int GIVEN = 192;
  private static final int RETURNED = 256;
  private static final int SLOTS = 384;
  private static final int SLOT = 64;
  private static final int SLOT_COUNT = 256;
  private static final int BLOCKS_AT = SLOTS + SLOT_COUNT * SLOT;
  private static final int SIZE = BLOCKS_AT + BLOCKS * 64;
  private static final int PLACE = (SIZE + 4095) & -4096;

  final RegionPair victims;
  private final AtomicBuffer own;
  private final AtomicBuffer victim;
  private int id = 77;
  private long position;
  private long taken;
  private long given;

  RawNativePeer() {
    final SharedMemory memory = SharedMemory.allocate(2 * PLACE);
    victims = RegionPair.of(memory.region(PLACE, SIZE), memory.region(0, SIZE));
    own = victims.rx().buffer();
    victim = victims.tx().buffer();
  }

  /** How the side that is tested is set up. */
  IcbmsgConfig config(final Role role) {
    return config(victims, role);
  }

  /** How a real peer in our place is set up. */
  IcbmsgConfig configOfSuccessor(final Role role) {
    return config(victims.swapped(), role);
  }

  private static IcbmsgConfig config(final RegionPair regions, final Role role) {
    return IcbmsgConfig.regions(regions)
        .format(LinkFormat.NATIVE)
        .unbound(UnboundMode.ENABLE)
        .alignment(64)
        .txBlocks(BLOCKS)
        .rxBlocks(BLOCKS)
        .role(role)
        .linger(Duration.ZERO);
  }

  /** Asks for a session, takes the victim's, and starts at the beginning. */
  void bond(final Icbmsg ours) {
    id++;
    position = 0;
    taken = 0;
    given = 0;
    own.setMemory(READ, BLOCKS_AT - READ, (byte) 0);
    session(id, 0);
    ours.doWork();
    ours.doWork();
    session(id, victimsSession() & 0xFFFF);
    ours.doWork();
    assertThat(ours.isBound()).isTrue();
    assertThat(victimsSession() >>> 16).isEqualTo(id);
  }

  void session(final int request, final int acknowledged) {
    own.putInt(SESSION, request | acknowledged << 16, ByteOrder.LITTLE_ENDIAN);
  }

  int victimsSession() {
    return victim.getInt(SESSION, ByteOrder.LITTLE_ENDIAN);
  }

  /** Any word as the next slot's first, and one for its second. */
  void slot(final long word, final long content) {
    final int at = SLOTS + (int) (position % SLOT_COUNT) * SLOT;
    own.putLong(at + 8, content, ByteOrder.LITTLE_ENDIAN);
    own.putLong(at, word, ByteOrder.LITTLE_ENDIAN);
    position++;
  }

  private long lap() {
    return position / SLOT_COUNT % 2 == 0 ? 1L << 63 : 0;
  }

  private long word(final int type, final int address, final int block) {
    return lap() | (type + 1L) << 56 | (long) address << 32 | block & 0xFFFF_FFFFL;
  }

  void say(final int type, final int address, final int block) {
    slot(word(type, address, block), 0);
  }

  void run(
      final int type, final int address, final int block, final int generation, final int length) {
    slot(word(type, address, block), (long) generation << 32 | length & 0xFFFF_FFFFL);
  }

  void data(final int address, final int block, final int generation, final String text) {
    own.putBytes(BLOCKS_AT + 64 * block, text.getBytes(StandardCharsets.US_ASCII));
    run(DATA, address, block, generation, text.length());
  }

  void request(final int address, final int block, final int generation, final String name) {
    own.putBytes(BLOCKS_AT + 64 * block, (name + "\0").getBytes(StandardCharsets.US_ASCII));
    run(BOUND, address, block, generation, name.length() + 1);
  }

  void inline(final int address, final String text) {
    final int at = SLOTS + (int) (position % SLOT_COUNT) * SLOT;
    final byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    own.putBytes(at + 8, bytes);
    own.putLong(at, word(INLINE, address, bytes.length), ByteOrder.LITTLE_ENDIAN);
    position += slotsOf(bytes.length);
  }

  private static int slotsOf(final int length) {
    return Math.max(1, (length + 8 + 63) / 64);
  }

  /** What the victim says it has read. */
  long victimsRead() {
    return victim.getLong(READ, ByteOrder.LITTLE_ENDIAN);
  }

  /** What the victim says it is through with, by our block. */
  int victimReturned(final int block) {
    return victim.getInt(RETURNED + 4 * block, ByteOrder.LITTLE_ENDIAN);
  }

  /** Writes over all that the victim says it is through with. */
  void writeOverVictimsReturned(final int generation) {
    for (int block = 0; block < BLOCKS; block++) {
      victim.putInt(RETURNED + 4 * block, generation, ByteOrder.LITTLE_ENDIAN);
    }
  }

  /** What we say we have read. */
  void read(final long count) {
    own.putLong(READ, count, ByteOrder.LITTLE_ENDIAN);
  }

  /** What we say we are through with, by the victim's block. */
  void returned(final int block, final int generation) {
    own.putInt(RETURNED + 4 * block, generation, ByteOrder.LITTLE_ENDIAN);
    own.putLong(GIVEN, ++given, ByteOrder.LITTLE_ENDIAN);
  }

  /** The next thing the victim has said, as "TYPE address block-or-text", or null. */
  String hear() {
    final int at = SLOTS + (int) (taken % SLOT_COUNT) * SLOT;
    final long word = victim.getLong(at, ByteOrder.LITTLE_ENDIAN);
    final boolean isFirstLap = taken / SLOT_COUNT % 2 == 0;
    if (word < 0 != isFirstLap || (word & Long.MAX_VALUE) >>> 56 == 0) {
      return null;
    }
    final int type = (int) ((word & Long.MAX_VALUE) >>> 56) - 1;
    final int address = (int) (word >>> 32) & 0xFF_FFFF;
    final int block = (int) word;
    taken += type == INLINE ? slotsOf(block) : 1;
    final long content = victim.getLong(at + 8, ByteOrder.LITTLE_ENDIAN);
    return switch (type) {
      case INLINE -> "INLINE " + address + " " + victim.getStringWithoutLengthAscii(at + 8, block);
      case DATA, BOUND ->
        (type == DATA ? "DATA " : "BOUND ") + address + " " + block + " g" + (content >>> 32) + " "
            + victim
                .getStringWithoutLengthAscii(BLOCKS_AT + 64 * block, (int) content)
                .trim();
      default -> "type " + type + " " + address + " " + block;
    };
  }
}
