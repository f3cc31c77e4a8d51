package org.intercore.icbmsg.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers worked out by hand from the formulas of the wire, none by the code under test. */
class RegionGeometryTest {

  private static RegionGeometry geometry(
      final long address,
      final long size,
      final int local,
      final int remote,
      final int alignment,
      final int wordSize,
      final boolean handshake) {
    return RegionGeometry.of(RegionGeometry.spec()
        .regionAddress(address)
        .regionSize(size)
        .localBlocks(local)
        .remoteBlocks(remote)
        .alignment(alignment)
        .wordSize(wordSize)
        .handshake(handshake));
  }

  /**
   * 32-bit words: message = 4 + 4 = 8, overhead = a + 4 + 16; 64-bit words: message = 8 + 4 = 12,
   * overhead = a + 4 + 24.
   */
  @ParameterizedTest
  @CsvSource({
    // size, local, remote, a, word, sessions; minimum, block, offset, longest message
    // 24 + 8 * 48 = 408; (2048 - 408) / 16 = 102.5 -> 100; 2048 - 16 * 100 = 448
    "2048, 16, 32, 4, 32, false, 408, 100, 448, 1596",
    // the other region of the same pair: (2048 - 408) / 32 = 51.25 -> 48
    "2048, 32, 16, 4, 32, false, 408, 48, 512, 1532",
    // 32 + 4 + 16 = 52; 52 + 8 * 32 = 308 -> 320
    "2048, 16, 16, 32, 32, false, 320, 108, 320, 1724",
    "256, 1, 1, 4, 32, false, 40, 216, 40, 212",
    // 4 + 4 + 24 = 32; 32 + 12 * 2 = 56
    "256, 1, 1, 4, 64, false, 56, 200, 56, 192",
    // 32 + 12 * 48 = 608; (4096 - 608) / 32 = 109 -> 108
    "4096, 32, 16, 4, 64, false, 608, 108, 640, 3448",
    // a session word moves wr_idx from 4 to 8, and from 64 to nowhere
    "256, 1, 1, 4, 32, true, 44, 212, 44, 208",
    "256, 1, 1, 8, 32, true, 48, 208, 48, 204",
    "256, 1, 1, 8, 32, false, 48, 208, 48, 204",
    "512, 1, 1, 64, 32, true, 128, 384, 128, 380",
    "512, 1, 1, 64, 32, false, 128, 384, 128, 380",
    // as many blocks as an index can name: 24 + 8 * 512 = 4120
    "65536, 256, 256, 4, 32, false, 4120, 236, 5120, 60412",
    // 64 + 4 + 24 + 12 * 512 = 6236 -> 6272
    "65536, 256, 256, 64, 64, true, 6272, 228, 7168, 58360",
    // one block beside 256, and the other way round
    "65536, 1, 256, 64, 64, true, 3200, 62336, 3200, 62328",
    "65536, 256, 1, 8, 32, true, 2088, 244, 3072, 62460",
    // (1000 - 80) / 3 = 306.67 -> 304
    "1000, 3, 1, 4, 64, false, 80, 304, 88, 904",
    "262144, 64, 64, 64, 64, true, 1664, 4068, 1792, 260344",
    // the largest region, of which the last page is cut off
    "2147483647, 256, 256, 4096, 64, true, 12288, 8388544, 12288, 2147467256",
  })
  void everyFormulaHolds(
      final long size,
      final int local,
      final int remote,
      final int alignment,
      final int wordSize,
      final boolean handshake,
      final int minimum,
      final int block,
      final int offset,
      final int maxPayload) {
    final RegionGeometry geometry =
        geometry(0, size, local, remote, alignment, wordSize, handshake);

    assertThat(geometry.regionSize()).isEqualTo(size);
    assertThat(geometry.minimumRingLength()).isEqualTo(minimum);
    assertThat(geometry.blockSize()).isEqualTo(block);
    assertThat(geometry.blocksOffset()).isEqualTo(offset);
    assertThat(geometry.ringAreaLength()).isEqualTo(offset);
    assertThat(geometry.maxPayload()).isEqualTo(maxPayload);
    assertThat(geometry.blockCount()).isEqualTo(local);
    assertThat(geometry.headerWidth()).isEqualTo(wordSize / 8);
    assertThat(geometry.skip()).isZero();
    // The ring gets what the blocks leave over.
    final int writeIndexAt = Math.max(alignment, handshake ? 8 : 4);
    assertThat(geometry.ring().writeIndexOffset()).isEqualTo(writeIndexAt);
    assertThat(geometry.ring().dataOffset()).isEqualTo(writeIndexAt + 4);
    assertThat(geometry.ring().dataLength()).isEqualTo(offset - writeIndexAt - 4);
  }

