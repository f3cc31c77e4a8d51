package org.intercore.icbmsg.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The most blocks that were taken at once. */
class HighWaterTest {
  private static final int BLOCKS = 12;

  private final BlockAllocator allocator = new BlockAllocator(BLOCKS, new TestProgress());

  @Test
  void itGrowsOnlyWhenMoreBlocksAreTakenThanEver() {
    assertThat(allocator.highWater()).isZero();
    assertThat(allocator.claim(2, 0)).isNotNegative(); // 0 and 1
    assertThat(allocator.claim(1, 0)).isNotNegative(); // 2
    assertThat(allocator.highWater()).isEqualTo(3);
    allocator.free(0, 2);
    assertThat(allocator.highWater()).isEqualTo(3);
    assertThat(allocator.claim(3, 0)).isNotNegative(); // 3 to 5: four in all
    assertThat(allocator.highWater()).isEqualTo(4);
    assertThat(allocator.claim(2, 0)).isNotNegative(); // 0 and 1, where others were before
    assertThat(allocator.highWater()).isEqualTo(6);
  }

  /** Counted out after each step, for it looks at the blocks only where the figure can have grown. */
  @Test
  void itIsTheMostThatWasEverCountedOut() {
    final long seed = new Random().nextLong();
    final Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      final BlockAllocator fresh = new BlockAllocator(BLOCKS, new TestProgress());
      final List<Long> runs = new ArrayList<>();
      int most = 0;
      for (int step = 0; step < 40; step++) {
        final long run = random.nextBoolean() ? fresh.claim(1 + random.nextInt(4), 0) : -1;
        if (run >= 0) {
          runs.add(run);
        } else if (!runs.isEmpty()) {
          final long freed = runs.remove(random.nextInt(runs.size()));
          fresh.free(BlockAllocator.start(freed), BlockAllocator.length(freed));
        }
        most = Math.max(most, runs.stream().mapToInt(BlockAllocator::length).sum());
        assertThat(fresh.highWater()).as("seed %d, step %d", seed, step).isEqualTo(most);
      }
    }
  }

  @Test
  void itLooksOnceAtBlocksThatWereOnceAllTaken() {
    final AtomicInteger looks = new AtomicInteger();
    final HighWater mark = new HighWater(() -> {
      looks.incrementAndGet();
      return 3;
    });
    for (int i = 0; i < 10; i++) {
      mark.taken(3, 3);
    }
    assertThat(mark.blocks()).isEqualTo(3);
    assertThat(looks).hasValue(1);
  }

  @Test
  void itDoesNotLookBeforeAsManyWereTakenAsAreMissing() {
    final AtomicInteger looks = new AtomicInteger();
    final AtomicInteger used = new AtomicInteger(10);
    final HighWater mark = new HighWater(() -> {
      looks.incrementAndGet();
      return used.get();
    });
    mark.taken(10, 10);
    used.set(7); // five went, two others came
    mark.taken(12, 2);
    assertThat(looks).hasValue(2);
    for (int block = 0; block < 3; block++) {
      used.incrementAndGet();
      mark.taken(block + 1, 1);
    }
    assertThat(looks).as("ten again, not more").hasValue(2);

    used.incrementAndGet();
    mark.taken(4, 1);
    assertThat(mark.blocks()).isEqualTo(11);
    assertThat(looks).hasValue(3);
  }

  /** After so many claims that what was taken since the last look does not fit an int. */
  @Test
  void itGrowsAfterAnyNumberOfClaims() {
    final AtomicInteger used = new AtomicInteger(1);
    final HighWater mark = new HighWater(used::get);
    mark.taken(1, 1);
    mark.taken(1, Integer.MAX_VALUE); // stands for as many claims of one block
    mark.taken(1, 2);
    used.set(2);
    mark.taken(2, 1);
    assertThat(mark.blocks()).isEqualTo(2);
  }
}
