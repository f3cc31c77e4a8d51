package org.intercore.icmsg.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PacketRingLayoutTest {

  @ParameterizedTest
  @CsvSource({
    // size, alignment, handshake, wr_idx, data, len, longest payload
    "256, 4, false, 4, 8, 248, 240",
    "256, 4, true, 8, 12, 244, 236",
    "256, 8, false, 8, 12, 244, 236",
    "256, 8, true, 8, 12, 244, 236",
    "256, 32, false, 32, 36, 220, 212",
    "256, 32, true, 32, 36, 220, 212",
    "256, 64, false, 64, 68, 188, 180",
    "256, 64, true, 64, 68, 188, 180",
    "8192, 4096, false, 4096, 4100, 4092, 4084",
    "8192, 4096, true, 4096, 4100, 4092, 4084",
    // the smallest rings there are
    "20, 4, false, 4, 8, 12, 4",
    "24, 4, true, 8, 12, 12, 4",
    "4112, 4096, true, 4096, 4100, 12, 4",
    // what does not fill a word is not used
    "259, 4, false, 4, 8, 248, 240",
    "260, 4, false, 4, 8, 252, 244",
    // a header names 65535 bytes at most
    "65548, 4, false, 4, 8, 65540, 65532",
    "65552, 4, false, 4, 8, 65544, 65535",
    "1048576, 64, true, 64, 68, 1048508, 65535",
  })
  void everythingStandsWhereTheProtocolPutsIt(
      final int size,
      final int alignment,
      final boolean handshake,
      final int writeIndexOffset,
      final int dataOffset,
      final int dataLength,
      final int maxPayload) {
    final PacketRingLayout layout = PacketRingLayout.of(size, alignment, handshake);

    assertThat(PacketRingLayout.READ_INDEX_OFFSET).isEqualTo(0);
    assertThat(PacketRingLayout.HANDSHAKE_OFFSET).isEqualTo(4);
    assertThat(layout.writeIndexOffset()).isEqualTo(writeIndexOffset);
    assertThat(layout.dataOffset()).isEqualTo(dataOffset);
    assertThat(layout.dataLength()).isEqualTo(dataLength);
    assertThat(layout.maxPayload()).isEqualTo(maxPayload);
    assertThat(layout.alignment()).isEqualTo(alignment);
    assertThat(layout.hasHandshake()).isEqualTo(handshake);
    assertThat(PacketRingLayout.writeIndexOffset(alignment, handshake)).isEqualTo(writeIndexOffset);
  }

  @ParameterizedTest
  @CsvSource({"0, 4", "1, 8", "3, 8", "4, 8", "5, 12", "8, 12", "65532, 65536", "65535, 65540"})
  void aPacketTakesHeaderPayloadAndPaddingToFour(final int payload, final int taken) {
    assertThat(PacketRingLayout.packetLength(payload)).isEqualTo(taken);
  }

  /** The diagram of the class, checked byte by byte in memory that held something else before. */
  @ParameterizedTest
  @CsvSource({
    "4, false, 4",
    "4, true, 8",
    "8, false, 8",
    "8, true, 8",
    "32, false, 32",
    "32, true, 32",
    "64, false, 64",
    "64, true, 64",
    "4096, false, 4096",
    "4096, true, 4096"
  })
  void theDiagramIsTrueByteByByte(
      final int alignment, final boolean handshake, final int writeIndexAt) {
    final RingFixture ring = new RingFixture(writeIndexAt + 4 + 24, alignment, handshake);
    final byte[] expected = new byte[writeIndexAt + 4 + 24];
    Arrays.fill(expected, RingFixture.UNTOUCHED);

    put(expected, 0, 0, 0, 0, 0); // rd_idx, reset by the writer
    put(expected, writeIndexAt, 0, 0, 0, 0); // wr_idx
    assertThat(bytes(ring)).isEqualTo(expected);

    ring.write("68656c6c6f");
    put(expected, writeIndexAt + 4, 0, 5, 0, 0); // length, big-endian, then two zero bytes
    put(
        expected,
        writeIndexAt + 8,
        'h',
        'e',
        'l',
        'l',
        'o'); // and three bytes of padding, as found
    put(expected, writeIndexAt, 12, 0, 0, 0);
    assertThat(bytes(ring)).isEqualTo(expected);

    assertThat(ring.read()).isEqualTo("68656c6c6f");
    put(expected, 0, 12, 0, 0, 0);
    assertThat(bytes(ring)).isEqualTo(expected);

    if (handshake) {
      ring.reader.handshake(0x04030201);
      put(expected, 4, 1, 2, 3, 4);
      assertThat(bytes(ring)).isEqualTo(expected);
      assertThat(ring.writer.handshake()).isEqualTo(0x04030201);
    }
  }

  private static void put(final byte[] target, final int offset, final int... bytes) {
    for (int i = 0; i < bytes.length; i++) {
      target[offset + i] = (byte) bytes[i];
    }
  }

  private static byte[] bytes(final RingFixture ring) {
    final byte[] bytes = new byte[ring.memory.capacity()];
    ring.memory.getBytes(0, bytes);
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 5, 6, 12, 4095, 8192, 1 << 30, -4, Integer.MIN_VALUE})
  void anAlignmentThatIsNoPowerOfTwoFromFourTo4096IsRefused(final int alignment) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PacketRingLayout.of(1 << 20, alignment, false))
        .withMessage("the alignment must be a power of two from 4 to 4096, but is " + alignment);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 8, 64, 4096})
  void anAlignmentThatIsRightComesBackFromItsCheck(final int alignment) {
    assertThat(PacketRingLayout.requireAlignment(alignment)).isEqualTo(alignment);
  }

  @ParameterizedTest
  @CsvSource({
    "19, 4, false, 20",
    "23, 4, true, 24",
    "47, 32, false, 48",
    "4111, 4096, true, 4112",
    "0, 4, false, 20",
    "-1, 4, false, 20",
    "-2147483648, 4, false, 20",
  })
  void aRingThatIsTooSmallIsRefused(
      final int size, final int alignment, final boolean handshake, final int needed) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PacketRingLayout.of(size, alignment, handshake))
        .withMessageContaining("needs " + needed + " bytes at least")
        .withMessageEndingWith("but has " + size);
  }

  @Test
  void theSmallestRingCarriesFourBytes() {
    final RingFixture ring = new RingFixture(20, 4, false);
    assertThat(ring.write("01020304")).isEqualTo(4);
    assertThat(ring.allHex()).isEqualTo("00000000" + "08000000" + "0004000001020304" + "a5a5a5a5");
    assertThat(ring.read()).isEqualTo("01020304");
    assertThat(ring.write("05060708")).isEqualTo(4);
    assertThat(ring.allHex())
        .isEqualTo("08000000" + "04000000" + "05060708" + "01020304" + "00040000");
    assertThat(ring.read()).isEqualTo("05060708");
  }
}
