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
        case FIND_AND_TAKE -> {
          final int found = bitmap.find(length);
          assertThat(found).isEqualTo(oracle.find(length));
          if (found >= 0) {
            bitmap.take(found, length);
            oracle.set(found, length, true);
          }
        }
        case TAKE -> flip(bitmap, oracle, start, length, true);
        case FREE -> flip(bitmap, oracle, start, length, false);
        case OUTSIDE -> refuseOutside(bitmap, count, start);
        default -> throw new AssertionError(step);
      }
      check(bitmap, oracle);
    }
  }

  /** What is not wholly free cannot be taken, nor the other way round, and nothing changes. */
  private static void flip(
      final BlockBitmap bitmap,
      final BlockOracle oracle,
      final int start,
      final int length,
      final boolean take) {
    if (oracle.isAll(start, length, !take)) {
      oracle.set(start, length, take);
      if (take) {
        bitmap.take(start, length);
      } else {
        bitmap.free(start, length);
      }
    } else {
      assertThatThrownBy(() -> {
            if (take) {
              bitmap.take(start, length);
            } else {
              bitmap.free(start, length);
            }
          })
          .isInstanceOf(IllegalStateException.class);
    }
  }

  private static void refuseOutside(final BlockBitmap bitmap, final int count, final int start) {
    for (final int[] run :
        new int[][] {{-1, 1}, {start, count - start + 1}, {count, 1}, {start, 0}}) {
      assertThatThrownBy(() -> bitmap.take(run[0], run[1]))
          .as(Arrays.toString(run))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> bitmap.free(run[0], run[1]))
          .as(Arrays.toString(run))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(bitmap.find(count + 1)).isEqualTo(-1);
  }

  private static void check(final BlockBitmap bitmap, final BlockOracle oracle) {
    assertThat(bitmap.used()).isEqualTo(oracle.used());
    final int count = bitmap.count();
    int free = count;
    int taken = count;
    for (int from = count; from >= 0; from--) {
      if (from < count && oracle.isTaken(from)) {
        taken = from;
      } else {
        free = from;
      }
      if (bitmap.nextFree(from) != free || bitmap.nextTaken(from, count) != taken) {
        throw new AssertionError("from " + from + " of " + count + " the next free block is " + free
            + " and the next taken one " + taken + ", not " + bitmap.nextFree(from) + " and "
            + bitmap.nextTaken(from, count));
      }
    }
  }
}
