package org.intercore.properties.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.intercore.icbmsg.block.BlockAllocator;

/**
 * An endless stream of claims for one block that do not wait, in one thread: while somebody sleeps,
 * one block after the other is released, and whatever is free is claimed at once.
 */
final class SmallTraffic {
  /** Which block is released next, as long as no other is due. */
  enum Order {
    OLDEST,
    RANDOM,
    LOWEST,
    HIGHEST,
    /** As far as possible from what is kept for somebody. */
    SPITEFUL
  }

  private final Order order;
  private final int within;
  private final SplittableRandom random;
  private final BlockOracle oracle;
  private final BlockAllocator allocator;
  private final boolean[] heldForEver;
  // When each block was taken, counted in releases.
  private final long[] takenAt;
  private long releases;
  private long bound;
  private int wanted;

  /** All blocks are taken, each by itself, and will be released within so many releases. */
  SmallTraffic(
      final int count, final Order order, final int within, final SplittableRandom random) {
    this.order = order;
    this.within = within;
    this.random = random;
    this.oracle = new BlockOracle(count);
    this.allocator = new BlockAllocator(count, new Stream());
    this.heldForEver = new boolean[count];
    this.takenAt = new long[count];
    takeAllThatIsFree();
    assertThat(oracle.used()).isEqualTo(count);
  }

  /** Holds so many blocks for ever, all of them outside of a run. */
  void holdForEver(final int number, final int start, final int length) {
    int held = 0;
    while (held < number) {
      final int block = random.nextInt(oracle.count());
      if (!heldForEver[block] && (block < start || block >= start + length)) {
        heldForEver[block] = true;
        held++;
      }
    }
  }

  /** Waits for a run, and fails if that takes more releases than it may. */
  long releasesUntilServed(final int blocks, final long most) {
    wanted = blocks;
    bound = most;
    final long run = allocator.claim(blocks, Long.MAX_VALUE);
    assertThat(run).isNotNegative();
    assertThat(oracle.isRun(BlockAllocator.start(run), BlockAllocator.length(run)))
        .isTrue();
    return releases;
  }

  private void takeAllThatIsFree() {
    long run = allocator.claim(1, 0);
    while (run >= 0) {
      final int block = BlockAllocator.start(run);
      assertThat(oracle.isTaken(block)).isFalse();
      oracle.set(block, 1, true);
      takenAt[block] = releases;
      run = allocator.claim(1, 0);
    }
  }

  private void release() {
    final int oldest = oldest();
    // When it is due, all others may be due just as soon, and only one is released at a time.
    final boolean due = releases - takenAt[oldest] >= within - oracle.count();
    final int block = due ? oldest : preferred();
    oracle.set(block, 1, false);
    releases++;
    allocator.free(block, 1);
  }

  private boolean isReleasable(final int block) {
    return oracle.isTaken(block) && !heldForEver[block];
  }

  private int oldest() {
    int oldest = -1;
    for (int block = 0; block < oracle.count(); block++) {
      if (isReleasable(block) && (oldest < 0 || takenAt[block] < takenAt[oldest])) {
        oldest = block;
      }
    }
    return oldest;
  }

  private int preferred() {
    int best = -1;
    int bestValue = 0;
    for (int block = 0; block < oracle.count(); block++) {
      if (isReleasable(block)) {
        final int value = valueOf(block);
        if (best < 0 || value > bestValue) {
          best = block;
          bestValue = value;
        }
      }
    }
    return best;
  }

  private int valueOf(final int block) {
    return switch (order) {
      case OLDEST -> (int) -takenAt[block];
      case RANDOM -> random.nextInt();
      case LOWEST -> -block;
      case HIGHEST -> block;
      case SPITEFUL -> distanceToFree(block);
    };
  }

  private int distanceToFree(final int block) {
    int distance = oracle.count();
    for (int other = 0; other < oracle.count(); other++) {
      if (!oracle.isTaken(other)) {
        distance = Math.min(distance, Math.abs(other - block));
      }
    }
    return distance;
  }

  /** What nobody was given is kept for whoever waits: less than it wants, and where it wants it. */
  private void checkKept() {
    int first = oracle.count();
    int last = -1;
    for (int block = 0; block < oracle.count(); block++) {
      if (!oracle.isTaken(block)) {
        first = Math.min(first, block);
        last = block;
      }
    }
    assertThat(last - first + 1).as("stretch that is kept").isLessThanOrEqualTo(wanted);
    assertThat(oracle.count() - oracle.used()).as("blocks that are kept").isLessThan(wanted);
  }

  /** What happens while somebody sleeps. */
  private final class Stream extends FakeProgress {
    Stream() {
      super(0);
    }

    @Override
    public void await(final BooleanSupplier ready, final long timeoutNs) {
      assertThat(releases).as("releases without being served").isLessThan(bound);
      release();
      if (!ready.getAsBoolean()) {
        takeAllThatIsFree();
        checkKept();
      }
    }
  }
}