  @ParameterizedTest
  @CsvSource({
    // address, size, local, remote, a, word, sessions; skip, aligned size, block, offset
    "2, 100, 1, 1, 4, 32, false, 2, 96, 56, 40",
    "3, 100, 1, 1, 4, 32, false, 1, 96, 56, 40",
    "4, 99, 1, 1, 4, 32, false, 0, 96, 56, 40",
    // 20 -> 64, 1020 -> 960
    "20, 1000, 4, 2, 64, 32, false, 44, 896, 176, 192",
    // 60 -> 64, 1060 -> 1056
    "60, 1000, 4, 2, 32, 64, true, 4, 992, 208, 160",
    // 4 -> 4096, 16384 stays
    "4, 16380, 3, 5, 4096, 64, true, 4092, 12288, 1364, 8196",
    // an address far up does not matter
    "9223372036854771716, 16380, 3, 5, 4096, 64, true, 4092, 12288, 1364, 8196",
  })
  void aRegionIsCutToItsAlignment(
      final long address,
      final long size,
      final int local,
      final int remote,
      final int alignment,
      final int wordSize,
      final boolean handshake,
      final int skip,
      final int aligned,
      final int block,
      final int offset) {
    final RegionGeometry geometry =
        geometry(address, size, local, remote, alignment, wordSize, handshake);

    assertThat(geometry.skip()).isEqualTo(skip);
    assertThat(geometry.size()).isEqualTo(aligned);
    assertThat(geometry.blockSize()).isEqualTo(block);
    assertThat(geometry.blocksOffset()).isEqualTo(offset);
  }

