package org.intercore.icmsg.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Arrays;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icmsg.buffer.Buffers;
import org.intercore.icmsg.status.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PacketRingWriterTest {
  private static final int WRITE_INDEX = 4;
  private static final int DATA = 8;

  @Test
  void aPacketIsLengthBigEndianTwoZeroesPayloadAndUntouchedPadding() {
    final RingFixture ring = RingFixture.ofDataLength(24);

    assertThat(ring.write("68656c6c6f")).isEqualTo(5);

    assertThat(ring.hex(0, 8)).isEqualTo("00000000" + "0c000000");
    assertThat(ring.hex(DATA, 24))
        .isEqualTo("00050000" + "68656c6c6f" + "a5a5a5" + "a5a5a5a5a5a5a5a5a5a5a5a5");
  }

  @Test
  void aLengthOfMoreThanOneByteIsBigEndian() {
    final RingFixture ring = RingFixture.ofDataLength(70_000);
    final AtomicBuffer payload = Buffers.allocate(65_535);

    assertThat(ring.writer.write(payload, 0, 0x0102)).isEqualTo(0x0102);
    assertThat(ring.writer.write(payload, 0, 65_535)).isEqualTo(65_535);

    assertThat(ring.hex(DATA, 4)).isEqualTo("01020000");
    assertThat(ring.hex(DATA + 4 + 0x0104, 4)).isEqualTo("ffff0000");
  }

  @Test
  void theWholePayloadComesFromItsOffsetInTheSource() {
    final RingFixture ring = RingFixture.ofDataLength(24);
    final AtomicBuffer source = RingFixture.buffer(new byte[] {9, 9, 9, 1, 2, 3, 9});

    assertThat(ring.writer.write(source, 3, 3)).isEqualTo(3);

    assertThat(ring.hex(DATA, 8)).isEqualTo("00030000" + "010203" + "a5");
  }

  @Test
  void threeBytesNeedNoSourceBuffer() {
    final RingFixture ring = RingFixture.ofDataLength(24);

    assertThat(ring.writer.write((byte) 0x02, (byte) 0xFE, (byte) 0x80)).isEqualTo(3);

    assertThat(ring.hex(0, 8)).isEqualTo("00000000" + "08000000");
    assertThat(ring.hex(DATA, 24))
        .isEqualTo("00030000" + "02fe80" + "a5" + "a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5");
  }

  @Test
  void threeBytesGoToTheStartWhenTheirHeaderTookTheLastWord() {
    final RingFixture ring = RingFixture.ofDataLength(24);
    ring.moveTo(20);

    assertThat(ring.writer.write((byte) 1, (byte) 2, (byte) 3)).isEqualTo(3);

    assertThat(ring.hex(WRITE_INDEX, 4)).isEqualTo("04000000");
    assertThat(ring.hex(DATA, 24))
        .isEqualTo("010203" + "a5" + "a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5" + "00030000");
  }

  @Test
  void aHeaderInTheLastWordIsFollowedByItsPayloadAtTheStart() {
    final RingFixture ring = RingFixture.ofDataLength(24);
    ring.moveTo(20);

    assertThat(ring.write("0102030405")).isEqualTo(5);

    assertThat(ring.hex(0, 8)).isEqualTo("14000000" + "08000000");
    assertThat(ring.hex(DATA, 24))
        .isEqualTo("0102030405" + "a5a5a5" + "a5a5a5a5a5a5a5a5a5a5a5a5" + "00050000");
  }

  @Test
  void aPayloadGoesOnAtTheStart() {
    final RingFixture ring = RingFixture.ofDataLength(24);
    ring.moveTo(16);

    assertThat(ring.write("0102030405")).isEqualTo(5);

    assertThat(ring.hex(0, 8)).isEqualTo("10000000" + "04000000");
    assertThat(ring.hex(DATA, 24))
        .isEqualTo("05" + "a5a5a5" + "a5a5a5a5a5a5a5a5a5a5a5a5" + "00050000" + "01020304");
  }

  @Test
  void aPacketThatEndsAtTheEndLeavesTheIndexAtZero() {
    final RingFixture ring = RingFixture.ofDataLength(24);
    ring.moveTo(12);

    assertThat(ring.write("01020304050607")).isEqualTo(7);

    assertThat(ring.hex(0, 8)).isEqualTo("0c000000" + "00000000");
    assertThat(ring.hex(DATA, 24))
        .isEqualTo("a5a5a5a5a5a5a5a5a5a5a5a5" + "00070000" + "01020304050607" + "a5");
  }

  /** Every start in the ring, every length that fits: the bytes are counted out one by one here. */
  @Test
  void everyPacketAtEveryOffsetIsWhereItBelongs() {
    final int dataLength = 40;
    for (int start = 0; start < dataLength; start += 4) {
      for (int length = 1; length <= 32; length++) {
        final RingFixture ring = RingFixture.ofDataLength(dataLength);
        ring.moveTo(start);
        final byte[] payload = new byte[length];
        final byte[] expected = new byte[dataLength];
        Arrays.fill(expected, RingFixture.UNTOUCHED);
        final byte[] header = {0, (byte) length, 0, 0};
        for (int i = 0; i < 4; i++) {
          expected[(start + i) % dataLength] = header[i];
        }
        for (int i = 0; i < length; i++) {
          payload[i] = (byte) (i + 1);
          expected[(start + 4 + i) % dataLength] = payload[i];
        }

        assertThat(ring.writer.write(RingFixture.buffer(payload), 0, length)).isEqualTo(length);

        final byte[] data = new byte[dataLength];
        ring.memory.getBytes(DATA, data);
        assertThat(data).as("%d bytes at %d", length, start).isEqualTo(expected);
        final int end = (start + 4 + (length + 3) / 4 * 4) % dataLength;
        assertThat(ring.memory.getByte(WRITE_INDEX)).isEqualTo((byte) end);
      }
    }
  }

  @Test
  void oneWordAlwaysStaysUnused() {
    final RingFixture ring = RingFixture.ofDataLength(248);
    for (int i = 0; i < 30; i++) {
      assertThat(ring.write("66696c6c")).as("packet %d", i).isEqualTo(4);
    }
    // 240 of 248 bytes are taken: a packet of 8 would leave no word between the indices.
    assertThat(ring.write("66696c6c")).isEqualTo(Status.NO_BUFFERS);
    assertThat(ring.hex(WRITE_INDEX, 4)).isEqualTo("f0000000");

    assertThat(ring.read()).isEqualTo("66696c6c");

    assertThat(ring.write("66696c6c")).isEqualTo(4);
    assertThat(ring.write("66696c6c")).isEqualTo(Status.NO_BUFFERS);
    assertThat(ring.hex(0, 8)).isEqualTo("08000000" + "00000000");
  }

  @Test
  void theLongestMessageFillsAnEmptyRingFromAnyPlace() {
    for (int start = 0; start < 40; start += 4) {
      final RingFixture ring = RingFixture.ofDataLength(40);
      ring.moveTo(start);
      final String longest = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
      assertThat(ring.write(longest)).isEqualTo(32);
      assertThat(ring.write("01")).isEqualTo(Status.NO_BUFFERS);
      assertThat(ring.read()).isEqualTo(longest);
      assertThat(ring.read()).isEmpty();
    }
  }

  @Test
  void aRefusedMessageLeavesNoTrace() {
    final RingFixture ring = RingFixture.ofDataLength(24);
    ring.write("010203040506070809");
    final String before = ring.allHex();

    assertThat(ring.write("")).isEqualTo(Status.NO_DATA);
    assertThat(ring.write("0102030405060708090a0b0c0d0e0f1011")).isEqualTo(Status.BAD_MESSAGE);
    assertThat(ring.write("0102")).isEqualTo(Status.NO_BUFFERS);
    assertThat(ring.writer.write((byte) 1, (byte) 2, (byte) 3)).isEqualTo(Status.NO_BUFFERS);
    assertThat(ring.writer.claim(2, new PacketClaim())).isEqualTo(Status.NO_BUFFERS);

    assertThat(ring.allHex()).isEqualTo(before);
    assertThat(ring.faults).isEmpty();
  }

  @Test
  void aMessageThatCanNeverFitIsToldFromOneThatDoesNotFitNow() {
    final RingFixture ring = RingFixture.ofDataLength(24);
    final AtomicBuffer payload = Buffers.allocate(100);
    assertThat(ring.writer.write(payload, 0, 16)).isEqualTo(16);
    assertThat(ring.writer.write(payload, 0, 16)).isEqualTo(Status.NO_BUFFERS);
    assertThat(ring.writer.write(payload, 0, 17)).isEqualTo(Status.BAD_MESSAGE);

    final RingFixture large = RingFixture.ofDataLength(140_000);
    assertThat(large.writer.write(Buffers.allocate(65_536), 0, 65_536))
        .isEqualTo(Status.BAD_MESSAGE);
  }

  @Test
  void aNegativeLengthIsTheCallersBug() {
    final RingFixture ring = RingFixture.ofDataLength(24);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ring.writer.write(Buffers.allocate(4), 0, -1))
        .withMessageContaining("-1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ring.writer.claim(-5, new PacketClaim()))
        .withMessageContaining("-5");
  }

  @Test
  void bytesThatTheSourceDoesNotHaveAreNeverPublished() {
    final RingFixture ring = RingFixture.ofDataLength(24);
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> ring.writer.write(Buffers.allocate(4), 2, 4));

    assertThat(ring.reader.peek()).isZero();
    assertThat(ring.write("aabb")).isEqualTo(2);
    assertThat(ring.read()).isEqualTo("aabb");
  }

  @Test
  void theWriterNeverReadsItsOwnIndexBack() {
    final RingFixture ring = RingFixture.ofDataLength(24);
    ring.write("01");
    ring.raw(WRITE_INDEX, 20);

    ring.write("02");

    assertThat(ring.hex(WRITE_INDEX, 4)).isEqualTo("10000000");
    assertThat(ring.read() + ring.read()).isEqualTo("0102");
  }

  @Test
  void theReadersIndexIsReadOnlyWhenTheRoomKnownOfIsTooSmall() {
    final RingFixture ring = RingFixture.ofDataLength(24);
    ring.raw(0, 3); // cannot be true, but need not be looked at yet

    assertThat(ring.write("01")).isEqualTo(1);
    assertThat(ring.write("02")).isEqualTo(1);
    assertThat(ring.faults).isEmpty();

    assertThat(ring.write("03")).isEqualTo(Status.PEER_FAULT);
    assertThat(ring.faults).containsExactly("writer INDEX_UNALIGNED 3");
  }

  @Test
  void aPacketThatFillsTheRoomKnownOfNeedsNoLookAtTheReadersIndex() {
    final RingFixture ring = RingFixture.ofDataLength(24);
    ring.raw(0, 3); // cannot be true, but need not be looked at yet

    assertThat(ring.write("000102030405060708090a0b0c0d0e0f")).isEqualTo(16);

    assertThat(ring.faults).isEmpty();
  }

  @Test
  void initEmptiesTheRingAndTheWriterBeginsAtTheStartAgain() {
    final RingFixture ring = RingFixture.ofDataLength(24);
    ring.write("0102030405060708");
    assertThat(ring.read()).isEqualTo("0102030405060708");
    ring.write("01");

    ring.writer.init();
    assertThat(ring.hex(0, 8)).isEqualTo("00000000" + "00000000");
    ring.write("aabb");

    assertThat(ring.hex(0, 8)).isEqualTo("00000000" + "08000000");
    assertThat(ring.hex(DATA, 6)).isEqualTo("00020000" + "aabb");
  }

  @Test
  void aRingIsReadOnceAPacketWasTakenFromIt() {
    final RingFixture ring = RingFixture.ofDataLength(24);
    ring.write("01");
    assertThat(ring.writer.isRead()).isFalse();
    ring.read();
    assertThat(ring.writer.isRead()).isTrue();

    ring.writer.init();
    assertThat(ring.writer.isRead()).isFalse();
  }

  /** A reader that does not know of the reset yet may still write where it stood before. */
  @Test
  void afterInitTheWholeRingIsRoomWithoutALookAtTheReadersIndex() {
    final RingFixture ring = RingFixture.ofDataLength(24);
    ring.write("0102030405060708");
    assertThat(ring.read()).isEqualTo("0102030405060708");
    ring.write("0102030405060708"); // needs the room of the first one: the read index is looked at

    ring.writer.init();
    ring.raw(0, 3);

    assertThat(ring.write("000102030405060708090a0b0c0d0e0f")).isEqualTo(16);
    assertThat(ring.faults).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "1, INDEX_UNALIGNED 1",
    "22, INDEX_UNALIGNED 22",
    "24, INDEX_OUT_OF_RANGE 24",
    "28, INDEX_OUT_OF_RANGE 28",
    "2147483644, INDEX_OUT_OF_RANGE 2147483644",
    "-2147483648, INDEX_OUT_OF_RANGE 2147483648",
    "-4, INDEX_OUT_OF_RANGE 4294967292",
    "-1, INDEX_UNALIGNED 4294967295",
  })
  void aReadIndexThatCannotBeTrueIsAFaultAndNothingIsWritten(final int index, final String fault) {
    final RingFixture ring = RingFixture.ofDataLength(24);
    ring.write("0102030405060708");
    ring.raw(0, index);
    final String before = ring.allHex();

    assertThat(ring.write("090a0b0c0d")).isEqualTo(Status.PEER_FAULT);

    assertThat(ring.faults).containsExactly("writer " + fault);
    assertThat(ring.allHex()).isEqualTo(before);

    ring.raw(0, 12); // the reader has come to its senses, and has read the first packet
    assertThat(ring.write("090a0b0c0d")).isEqualTo(5);
  }

  @Test
  void whatIsClaimedIsInvisibleUntilItIsCommitted() {
    final RingFixture ring = RingFixture.ofDataLength(24);
    final PacketClaim claim = new PacketClaim();

    assertThat(ring.writer.claim(5, claim)).isEqualTo(5);
    assertThat(claim.length()).isEqualTo(5);
    claim.putBytes(0, RingFixture.buffer(new byte[] {'h', 'e', 'l', 'l'}), 0, 4);
    claim.putByte(4, (byte) 'o');
    assertThat(ring.reader.peek()).isZero();
    assertThat(ring.hex(WRITE_INDEX, 4)).isEqualTo("00000000");

    assertThat(ring.writer.commit(claim)).isEqualTo(5);

    assertThat(ring.hex(0, 8)).isEqualTo("00000000" + "0c000000");
    assertThat(ring.hex(DATA, 12)).isEqualTo("00050000" + "68656c6c6f" + "a5a5a5");
    assertThat(ring.read()).isEqualTo("68656c6c6f");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 4, 8, 12, 16, 20})
  void aClaimHidesTheEndOfTheRing(final int start) {
    final RingFixture ring = RingFixture.ofDataLength(24);
    ring.moveTo(start);
    final PacketClaim claim = new PacketClaim();
    ring.writer.claim(16, claim);
    claim.putByte(0, (byte) 0);
    claim.putBytes(1, RingFixture.buffer(new byte[] {9, 1, 2, 3, 4, 5, 6, 7, 8, 9}), 1, 9);
    for (int i = 10; i < 16; i++) {
      claim.putByte(i, (byte) i);
    }
    ring.writer.commit(claim);

    assertThat(ring.read()).isEqualTo("000102030405060708090a0b0c0d0e0f");
  }

  @Test
  void aClaimThatIsNotCommittedIsForgotten() {
    final RingFixture ring = RingFixture.ofDataLength(24);
    final PacketClaim claim = new PacketClaim();
    ring.writer.claim(16, claim);
    claim.putByte(0, (byte) 0x77);

    ring.writer.claim(1, claim);
    claim.putByte(0, (byte) 0x11);
    ring.writer.commit(claim);

    assertThat(ring.read()).isEqualTo("11");
    assertThat(ring.read()).isEmpty();
  }

  @Test
  void aClaimIsCommittedOnceAndOnlyIfItHoldsSomething() {
    final RingFixture ring = RingFixture.ofDataLength(24);
    final PacketClaim claim = new PacketClaim();
    assertThatIllegalStateException().isThrownBy(() -> ring.writer.commit(claim));

    ring.writer.claim(1, claim);
    ring.writer.commit(claim);
    assertThat(claim.length()).isZero();
    assertThatIllegalStateException().isThrownBy(() -> ring.writer.commit(claim));

    ring.writer.claim(16, claim); // no room
    assertThatIllegalStateException().isThrownBy(() -> ring.writer.commit(claim));
    assertThat(ring.hex(WRITE_INDEX, 4)).isEqualTo("08000000");
  }

  /** An empty claim, or one committed before, happens to name the very place where the writer is. */
  @Test
  void whatHoldsNoClaimIsRefusedWhereverTheWriterIs() {
    final RingFixture ring = RingFixture.ofDataLength(24);
    ring.moveTo(20); // the next payload lies at 0
    final PacketClaim claim = new PacketClaim();
    assertThatIllegalStateException()
        .isThrownBy(() -> ring.writer.commit(claim))
        .withMessageContaining("nothing is claimed");

    ring.writer.claim(8, claim);
    ring.writer.commit(claim);
    ring.read();
    ring.write("0102030405060708");
    ring.read(); // 24 bytes in all: the writer is at 20, as it was
    assertThatIllegalStateException()
        .isThrownBy(() -> ring.writer.commit(claim))
        .withMessageContaining("nothing is claimed");

    assertThat(ring.hex(0, 8)).isEqualTo("14000000" + "14000000");
  }

  @Test
  void aClaimThatIsRefusedLeavesNothingOfTheOneBefore() {
    final RingFixture ring = RingFixture.ofDataLength(24);
    final PacketClaim claim = new PacketClaim();
    assertThat(ring.writer.claim(8, claim)).isEqualTo(8);

    assertThat(ring.writer.claim(17, claim)).isEqualTo(Status.BAD_MESSAGE);

    assertThat(claim.length()).isZero();
    assertThatIllegalStateException().isThrownBy(() -> ring.writer.commit(claim));
    assertThat(ring.reader.peek()).isZero();
  }

  @Test
  void aClaimThatAnotherPacketHasOvertakenIsRefused() {
    final RingFixture ring = RingFixture.ofDataLength(24);
    final PacketClaim claim = new PacketClaim();
    ring.writer.claim(8, claim);
    ring.write("0102030405060708");

    // There is no room left for it, and its bytes are not where a second packet would lie.
    assertThatIllegalStateException().isThrownBy(() -> ring.writer.commit(claim));

    assertThat(ring.read()).isEqualTo("0102030405060708");
    assertThat(ring.read()).isEmpty();
  }

  @Test
  void aClaimThatOtherPacketsHaveOvertakenByAWholeRoundIsRefused() {
    final RingFixture ring = RingFixture.ofDataLength(24);
    final PacketClaim claim = new PacketClaim();
    ring.writer.claim(8, claim);
    ring.write("0102030405060708");
    assertThat(ring.read()).isEqualTo("0102030405060708");
    ring.write("1112131415161718");

    // The write index is where it was when the claim was made, but the room is taken.
    assertThatIllegalStateException().isThrownBy(() -> ring.writer.commit(claim));

    assertThat(ring.read()).isEqualTo("1112131415161718");
    assertThat(ring.read()).isEmpty();
  }

  @Test
  void aClaimDoesNotOutliveAReset() {
    final RingFixture ring = RingFixture.ofDataLength(24);
    final PacketClaim claim = new PacketClaim();
    ring.writer.claim(8, claim);
    ring.writer.init();
    assertThatIllegalStateException().isThrownBy(() -> ring.writer.commit(claim));
  }

  @ParameterizedTest
  @CsvSource({"-1, 1", "5, 1", "0, 6", "4, 2", "0, -1", "2147483647, 1", "1, 2147483647"})
  void nothingIsWrittenBesideAClaim(final int index, final int count) {
    final RingFixture ring = RingFixture.ofDataLength(24);
    final PacketClaim claim = new PacketClaim();
    ring.writer.claim(5, claim);
    final String before = ring.allHex();

    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> claim.putBytes(index, Buffers.allocate(8), 0, count))
        .withMessageContaining("do not lie within a claim of 5");
    if (count == 1) {
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> claim.putByte(index, (byte) 1));
    }

    assertThat(ring.allHex()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 5})
  void noBytesAtAllFitAnywhereInAClaim(final int index) {
    final RingFixture ring = RingFixture.ofDataLength(24);
    final PacketClaim claim = new PacketClaim();
    ring.writer.claim(5, claim);
    final String before = ring.allHex();

    claim.putBytes(index, Buffers.allocate(8), 0, 0);

    assertThat(ring.allHex()).isEqualTo(before);
  }

  @Test
  void toFetchAheadIsToWriteOneWordWhereTheNextPacketBegins() {
    final RingFixture ring = RingFixture.ofDataLength(24);
    ring.write("68656c6c6f");

    ring.writer.fetchNext();
    ring.writer.fetchIndex();

    assertThat(ring.hex(0, 8)).isEqualTo("00000000" + "0c000000");
    assertThat(ring.hex(DATA + 12, 12)).isEqualTo("00000000" + "a5a5a5a5a5a5a5a5");
    assertThat(ring.read()).isEqualTo("68656c6c6f");
    assertThat(ring.reader.peek()).isZero();
  }

  @Test
  void aPacketIsFetchedOnceAndTheNextOneAgain() {
    final RingFixture ring = RingFixture.ofDataLength(24);
    ring.writer.fetchNext();
    ring.memory.setMemory(DATA, 24, RingFixture.UNTOUCHED);

    ring.writer.fetchNext();
    assertThat(ring.hex(DATA, 4)).isEqualTo("a5a5a5a5");

    ring.write("01020304");
    ring.writer.fetchNext();
    assertThat(ring.hex(DATA + 8, 8)).isEqualTo("00000000" + "a5a5a5a5");

    ring.writer.init();
    ring.writer.fetchNext();
    assertThat(ring.hex(DATA, 4)).isEqualTo("00000000");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 8, 12, 16, 20})
  void nothingThatWasNotReadIsFetchedHoweverFullTheRingIs(final int index) {
    final RingFixture ring = RingFixture.ofDataLength(24);
    ring.moveTo(index);
    ring.write("0102030405060708");
    ring.write("0a0b0c0d");
    assertThat(ring.write("0e")).as("full").isEqualTo(Status.NO_BUFFERS);

    ring.writer.fetchNext();

    assertThat(ring.read()).isEqualTo("0102030405060708");
    assertThat(ring.read()).isEqualTo("0a0b0c0d");
    assertThat(ring.faults).isEmpty();
  }
}
