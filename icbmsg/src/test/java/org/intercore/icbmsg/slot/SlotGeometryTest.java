package org.intercore.icbmsg.slot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers worked out by hand, and formulas in integers that cannot overflow. */
class SlotGeometryTest {
  private static final long SEED = 0x5107L;

  /**
   * Words from 256 on, 4 bytes for each block of the other side, up to a multiple of 128; slots: the
   * next power of two from all blocks + 128 on, 64 bytes each.
   */
  @ParameterizedTest
  @CsvSource({
    // local, remote, block; slots at, slots, credits, blocks at, size
    "1, 1, 64, 384, 256, 254, 16768, 16832",
    "2, 3, 64, 384, 256, 251, 16768, 16896",
    "64, 64, 4096, 512, 256, 128, 16896, 279040",
    "64, 65, 64, 640, 512, 383, 33408, 37504",
    "33, 32, 128, 384, 256, 191, 16768, 20992",
    "65536, 65536, 64, 262400, 262144, 131072, 17039616, 21233920",
  })
  void itIsLaidOutAsTheFormulasSay(
      final int local,
      final int remote,
      final int blockSize,
      final int slotsAt,
      final int slots,
      final int credits,
      final int blocksAt,
      final long size) {
    assertThat(SlotGeometry.regionSizeFor(local, remote, blockSize)).isEqualTo(size);
    final SlotGeometry geometry = SlotGeometry.of(size, local, remote);
    assertThat(geometry.slotsOffset()).isEqualTo(slotsAt);
    assertThat(geometry.slotCount()).isEqualTo(slots);
    assertThat(geometry.credits()).isEqualTo(credits);
    assertThat(geometry.blocksOffset()).isEqualTo(blocksAt);
    assertThat(geometry.blockSize()).isEqualTo(blockSize);
    assertThat(geometry.blockCount()).isEqualTo(local);
    assertThat(geometry.headerWidth()).isZero();
    assertThat(geometry.skip()).isZero();
    assertThat(geometry.size()).isEqualTo((int) size);
  }

  @Test
  void nothingOverlapsAndEverythingIsWithinTheRegionWhateverTheParameters() {
    final SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < 20_000; i++) {
      final int local = count(random);
      final int remote = count(random);
      final long least = SlotGeometry.regionSizeFor(local, remote, SlotGeometry.LINE);
      final long size = random.nextInt(4) == 0
          ? least + random.nextInt(64)
          : random.nextLong(least, Integer.MAX_VALUE + 1L);
      check(SlotGeometry.of(size, local, remote), size, local, remote);
    }
  }

  private static int count(final SplittableRandom random) {
    return switch (random.nextInt(4)) {
      case 0 -> 1 + random.nextInt(4);
      case 1 -> SlotGeometry.MAX_BLOCKS - random.nextInt(3);
      case 2 -> 1 + random.nextInt(SlotGeometry.MAX_BLOCKS);
      default -> Math.max(1, (1 << random.nextInt(17)) - random.nextInt(2));
    };
  }

  private static void check(
      final SlotGeometry geometry, final long size, final int local, final int remote) {
    final String what =
        "region of " + size + " with " + local + " and " + remote + ", seed " + SEED;
    final BigInteger line = BigInteger.valueOf(64);
    final BigInteger wordsEnd =
        BigInteger.valueOf(256).add(BigInteger.valueOf(4).multiply(BigInteger.valueOf(remote)));
    final BigInteger slotsAt = BigInteger.valueOf(geometry.slotsOffset());
    assertThat(slotsAt).as(what).isGreaterThanOrEqualTo(wordsEnd);
    assertThat(slotsAt.subtract(wordsEnd)).as(what).isLessThan(BigInteger.valueOf(128));
    assertThat(slotsAt.mod(BigInteger.valueOf(128))).as(what).isZero();
    final BigInteger slots = BigInteger.valueOf(geometry.slotCount());
    assertThat(slots.bitCount()).as(what).isOne();
    // So that what has to be said always has room: a slot for each block of both sides, and some.
    final BigInteger needed = BigInteger.valueOf(local).add(BigInteger.valueOf(remote));
    assertThat(BigInteger.valueOf(geometry.credits()))
        .as(what)
        .isEqualTo(slots.subtract(needed))
        .isGreaterThanOrEqualTo(BigInteger.valueOf(128));
    assertThat(slots.shiftRight(1)).as(what).isLessThan(needed.add(BigInteger.valueOf(128)));
    final BigInteger blocksAt = slotsAt.add(slots.multiply(line));
    assertThat(BigInteger.valueOf(geometry.blocksOffset())).as(what).isEqualTo(blocksAt);
    final BigInteger block = BigInteger.valueOf(geometry.blockSize());
    assertThat(block.mod(line)).as(what).isZero();
    assertThat(block).as(what).isGreaterThanOrEqualTo(line);
    final BigInteger end = blocksAt.add(block.multiply(BigInteger.valueOf(local)));
    assertThat(BigInteger.valueOf(geometry.size())).as(what).isEqualTo(end);
    assertThat(end).as(what).isLessThanOrEqualTo(BigInteger.valueOf(size));
    // A line more for each block would not fit.
    assertThat(end.add(line.multiply(BigInteger.valueOf(local))))
        .as(what)
        .isGreaterThan(BigInteger.valueOf(size));
    assertThat(BigInteger.valueOf(geometry.offsetOf(local - 1)).add(block)).isEqualTo(end);
  }

  @Test
  void whatCannotWorkIsRefusedWithItsValues() {
    refused(
        16_831,
        1,
        1,
        "1 blocks here and 1 on the other side has 16832 to 2147483647 bytes, but"
            + " 16831 were given");
    refused(0, 1, 1, "but 0 were given");
    refused(-1, 1, 1, "but -1 were given");
    refused(1L << 31, 1, 1, "but 2147483648 were given");
    refused(1 << 20, 0, 1, "this region must have 1 to 65536 blocks, but has 0");
    refused(1 << 20, -1, 1, "this region must have 1 to 65536 blocks, but has -1");
    refused(1 << 20, 65_537, 1, "this region must have 1 to 65536 blocks, but has 65537");
    refused(1 << 20, 1, 0, "the other region must have 1 to 65536 blocks, but has 0");
    refused(1 << 20, 1, 65_537, "the other region must have 1 to 65536 blocks, but has 65537");
    refused(
        1 << 20,
        Integer.MAX_VALUE,
        Integer.MAX_VALUE,
        "this region must have 1 to 65536 blocks, but has 2147483647");
  }

  private static void refused(
      final long size, final int local, final int remote, final String words) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SlotGeometry.of(size, local, remote))
        .withMessageEndingWith(words);
  }
}