  @Test
  void runsStandOneAfterTheOther() {
    final RegionGeometry geometry = geometry(0, 4096, 32, 16, 4, 64, false);
    assertThat(geometry.offsetOf(0)).isEqualTo(640);
    assertThat(geometry.offsetOf(1)).isEqualTo(748);
    assertThat(geometry.offsetOf(31)).isEqualTo(3988);
    assertThat(geometry.payloadOffsetOf(0)).isEqualTo(648);
    assertThat(geometry.payloadOffsetOf(31)).isEqualTo(3996);
    assertThat(geometry.payloadCapacity(1)).isEqualTo(100);
    assertThat(geometry.payloadCapacity(32)).isEqualTo(3448);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1",
    "1, 1",
    "104, 1",
    "105, 2",
    "212, 2",
    "213, 3",
    "1724, 16",
    "1725, 17",
    "2147483647, 19884108"
  })
  void aMessageTakesTheBlocksThatItAndItsHeaderNeed(final int payload, final int blocks) {
    // 16 blocks of 108 bytes, 4 bytes of header
    assertThat(geometry(0, 2048, 16, 16, 32, 32, false).blocksFor(payload)).isEqualTo(blocks);
  }

  @ParameterizedTest
  @CsvSource({
    // local, remote, a, word, sessions, bytes that just do: minimum + 4 for each block
    "16, 32, 4, 32, false, 472",
    "256, 256, 4, 32, false, 5144",
    "1, 1, 4, 32, false, 44",
    "2, 2, 4, 64, false, 88",
    // but all blocks together have to hold one header: 56 + 8
    "1, 1, 4, 64, false, 64",
  })
  void aRegionOneWordTooSmallIsRefusedByASentence(
      final int local,
      final int remote,
      final int alignment,
      final int wordSize,
      final boolean handshake,
      final int enough) {
    final RegionGeometry smallest =
        geometry(0, enough, local, remote, alignment, wordSize, handshake);
    assertThat(smallest.maxPayload()).isNotNegative();

    final int tooSmall = enough - 4;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> geometry(0, tooSmall, local, remote, alignment, wordSize, handshake))
        .withMessage("a region of " + tooSmall + " bytes is too small for " + local + " blocks:"
            + " with " + remote + " blocks on the other side, alignment " + alignment
            + " and word size " + wordSize + ", " + tooSmall + " of its bytes can be used and "
            + enough + " are needed");
  }

  @Test
  void whatAlignmentTakesAwayIsToldInTheSentence() {
    // 4092 -> 4096, 12292 -> 12288: 8192 bytes are left, all of them the ring's
    assertThatIllegalArgumentException()
        .isThrownBy(() -> geometry(4092, 8200, 8, 8, 4096, 32, false))
        .withMessageStartingWith("a region of 8200 bytes is too small for 8 blocks")
        .withMessageEndingWith("8192 of its bytes can be used and 8224 are needed");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> geometry(10, 20, 1, 1, 4096, 32, false))
        .withMessageContaining("0 of its bytes can be used");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 257, Integer.MIN_VALUE, Integer.MAX_VALUE})
  void aBlockCountOutsideOneTo256IsNamed(final int count) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> geometry(0, 65536, count, 1, 4, 32, false))
        .withMessage("this region must have 1 to 256 blocks, but has " + count);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> geometry(0, 65536, 1, count, 4, 32, false))
        .withMessage("the other region must have 1 to 256 blocks, but has " + count);
  }

  @Test
  void otherValuesThatCannotWorkAreNamed() {
    assertRefused(spec -> spec.alignment(48), "48");
    assertRefused(spec -> spec.alignment(2), "but is 2");
    assertRefused(spec -> spec.wordSize(16), "must be 32 or 64 bits, but is 16");
    assertRefused(spec -> spec.wordSize(0), "but is 0");
    assertRefused(spec -> spec.regionAddress(-4), "-4");
    assertRefused(spec -> spec.regionSize(0), "but is 0");
    assertRefused(spec -> spec.regionSize(-1), "but is -1");
    assertRefused(spec -> spec.regionSize(1L << 31), "but is 2147483648");
    assertRefused(spec -> spec.regionSize(Long.MAX_VALUE), "but is 9223372036854775807");
  }

  private static void assertRefused(
      final UnaryOperator<RegionGeometry.Spec> change, final String words) {
    final RegionGeometry.Spec spec =
        RegionGeometry.spec().regionSize(4096).localBlocks(4).remoteBlocks(4);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RegionGeometry.of(change.apply(spec)))
        .withMessageContaining(words);
  }

  @Test
  void aGeometryStaysAsItIsWhenItsParametersChange() {
    final RegionGeometry.Spec spec =
        RegionGeometry.spec().regionSize(2048).localBlocks(16).remoteBlocks(32);
    final RegionGeometry geometry = RegionGeometry.of(spec);

    spec.regionSize(4096).localBlocks(2).remoteBlocks(1).alignment(64).wordSize(64);

    assertThat(geometry.regionSize()).isEqualTo(2048);
    assertThat(geometry.blockCount()).isEqualTo(16);
    assertThat(geometry.headerWidth()).isEqualTo(4);
    assertThat(geometry.blocksOffset()).isEqualTo(448);
    assertThat(geometry.minimumRingLength()).isEqualTo(408);
    assertThat(geometry.offsetOf(15)).isEqualTo(1948);
    assertThat(geometry.maxPayload()).isEqualTo(1596);
  }

  @ParameterizedTest
  @CsvSource({
    // local, remote, a, word, sessions, block; ring minimum + blocks
    "64, 64, 64, 64, true, 4096, 263808",
    "1, 1, 4, 32, false, 216, 256",
    "256, 256, 4, 32, false, 8388608, 2147487768",
  })
  void theRegionThatFitsGivenBlocksHasExactlyThem(
      final int local,
      final int remote,
      final int alignment,
      final int wordSize,
      final boolean handshake,
      final int block,
      final long expected) {
    final RegionGeometry.Spec spec = RegionGeometry.spec()
        .localBlocks(local)
        .remoteBlocks(remote)
        .alignment(alignment)
        .wordSize(wordSize)
        .handshake(handshake);
    final long size = RegionGeometry.regionSizeFor(spec, block);
    assertThat(size).isEqualTo(expected);
    if (size <= Integer.MAX_VALUE) {
      assertThat(RegionGeometry.of(spec.regionSize(size)).blockSize()).isEqualTo(block);
    }
  }
}
