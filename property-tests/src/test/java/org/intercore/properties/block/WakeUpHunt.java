package org.intercore.properties.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.intercore.icbmsg.block.BlockAllocator;
import org.intercore.icmsg.status.Status;
import org.intercore.testkit.Watchdog;

/**
 * Threads that claim for ever and free at once, and now and then interrupt each other or end all waits.
 * Each frees what it has, so each is served in the end; if not, a wake-up was lost, or a block.
 */
final class WakeUpHunt {
  private static final int THREADS = 4;
  private static final int ROUNDS = 400;

  private final SplittableRandom random;
  private final int count;
  private final BlockAllocator allocator;
  private final AtomicIntegerArray owners;
  private final AtomicReferenceArray<Thread> threads = new AtomicReferenceArray<>(THREADS);

  WakeUpHunt(final int count, final long seed) {
    this.random = new SplittableRandom(seed);
    this.count = count;
    this.allocator = new BlockAllocator(count, new ParkingProgress(random.nextLong()));
    this.owners = new AtomicIntegerArray(count);
  }

  void play() {
    final List<Watchdog.Guarded> all = new ArrayList<>();
    try {
      for (int i = 0; i < THREADS; i++) {
        final int number = i;
        final SplittableRandom own = random.split();
        all.add(Watchdog.start("claimer " + i, () -> claimAndFree(number, own)));
      }
      all.forEach(Watchdog.Guarded::join);
    } finally {
      all.forEach(Watchdog.Guarded::close);
    }
    assertThat(allocator.used()).isZero();
    assertThat(allocator.claim(count, 0)).isNotNegative();
  }

  private void claimAndFree(final int number, final SplittableRandom own) {
    threads.set(number, Thread.currentThread());
    for (int i = 0; i < ROUNDS; i++) {
      final int blocks = own.nextInt(count + 1);
      final long timeoutNs = own.nextInt(4) == 0 ? 0 : Long.MAX_VALUE;
      final long run = allocator.claim(blocks, timeoutNs);
      if (run >= 0) {
        own(run, 1);
        disturb(own);
        own(run, -1);
        free(run, own);
      } else {
        checkReason((int) run, timeoutNs);
      }
    }
  }

  private static void checkReason(final int status, final long timeoutNs) {
    if (status == Status.INTERRUPTED) {
      assertThat(Thread.interrupted()).as("interrupt flag").isTrue();
    } else {
      assertThat(status).isEqualTo(timeoutNs == 0 ? Status.NO_MEMORY : Status.NOT_CONNECTED);
    }
  }

  private void own(final long run, final int change) {
    final int start = BlockAllocator.start(run);
    for (int block = start; block < start + BlockAllocator.length(run); block++) {
      assertThat(owners.addAndGet(block, change))
          .as("owners of block %d", block)
          .isBetween(0, 1);
    }
  }

  private void disturb(final SplittableRandom own) {
    switch (own.nextInt(40)) {
      case 0 -> {
        final Thread other = threads.get(own.nextInt(THREADS));
        if (other != null) {
          other.interrupt();
        }
      }
      case 1 -> allocator.endWaits(Status.NOT_CONNECTED);
      default -> {
        if (own.nextBoolean()) {
          Thread.yield();
        }
      }
    }
  }

  /** All at once, or the end first, as a message does that is shorter than its run. */
  private void free(final long run, final SplittableRandom own) {
    final int start = BlockAllocator.start(run);
    final int length = BlockAllocator.length(run);
    final int kept = own.nextInt(length);
    if (kept > 0) {
      allocator.free(start + kept, length - kept);
    }
    allocator.free(start, kept > 0 ? kept : length);
  }
}
