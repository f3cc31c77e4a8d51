package org.intercore.properties.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.intercore.icbmsg.block.BlockBitmap;
import org.intercore.properties.Generators.BitmapStep;
import org.intercore.properties.Generators.BitmapSteps;
import org.intercore.properties.Generators.BlockCounts;
import org.intercore.properties.Scaled;

@Scaled
class BlockBitmapProperties {
  @Property(tries = 2000)
  void aBitmapIsAnArrayOfBooleans(
      @ForAll(supplier = BlockCounts.class) final int count,
      @ForAll(supplier = BitmapSteps.class) final List<BitmapStep> steps) {
    final BlockBitmap bitmap = new BlockBitmap(count);
    final BlockOracle oracle = new BlockOracle(count);
    assertThat(bitmap.count()).isEqualTo(count);
    for (final BitmapStep step : steps) {
      final int start = step.first(count);
      final int length = step.second(count - start);
      switch (step.kind()) {
        case TAKE -> take(bitmap, oracle, length);
        case TRY_TAKE -> tryTake(bitmap, oracle, length);
        case TAKE_LARGEST -> takeLargest(bitmap, oracle);
        case FREE -> free(bitmap, oracle, start, length);
        case OUTSIDE -> refuseOutside(bitmap, count, start);
        default -> throw new AssertionError(step);
      }
      assertThat(bitmap.used()).isEqualTo(oracle.used());
    }
  }

  /** The exact way finds the very first run. */
  private static void take(final BlockBitmap bitmap, final BlockOracle oracle, final int length) {
    final int found = bitmap.take(length);
    assertThat(found).isEqualTo(oracle.find(length));
    if (found >= 0) {
      oracle.set(found, length, true);
    }
  }

  /** The short way finds the first run within a word, and takes nothing else for one. */
  private static void tryTake(
      final BlockBitmap bitmap, final BlockOracle oracle, final int length) {
    final int found = bitmap.tryTake(length);
    assertThat(found).isEqualTo(oracle.findWithin(length, BlockBitmap.BLOCKS_PER_WORD));
    if (found >= 0) {
      oracle.set(found, length, true);
    }
  }

  private static void takeLargest(final BlockBitmap bitmap, final BlockOracle oracle) {
    final long run = bitmap.takeLargest();
    final int start = oracle.find(1);
    if (start < 0) {
      assertThat(run).isNegative();
      return;
    }
    final int length = (int) (run >>> Integer.SIZE);
    assertThat((int) run).isEqualTo(start);
    assertThat(oracle.isAll(start, length, false)).isTrue();
    oracle.set(start, length, true);
    assertThat(start + length == bitmap.count() || oracle.isTaken(start + length))
        .isTrue();
  }

  /** What is not wholly taken cannot be freed, and nothing changes. */
  private static void free(
      final BlockBitmap bitmap, final BlockOracle oracle, final int start, final int length) {
    if (oracle.isAll(start, length, true)) {
      bitmap.free(start, length);
      oracle.set(start, length, false);
    } else {
      assertThatThrownBy(() -> bitmap.free(start, length))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  private static void refuseOutside(final BlockBitmap bitmap, final int count, final int start) {
    for (final int[] run :
        new int[][] {{-1, 1}, {start, count - start + 1}, {count, 1}, {start, 0}}) {
      assertThatThrownBy(() -> bitmap.free(run[0], run[1]))
          .as(Arrays.toString(run))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(bitmap.take(count + 1)).isEqualTo(-1);
  }
}
