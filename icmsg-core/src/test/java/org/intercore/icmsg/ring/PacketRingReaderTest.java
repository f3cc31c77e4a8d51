package org.intercore.icmsg.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icmsg.buffer.Buffers;
import org.intercore.icmsg.fault.LinkFault;
import org.intercore.icmsg.status.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PacketRingReaderTest {
  private static final int WRITE_INDEX = 4;
  private static final int DATA = 8;

  private static String next(final PacketRingReader reader) {
    final int length = reader.peek();
    if (length <= 0) {
      return "status " + length;
    }
    final byte[] payload = new byte[length];
    reader.payload().getBytes(reader.payloadOffset(), payload);
    reader.consume();
    return HexFormat.of().formatHex(payload);
  }

  @Test
  void aPacketOfForeignBytesIsRead() {
    final RingFixture ring = RingFixture.ofDataLength(24);
    ring.memory.putBytes(DATA, HexFormat.of().parseHex("00050000" + "68656c6c6f" + "eeeeee"));
    ring.raw(WRITE_INDEX, 12);

    assertThat(ring.reader.peek()).isEqualTo(5);
    assertThat(ring.reader.payload()).isSameAs(ring.memory);
    assertThat(ring.reader.payloadOffset()).isEqualTo(DATA + 4);
    assertThat(ring.hex(0, 4)).as("rd_idx until it is consumed").isEqualTo("00000000");
    ring.reader.consume();
    assertThat(ring.hex(0, 4)).isEqualTo("0c000000");
    assertThat(ring.reader.peek()).isZero();
  }

  @Test
  void theReservedBytesOfAHeaderAreNotLookedAt() {
    final RingFixture ring = RingFixture.ofDataLength(24);
    ring.memory.putBytes(DATA, HexFormat.of().parseHex("0002ffff" + "0102"));
    ring.raw(WRITE_INDEX, 8);

    assertThat(next(ring.reader)).isEqualTo("0102");
  }

  @Test
  void whatIsPeekedAtStaysUntilItIsConsumed() {
    final RingFixture ring = RingFixture.ofDataLength(24);
    ring.write("01");
    ring.write("02");

    assertThat(ring.reader.peek()).isEqualTo(1);
    assertThat(ring.reader.peek()).isEqualTo(1);
    assertThat(next(ring.reader)).isEqualTo("01");
    ring.reader.consume();
    assertThat(next(ring.reader)).as("consumed once, not twice").isEqualTo("02");
  }

  @Test
  void aReaderBeginsAtTheStartWithNothingToConsume() {
    final RingFixture ring = RingFixture.ofDataLength(24);
    ring.write("01");
    final PacketRingReader reader = new PacketRingReader(ring.memory, ring.layout, null);
    final String before = ring.allHex();

    reader.consume();

    assertThat(ring.allHex()).isEqualTo(before);
    assertThat(next(reader)).isEqualTo("01");
  }

  @Test
  void aPacketThatEndsAtTheEndIsReadInPlace() {
    final RingFixture ring = RingFixture.ofDataLength(24);
    ring.moveTo(12);
    ring.write("0102030405060708");

    assertThat(ring.reader.peek()).isEqualTo(8);
    assertThat(ring.reader.payload()).isSameAs(ring.memory);
    assertThat(ring.reader.payloadOffset()).isEqualTo(DATA + 16);
  }

  @Test
  void packetsThatWrapAreAllUnwrappedIntoOneBuffer() {
    final RingFixture ring = RingFixture.ofDataLength(24);
    ring.moveTo(12);
    ring.write("0102030405060708090a");
    assertThat(ring.reader.peek()).isEqualTo(10);
    final Object unwrapped = ring.reader.payload();
    assertThat(next(ring.reader)).isEqualTo("0102030405060708090a");
    ring.moveTo(12);
    ring.write("1112131415161718191a1b");

    assertThat(ring.reader.peek()).isEqualTo(11);
    assertThat(ring.reader.payload()).isNotSameAs(ring.memory).isSameAs(unwrapped);
    assertThat(next(ring.reader)).isEqualTo("1112131415161718191a1b");
  }

  @Test
  void everyPacketComesBackFromEveryOffset() {
    final int dataLength = 40;
    for (int start = 0; start < dataLength; start += 4) {
      final RingFixture ring = RingFixture.ofDataLength(dataLength);
      ring.moveTo(start);
      for (int length = 1; length <= 32; length++) {
        final byte[] bytes = new byte[length];
        new Random(start * 100L + length).nextBytes(bytes);
        final String payload = HexFormat.of().formatHex(bytes);
        ring.write(payload);
        final String what = length + " bytes near " + start;
        switch (length % 3) {
          case 0 -> assertThat(ring.read()).as(what).isEqualTo(payload);
          case 1 -> assertThat(next(ring.reader)).as(what).isEqualTo(payload);
          default -> assertThat(polled(ring.reader)).as(what).containsExactly(payload);
        }
        assertThat(ring.reader.peek()).isZero();
      }
      assertThat(ring.faults).isEmpty();
    }
  }

  private static List<String> polled(final PacketRingReader reader) {
    final List<String> packets = new ArrayList<>();
    reader.poll(
        (buffer, offset, length) -> {
          final byte[] payload = new byte[length];
          buffer.getBytes(offset, payload);
          packets.add(HexFormat.of().formatHex(payload));
        },
        Integer.MAX_VALUE);
    return packets;
  }

  @Test
  void aPacketLongerThanTheTargetStays() {
    final RingFixture ring = RingFixture.ofDataLength(24);
    ring.write("0102030405");
    final AtomicBuffer target = Buffers.allocate(8);

    assertThat(ring.reader.read(target, 0, 4)).isEqualTo(Status.NO_MEMORY);
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> ring.reader.read(target, 5, 100));
    assertThat(ring.reader.read(target, 3, 5)).isEqualTo(5);

    assertThat(target.getLong(0)).isEqualTo(0x0504030201_000000L);
  }

  @Test
  void aTargetThatIsTooShortGetsNoPartOfAPacketEither() {
    final RingFixture ring = RingFixture.ofDataLength(24);
    ring.moveTo(12);
    ring.write("0102030405060708090a"); // wraps after 8 bytes
    final AtomicBuffer target = Buffers.allocate(8);

    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> ring.reader.read(target, 0, 100));

    assertThat(target.getLong(0)).isZero();
    assertThat(next(ring.reader)).isEqualTo("0102030405060708090a");
  }

  @Test
  void pollTakesNoMoreThanItsLimit() {
    final RingFixture ring = RingFixture.ofDataLength(64);
    ring.write("01");
    ring.write("02");
    ring.write("03");
    final List<Integer> seen = new ArrayList<>();
    final PacketHandler handler =
        (buffer, offset, length) -> seen.add((int) buffer.getByte(offset));

    assertThat(ring.reader.poll(handler, 0)).isZero();
    assertThat(ring.reader.poll(handler, 2)).isEqualTo(2);
    assertThat(ring.reader.poll(handler, 2)).isEqualTo(1);
    assertThat(ring.reader.poll(handler, 2)).isZero();
    assertThat(seen).containsExactly(1, 2, 3);
  }

  @Test
  void aPacketWhoseHandlerThrewIsNotDeliveredAgain() {
    final RingFixture ring = RingFixture.ofDataLength(64);
    ring.write("01");
    ring.write("02");

    assertThatExceptionOfType(ArithmeticException.class)
        .isThrownBy(() -> ring.reader.poll(
            (buffer, offset, length) -> {
              throw new ArithmeticException();
            },
            9));

    assertThat(polled(ring.reader)).containsExactly("02");
  }

  @Test
  void theWritersIndexIsReadOnlyWhenAllThatIsKnownOfWasRead() {
    final RingFixture ring = RingFixture.ofDataLength(64);
    ring.write("01");
    ring.write("02");
    assertThat(ring.reader.peek()).isEqualTo(1);

    ring.raw(WRITE_INDEX, 3); // cannot be true, but need not be looked at yet
    assertThat(next(ring.reader) + next(ring.reader)).isEqualTo("0102");
    assertThat(ring.faults).isEmpty();

    assertThat(ring.reader.peek()).isEqualTo(Status.PEER_FAULT);
    assertThat(ring.faults).containsExactly("reader INDEX_UNALIGNED 3");
  }

  @Test
  void theReaderNeverReadsItsOwnIndexBack() {
    final RingFixture ring = RingFixture.ofDataLength(64);
    ring.write("01");
    ring.write("02");
    assertThat(next(ring.reader)).isEqualTo("01");
    ring.raw(0, 40);

    assertThat(next(ring.reader)).isEqualTo("02");
    assertThat(ring.hex(0, 4)).isEqualTo("10000000");
  }

  @ParameterizedTest
  @CsvSource({
    "2, INDEX_UNALIGNED 2",
    "23, INDEX_UNALIGNED 23",
    "24, INDEX_OUT_OF_RANGE 24",
    "65536, INDEX_OUT_OF_RANGE 65536",
    "2147483644, INDEX_OUT_OF_RANGE 2147483644",
    "-2147483648, INDEX_OUT_OF_RANGE 2147483648",
    "-4, INDEX_OUT_OF_RANGE 4294967292",
    "-1, INDEX_UNALIGNED 4294967295",
  })
  void aWriteIndexThatCannotBeTrueEndsReadingUntilInit(final int index, final String fault) {
    final RingFixture ring = RingFixture.ofDataLength(24);
    ring.raw(WRITE_INDEX, index);

    assertThat(ring.reader.hasNext()).isTrue();
    assertThat(ring.reader.peek()).isEqualTo(Status.PEER_FAULT);
    assertReadingHasEnded(ring, "reader " + fault);
  }

  @ParameterizedTest
  @CsvSource({"5, 8", "9, 12", "65535, 20", "32768, 4", "1, 4"})
  void aLengthBeyondWhatIsOccupiedEndsReadingUntilInit(final int length, final int occupied) {
    final RingFixture ring = RingFixture.ofDataLength(24);
    ring.memory.putBytes(DATA, new byte[] {(byte) (length >> 8), (byte) length, 0, 0});
    ring.raw(WRITE_INDEX, occupied);

    assertThat(ring.reader.peek()).isEqualTo(Status.PEER_FAULT);
    assertReadingHasEnded(ring, "reader PACKET_TOO_LONG " + length);
  }

  private static void assertReadingHasEnded(final RingFixture ring, final String fault) {
    final String before = ring.allHex();
    assertThat(ring.reader.isFaulted()).isTrue();
    // Even when what stands there becomes true again: the place of the next packet is lost.
    ring.raw(WRITE_INDEX, 0);
    ring.writer.init();
    ring.write("01");
    final AtomicBuffer target = Buffers.allocate(32);
    assertThat(ring.reader.peek()).isEqualTo(Status.PEER_FAULT);
    assertThat(ring.reader.read(target, 0, 32)).isEqualTo(Status.PEER_FAULT);
    assertThat(ring.reader.poll((buffer, offset, length) -> {}, 9)).isEqualTo(Status.PEER_FAULT);
    assertThat(ring.reader.hasNext()).isFalse();
    assertThat(ring.faults).as("told once").containsExactly(fault);
    assertThat(ring.hex(0, 4)).as("rd_idx").isEqualTo(before.substring(0, 8));

    ring.reader.init();
    assertThat(ring.reader.isFaulted()).isFalse();
    assertThat(next(ring.reader)).isEqualTo("01");
  }

  @Test
  void packetsBeforeTheBadOneAreDelivered() {
    final RingFixture ring = RingFixture.ofDataLength(64);
    ring.write("01");
    ring.raw(DATA + 8, 0x0000FFFF); // a header of 65535 bytes
    ring.raw(WRITE_INDEX, 16);

    assertThat(polled(ring.reader)).containsExactly("01");
    assertThat(ring.reader.peek()).isEqualTo(Status.PEER_FAULT);
    assertThat(ring.hex(0, 4)).isEqualTo("08000000");
  }

  @Test
  void anEmptyPacketIsSkippedAndTold() {
    final RingFixture ring = RingFixture.ofDataLength(64);
    ring.write("01");
    // Two empty packets and one of a byte, by a writer that is not ours.
    ring.memory.putBytes(DATA + 8, HexFormat.of().parseHex("00000000" + "0000beef" + "0001000002"));
    ring.raw(WRITE_INDEX, 24);

    assertThat(polled(ring.reader)).containsExactly("01", "02");

    assertThat(ring.faults).containsExactly("reader PACKET_EMPTY 8", "reader PACKET_EMPTY 12");
    assertThat(ring.hex(0, 4)).isEqualTo("18000000");
    assertThat(ring.reader.isFaulted()).isFalse();
  }

  @Test
  void emptyPacketsAtTheEndAreTakenOutToo() {
    final RingFixture ring = RingFixture.ofDataLength(24);
    ring.memory.setMemory(DATA, 24, (byte) 0);
    ring.moveTo(16);
    ring.memory.setMemory(DATA, 24, (byte) 0);
    ring.raw(WRITE_INDEX, 12); // five empty packets, over the end

    assertThat(ring.reader.peek()).isZero();

    assertThat(ring.faults)
        .containsExactly(
            "reader PACKET_EMPTY 16",
            "reader PACKET_EMPTY 20",
            "reader PACKET_EMPTY 0",
            "reader PACKET_EMPTY 4",
            "reader PACKET_EMPTY 8");
    assertThat(ring.hex(0, 4)).isEqualTo("0c000000");
  }

  /** The handler stands for a writer that is as fast as the reader and never runs out of lies. */
  @Test
  @Timeout(120)
  void aWriterThatGoesOnWritingEmptyPacketsDoesNotKeepTheReader() {
    final AtomicBuffer memory = RingFixture.memory(8 + 24);
    final PacketRingLayout layout = PacketRingLayout.of(8 + 24, 4, false);
    final List<Long> told = new ArrayList<>();
    final PacketRingReader reader = new PacketRingReader(memory, layout, (fault, value) -> {
      told.add(value);
      memory.putByte(WRITE_INDEX, (byte) ((value + 12) % 24));
    });
    memory.putByte(WRITE_INDEX, (byte) 8);

    assertThat(reader.peek()).isZero();
    assertThat(told).containsExactly(0L, 4L);
    assertThat(reader.peek()).isZero();
    assertThat(told).containsExactly(0L, 4L, 8L, 12L);
  }

  /** A handler that throws when it is told of a fault must not be told of the same one for ever. */
  @Test
  void aFaultHandlerThatThrowsIsToldOnceOfEachFault() {
    final AtomicBuffer memory = RingFixture.memory(8 + 24);
    final PacketRingLayout layout = PacketRingLayout.of(8 + 24, 4, false);
    final List<String> told = new ArrayList<>();
    final PacketRingReader reader = new PacketRingReader(memory, layout, (fault, value) -> {
      told.add(fault.name() + " " + value);
      throw new ArithmeticException();
    });
    reader.init();
    memory.putByte(WRITE_INDEX, (byte) 8); // two empty packets

    for (int i = 0; i < 2; i++) {
      assertThatExceptionOfType(ArithmeticException.class).isThrownBy(reader::peek);
    }
    assertThat(reader.peek()).isZero();
    memory.putByte(WRITE_INDEX, (byte) 1);
    assertThatExceptionOfType(ArithmeticException.class).isThrownBy(reader::peek);
    assertThat(reader.peek()).isEqualTo(Status.PEER_FAULT);

    assertThat(told).containsExactly("PACKET_EMPTY 0", "PACKET_EMPTY 4", "INDEX_UNALIGNED 1");
  }

  @Test
  void aGlanceDrawsNoConclusions() {
    final RingFixture ring = RingFixture.ofDataLength(24);
    ring.raw(WRITE_INDEX, 5);
    assertThat(ring.reader.glance()).isEqualTo(Status.PEER_FAULT);
    assertThat(ring.reader.suspicion()).isEqualTo(LinkFault.INDEX_UNALIGNED);
    assertThat(ring.reader.suspect()).isEqualTo(5);
    assertThat(ring.reader.isFaulted()).isFalse();

    ring.raw(WRITE_INDEX, 8);
    ring.raw(DATA, 0x00000900); // a header of 9 bytes
    assertThat(ring.reader.glance()).isEqualTo(Status.PEER_FAULT);
    assertThat(ring.reader.suspicion()).isEqualTo(LinkFault.PACKET_TOO_LONG);
    assertThat(ring.reader.suspect()).isEqualTo(9);

    ring.raw(DATA, 0);
    assertThat(ring.reader.glance()).as("an empty packet is not skipped").isZero();
    assertThat(ring.hex(0, 4)).isEqualTo("00000000");

    ring.raw(DATA, 0x00000400);
    assertThat(ring.reader.glance()).isEqualTo(4);
    assertThat(ring.faults).isEmpty();
  }

  @Test
  void lookingAgainForgetsAnIndexThatWasSeen() {
    final RingFixture ring = RingFixture.ofDataLength(24);
    ring.write("01");
    assertThat(ring.reader.glance()).isEqualTo(1);
    ring.writer.init(); // the packet is gone

    ring.reader.lookAgain();
    assertThat(ring.reader.glance()).isZero();
    assertThat(ring.reader.hasNext()).isFalse();
  }

  @Test
  void aLookThatFindsNothingLeavesNothingToConsume() {
    final RingFixture ring = RingFixture.ofDataLength(24);
    ring.write("01");
    assertThat(ring.reader.glance()).isEqualTo(1);
    ring.writer.init(); // the packet is gone
    ring.reader.lookAgain();
    assertThat(ring.reader.glance()).isZero();

    ring.reader.consume();

    assertThat(ring.hex(0, 4)).isEqualTo("00000000");
  }

  @Test
  void aRingIsCurrentUntilItsWriterBeginsAnew() {
    final RingFixture ring = RingFixture.ofDataLength(24);
    assertThat(ring.reader.isCurrent()).isTrue();
    ring.write("01");
    assertThat(next(ring.reader)).isEqualTo("01");
    assertThat(ring.reader.isCurrent()).isTrue();

    ring.writer.init();

    assertThat(ring.reader.isCurrent()).isFalse();
    ring.reader.init();
    assertThat(ring.reader.isCurrent()).isTrue();
  }

  @Test
  void aRingIsReadUpToTheIndexInItWhoeverHasWrittenThat() {
    final RingFixture ring = RingFixture.ofDataLength(24);
    assertThat(ring.reader.isReadUpTo(0)).isTrue();
    assertThat(ring.reader.isReadUpTo(8)).isFalse();
    ring.write("01");
    next(ring.reader);
    assertThat(ring.reader.isReadUpTo(8)).isTrue();
    assertThat(ring.reader.isReadUpTo(0)).isFalse();

    ring.raw(0, 16); // by a reader before this one
    assertThat(ring.reader.isReadUpTo(16)).isTrue();
    assertThat(ring.reader.isReadUpTo(8)).isFalse();
  }

  @Test
  void aReaderIsAtTheStartAgainAfterEachRound() {
    final RingFixture ring = RingFixture.ofDataLength(24);
    assertThat(ring.reader.isAtStart()).isTrue();
    for (int i = 0; i < 3; i++) {
      ring.write("01");
      assertThat(ring.reader.isAtStart()).as("packet %d", i).isEqualTo(i == 0);
      next(ring.reader);
    }
    assertThat(ring.reader.isAtStart()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "16, 16", "-1, 4294967295", "-2147483648, 2147483648"})
  void aWriterThatBeganAnewIsAFaultWhoseValueIsTheReadIndexFound(
      final int index, final long value) {
    final RingFixture ring = RingFixture.ofDataLength(24);
    ring.write("01");
    next(ring.reader);
    ring.raw(0, index);

    ring.reader.suspectReset();
    assertThat(ring.reader.suspicion()).isEqualTo(LinkFault.STARTED_ANEW);
    assertThat(ring.reader.suspect()).isEqualTo(value);
    assertThat(ring.faults).isEmpty();
    assertThat(ring.reader.isFaulted()).isFalse();

    ring.reader.fail();
    assertThat(ring.faults).containsExactly("reader STARTED_ANEW " + value);
    assertThat(ring.reader.peek()).isEqualTo(Status.PEER_FAULT);
  }

  @Test
  void initBeginsAtTheStartAndLeavesTheMemoryToTheWriter() {
    final RingFixture ring = RingFixture.ofDataLength(24);
    ring.write("01");
    assertThat(next(ring.reader)).isEqualTo("01");
    ring.write("02");
    assertThat(ring.reader.peek()).isEqualTo(1);
    final String before = ring.allHex();

    ring.reader.init();
    ring.reader.consume(); // of a packet peeked at before init: nothing

    assertThat(ring.allHex()).isEqualTo(before);
    assertThat(next(ring.reader)).isEqualTo("01");
  }

  @Test
  void hasNextIsTrueWhileThereIsSomethingToFind() {
    final RingFixture ring = RingFixture.ofDataLength(24);
    assertThat(ring.reader.hasNext()).isFalse();
    ring.write("01");
    ring.write("02");
    assertThat(ring.reader.hasNext()).isTrue();
    next(ring.reader);
    assertThat(ring.reader.hasNext()).isTrue();
    next(ring.reader);
    assertThat(ring.reader.hasNext()).isFalse();
  }

  @Test
  void whatWasSeenOnceIsNewsWhateverTheWritersIndexSaysNow() {
    final RingFixture ring = RingFixture.ofDataLength(24);
    ring.write("01");
    ring.write("02");
    assertThat(next(ring.reader)).isEqualTo("01");

    ring.raw(WRITE_INDEX, 8); // as if the second one had never been written

    assertThat(ring.reader.hasNext()).isTrue();
    assertThat(next(ring.reader)).isEqualTo("02");
  }

  /**
   * Random bytes in the whole ring: nothing is thrown (each access is checked against the ring's
   * exact bounds), each payload lies within the data, and the reader always comes to an end.
   */
  @Test
  @Timeout(120)
  void noBytesOfAPeerMakeTheReaderThrowOrRunForEver() {
    final long seed = new Random().nextLong();
    final Random random = new Random(seed);
    final RingFixture ring = RingFixture.ofDataLength(64);
    final byte[] noise = new byte[72];
    int delivered = 0;
    for (int round = 0; round < 200_000; round++) {
      ring.faults.clear();
      ring.reader.init();
      random.nextBytes(noise);
      ring.memory.putBytes(0, noise);
      if (random.nextInt(4) != 0) {
        ring.raw(WRITE_INDEX, 4 * random.nextInt(16));
      }
      for (int at = DATA; at < 72; at += 4) {
        if (random.nextInt(3) != 0) {
          ring.raw(at, random.nextInt(24) << 8); // a length that may be believed
        }
      }
      int packets = 0;
      while (ring.reader.peek() > 0) {
        final int length = ring.reader.peek();
        ring.reader.payload().boundsCheck(ring.reader.payloadOffset(), length);
        assertThat(length).as("seed %d", seed).isBetween(1, 56);
        ring.reader.consume();
        assertThat(++packets).as("seed %d", seed).isLessThan(16);
      }
      delivered += packets;
    }
    assertThat(delivered).isGreaterThan(1000);
  }
}
