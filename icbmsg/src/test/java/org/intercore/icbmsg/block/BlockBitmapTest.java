package org.intercore.icbmsg.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One thread takes and frees; every place and every length is gone through, not drawn. */
class BlockBitmapTest {
  private static final int NONE = -1;

  private static BlockBitmap full(final int count) {
    final BlockBitmap bitmap = new BlockBitmap(count);
    assertThat(bitmap.take(count)).isZero();
    return bitmap;
  }

  private static BitSet taken(final BlockBitmap bitmap) {
    final BitSet taken = new BitSet();
    for (int block = 0; block < bitmap.count(); block++) {
      taken.set(block, bitmap.isTaken(block));
    }
    assertThat(bitmap.used()).isEqualTo(taken.cardinality());
    return taken;
  }

  private static BitSet range(final int from, final int to) {
    final BitSet range = new BitSet();
    range.set(from, to);
    return range;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 31, 32, 33, 63, 64, 65, 96, 127, 128, 255, 256, 1000})
  void asManyBlocksAsWereAskedForCanBeTakenOneByOne(final int count) {
    final BlockBitmap bitmap = new BlockBitmap(count);
    assertThat(bitmap.count()).isEqualTo(count);
    assertThat(bitmap.used()).isZero();
    for (int block = 0; block < count; block++) {
      assertThat(block % 2 == 0 ? bitmap.tryTake(1) : bitmap.take(1)).isEqualTo(block);
      assertThat(bitmap.used()).isEqualTo(block + 1);
    }
    assertThat(bitmap.tryTake(1)).isEqualTo(NONE);
    assertThat(bitmap.take(1)).isEqualTo(NONE);
    assertThat(bitmap.takeLargest()).isEqualTo(NONE);
    assertThat(bitmap.used()).isEqualTo(count);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
  void thereIsOneBlockAtLeast(final int count) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BlockBitmap(count))
        .withMessageEndingWith("but was asked for " + count);
  }

  /** A single hole of every length at every place: it is found, exactly filled, and given back. */
  @ParameterizedTest
  @ValueSource(ints = {5, 32, 70, 96})
  void aHoleOfEveryLengthAtEveryPlaceIsFoundAndFilled(final int count) {
    final BlockBitmap bitmap = full(count);
    for (int start = 0; start < count; start++) {
      for (int length = 1; start + length <= count; length++) {
        bitmap.free(start, length);
        final BitSet others = range(0, count);
        others.clear(start, start + length);
        assertThat(taken(bitmap)).isEqualTo(others);

        assertThat(bitmap.take(length + 1)).as("too long").isEqualTo(NONE);
        assertThat(bitmap.tryTake(length + 1)).as("too long").isEqualTo(NONE);
        assertThat(taken(bitmap)).isEqualTo(others);

        final boolean inWord = start / 32 == (start + length - 1) / 32;
        assertThat(BlockBitmap.isWithinWord(start, length)).isEqualTo(inWord);
        switch ((start + length) % 3) {
          case 0 -> assertThat(bitmap.take(length)).isEqualTo(start);
          case 1 -> {
            assertThat(bitmap.tryTake(length)).isEqualTo(inWord ? start : NONE);
            if (!inWord) {
              assertThat(bitmap.take(length)).isEqualTo(start);
            }
          }
          default -> assertThat(bitmap.takeLargest()).isEqualTo((long) length << 32 | start);
        }
        assertThat(bitmap.used()).isEqualTo(count);
      }
    }
  }

  @Test
  void theFirstRunThatFitsIsTakenWhateverComesBeforeIt() {
    final BlockBitmap bitmap = full(128);
    bitmap.free(1, 2);
    bitmap.free(10, 4);
    bitmap.free(20, 6);
    bitmap.free(60, 10); // across words
    bitmap.free(100, 20);

    assertThat(bitmap.tryTake(3)).isEqualTo(10);
    assertThat(bitmap.tryTake(7)).as("only within words").isEqualTo(100);
    assertThat(bitmap.take(7)).isEqualTo(60);
    assertThat(bitmap.take(6)).isEqualTo(20);
    assertThat(bitmap.take(14)).isEqualTo(NONE);
    assertThat(bitmap.take(13)).isEqualTo(107);
    assertThat(bitmap.take(2)).isEqualTo(1);
    assertThat(bitmap.take(3)).isEqualTo(67);
    assertThat(bitmap.take(1)).isEqualTo(13);
    assertThat(bitmap.used()).isEqualTo(128);
  }

  @Test
  void theLargestRunIsTheFirstFreeBlockAndAllFreeOnesAfterIt() {
    final BlockBitmap bitmap = full(128);
    bitmap.free(5, 1);
    bitmap.free(30, 70);
    bitmap.free(120, 8);
    assertThat(bitmap.takeLargest()).isEqualTo(1L << 32 | 5);
    assertThat(bitmap.takeLargest()).isEqualTo(70L << 32 | 30);
    assertThat(bitmap.takeLargest()).isEqualTo(8L << 32 | 120);
    assertThat(bitmap.takeLargest()).isEqualTo(NONE);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 31, 32, 63, 69})
  void aCertainBlockIsTakenOnce(final int block) {
    final BlockBitmap bitmap = new BlockBitmap(70);
    assertThat(bitmap.isTaken(block)).isFalse();
    assertThat(bitmap.tryTakeAt(block)).isTrue();
    assertThat(bitmap.tryTakeAt(block)).isFalse();
    assertThat(taken(bitmap)).isEqualTo(range(block, block + 1));
  }

  @ParameterizedTest
  @CsvSource({"-1, 1", "0, 0", "3, -1", "0, 71", "70, 1", "69, 2", "2147483647, 1", "1, 2147483647"
  })
  void whatDoesNotLieWithinTheBlocksIsNotFreed(final int start, final int length) {
    final BlockBitmap bitmap = full(70);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bitmap.free(start, length))
        .withMessage("blocks " + start + " to " + (start + length - 1) + " do not lie within 70");
    assertThat(bitmap.used()).isEqualTo(70);
  }

  /** One block of the run is free already, each of them in turn. */
  @ParameterizedTest
  @CsvSource({"0, 1", "4, 5", "30, 2", "31, 2", "30, 40", "0, 70"})
  void aRunIsFreedAsAWholeOrNotAtAll(final int start, final int length) {
    for (int hole = start; hole < start + length; hole++) {
      final BlockBitmap bitmap = full(70);
      bitmap.free(hole, 1);
      assertThatIllegalStateException()
          .isThrownBy(() -> bitmap.free(start, length))
          .withMessage("blocks " + start + " to " + (start + length - 1) + " are not all taken");
      assertThat(bitmap.used()).isEqualTo(69);
      assertThat(bitmap.isTaken(hole)).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {31, 32, 33, 64, 65})
  void theNextTakenBlockIsFoundFromEveryPlaceOn(final int count) {
    for (int block = 0; block < count; block++) {
      final BlockBitmap bitmap = new BlockBitmap(count);
      assertThat(bitmap.nextTaken(0)).isEqualTo(NONE);
      assertThat(bitmap.tryTakeAt(block)).isTrue();
      for (int from = 0; from <= count; from++) {
        assertThat(bitmap.nextTaken(from)).isEqualTo(from <= block ? block : NONE);
      }
    }
  }

  @Test
  void ofSeveralTakenBlocksTheNextIsTheFirst() {
    final BlockBitmap bitmap = full(70);
    bitmap.free(3, 40);
    assertThat(bitmap.nextTaken(2)).isEqualTo(2);
    assertThat(bitmap.nextTaken(3)).isEqualTo(43);
    assertThat(bitmap.nextTaken(44)).isEqualTo(44);
    assertThat(bitmap.nextTaken(69)).isEqualTo(69);
    assertThat(bitmap.nextTaken(70)).isEqualTo(NONE);
  }
}
