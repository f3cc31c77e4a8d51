package org.intercore.icbmsg.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import org.intercore.icbmsg.Workers;
import org.intercore.icbmsg.Workers.Worker;
import org.intercore.icmsg.status.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who gets blocks, in which order, and when he stops waiting. */
@Timeout(120)
class BlockAllocatorTest {
  private static final long FOREVER = Long.MAX_VALUE;
  private static final int BLOCKS = 4;

  private final TestProgress progress = new TestProgress();
  private final BlockAllocator allocator = new BlockAllocator(BLOCKS, progress);
  private final Workers workers = new Workers();

  @AfterEach
  void stop() throws InterruptedException {
    workers.stop();
  }

  private Worker<Long> waitFor(final int blocks, final long timeoutNs) throws InterruptedException {
    return workers.start(() -> allocator.claim(blocks, timeoutNs)).awaitAsleep();
  }

  private void takeAll() {
    for (int i = 0; i < BLOCKS; i++) {
      assertThat(allocator.claim(1, 0)).isEqualTo(run(i, 1));
    }
  }

  private static long run(final int start, final int length) {
    return (long) length << 32 | start;
  }

  @Test
  void theFirstRunThatFitsIsTaken() {
    assertThat(allocator.claim(2, 0)).isEqualTo(run(0, 2));
    assertThat(allocator.claim(1, 0)).isEqualTo(run(2, 1));
    allocator.free(0, 2);
    assertThat(allocator.claim(3, 0)).isEqualTo(Status.NO_MEMORY);
    assertThat(allocator.claim(1, 0)).isEqualTo(run(0, 1));
    assertThat(allocator.used()).isEqualTo(2);
    assertThat(allocator.highWater()).isEqualTo(3);
  }

  @Test
  void theLargestRunStartsAtTheFirstFreeBlockEvenIfALongerOneFollows() {
    takeAll();
    allocator.free(0, 1);
    allocator.free(2, 2);
    assertThat(allocator.claim(BlockAllocator.LARGEST, 0)).isEqualTo(run(0, 1));
    assertThat(allocator.claim(BlockAllocator.LARGEST, 0)).isEqualTo(run(2, 2));
    assertThat(allocator.claim(BlockAllocator.LARGEST, 0)).isEqualTo(Status.NO_MEMORY);
  }

  @Test
  void moreThanThereIsIsRefusedAtOnceHoweverLongOneWouldWait() {
    assertThat(allocator.claim(BLOCKS + 1, FOREVER)).isEqualTo(Status.NO_MEMORY);
    assertThat(allocator.claim(Integer.MAX_VALUE, FOREVER)).isEqualTo(Status.NO_MEMORY);
    assertThatIllegalArgumentException().isThrownBy(() -> allocator.claim(-1, 0));
  }

  @Test
  void waitersAreServedInTheOrderInWhichTheyCame() throws InterruptedException {
    takeAll();
    final Worker<Long> four = waitFor(4, FOREVER);
    final Worker<Long> one = waitFor(1, FOREVER);
    final Worker<Long> two = waitFor(2, FOREVER);
    allocator.free(0, 1);
    allocator.free(2, 2);
    one.awaitAsleep();
    four.awaitAsleep();
    assertThat(allocator.used()).isEqualTo(1);

    allocator.free(1, 1);
    assertThat(four.join()).isEqualTo(run(0, 4));
    one.awaitAsleep();
    allocator.free(0, 4);
    assertThat(one.join()).isEqualTo(run(0, 1));
    assertThat(two.join()).isEqualTo(run(1, 2));
  }

  @Test
  void aLargeRequestIsNotStarvedByClaimsThatDoNotWait() throws InterruptedException {
    takeAll();
    final Worker<Long> four = waitFor(4, FOREVER);
    for (int i = 0; i < BLOCKS - 1; i++) {
      allocator.free(i, 1);
      assertThat(allocator.claim(1, 0)).isEqualTo(Status.NO_MEMORY);
    }
    four.awaitAsleep();
    allocator.free(BLOCKS - 1, 1);
    assertThat(four.join()).isEqualTo(run(0, 4));
  }

  @Test
  void aClaimThatDoesNotWaitIsGivenWhatTheHeadOfTheLineDoesNotNeed() throws InterruptedException {
    takeAll();
    final Worker<Long> two = waitFor(2, FOREVER);
    allocator.free(0, 1);
    allocator.free(3, 1);
    assertThat(allocator.claim(1, 0)).isEqualTo(run(3, 1));
    assertThat(allocator.claim(1, 0)).isEqualTo(Status.NO_MEMORY);
    assertThat(allocator.claim(2, 0)).isEqualTo(Status.NO_MEMORY);
    assertThat(allocator.claim(BlockAllocator.LARGEST, 0)).isEqualTo(Status.NO_MEMORY);
    two.awaitAsleep();
    assertThat(allocator.used()).isEqualTo(3);
    allocator.free(1, 1);
    assertThat(two.join()).isEqualTo(run(0, 2));
  }

  @Test
  void whoIsReadyToWaitOvertakesNobodyEvenIfItCouldBeServed() throws InterruptedException {
    takeAll();
    final Worker<Long> two = waitFor(2, FOREVER);
    allocator.free(0, 1);
    allocator.free(3, 1);
    final Worker<Long> one = waitFor(1, FOREVER);
    assertThat(allocator.used()).isEqualTo(2);
    allocator.free(1, 1);
    assertThat(two.join()).isEqualTo(run(0, 2));
    assertThat(one.join()).isEqualTo(run(3, 1));
  }

  @Test
  void whenTheHeadLeavesWhatWasKeptForItIsForTheNext() throws InterruptedException {
    takeAll();
    final Worker<Long> three = waitFor(3, 1000);
    final Worker<Long> two = waitFor(2, FOREVER);
    allocator.free(0, 1);
    allocator.free(1, 1);
    two.awaitAsleep();
    progress.nowNs.addAndGet(1000);
    assertThat(three.join()).isEqualTo(Status.TIMED_OUT);
    assertThat(two.join()).isEqualTo(run(0, 2));
    assertThat(allocator.used()).isEqualTo(4);
  }

  @Test
  void whatWasKeptIsFreeAgainWhenAllWaitsAreEnded() throws InterruptedException {
    takeAll();
    final Worker<Long> four = waitFor(4, FOREVER);
    allocator.free(1, 2);
    assertThat(allocator.used()).isEqualTo(2);
    allocator.endWaits(Status.NOT_CONNECTED);
    assertThat(four.join()).isEqualTo(Status.NOT_CONNECTED);
    assertThat(allocator.used()).isEqualTo(2);
    assertThat(allocator.claim(2, 0)).isEqualTo(run(1, 2));
  }

  @Test
  void oneReleaseServesAsManyAsItIsEnoughFor() throws InterruptedException {
    takeAll();
    final Worker<Long> two = waitFor(2, FOREVER);
    final Worker<Long> one = waitFor(1, FOREVER);
    final Worker<Long> largest = waitFor(BlockAllocator.LARGEST, FOREVER);
    allocator.free(0, 4);
    assertThat(two.join()).isEqualTo(run(0, 2));
    assertThat(one.join()).isEqualTo(run(2, 1));
    assertThat(largest.join()).isEqualTo(run(3, 1));
  }

  @Test
  void whoGivesUpLeavesItsPlaceToTheNext() throws InterruptedException {
    takeAll();
    final Worker<Long> four = waitFor(4, 1000);
    final Worker<Long> one = waitFor(1, FOREVER);
    allocator.free(3, 1);
    one.awaitAsleep();
    progress.nowNs.addAndGet(1000);
    assertThat(four.join()).isEqualTo(Status.TIMED_OUT);
    assertThat(one.join()).isEqualTo(run(3, 1));
  }

  @Test
  void theTimeIsCountedFromTheCallHoweverOftenOneIsWoken() throws InterruptedException {
    takeAll();
    final Worker<Long> four = waitFor(4, 1_000_000);
    for (int i = 0; i < 10; i++) {
      progress.nowNs.addAndGet(99_999);
      if (i < BLOCKS - 1) {
        allocator.free(i, 1);
      }
      final long before = progress.wakeUps.get();
      LockSupport.unpark(four.thread());
      while (progress.wakeUps.get() < before + 3) {
        Thread.onSpinWait();
      }
      assertThat(four.isDone()).isFalse();
    }
    progress.nowNs.addAndGet(10);
    assertThat(four.join()).isEqualTo(Status.TIMED_OUT);
    assertThat(allocator.used()).isEqualTo(1);
  }

  @Test
  void anInterruptedThreadStopsWaitingAndIsStillInterrupted() throws InterruptedException {
    takeAll();
    final Worker<Boolean> waiting = workers.start(() -> {
      assertThat(allocator.claim(1, FOREVER)).isEqualTo(Status.INTERRUPTED);
      return Thread.currentThread().isInterrupted();
    });
    waiting.awaitAsleep();
    waiting.thread().interrupt();
    assertThat(waiting.join()).isTrue();
    allocator.free(0, 1);
    assertThat(allocator.claim(1, 0)).isEqualTo(run(0, 1));
  }

  @Test
  void anInterruptedThreadIsServedIfItNeedNotWait() {
    Thread.currentThread().interrupt();
    final long claimed = allocator.claim(1, FOREVER);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(claimed).isEqualTo(run(0, 1));
  }

  @Test
  void whenWaitingEndsEverybodyIsToldWhy() throws InterruptedException {
    takeAll();
    final Worker<Long> first = waitFor(4, FOREVER);
    final Worker<Long> second = waitFor(1, FOREVER);
    allocator.endWaits(Status.NOT_CONNECTED);
    assertThat(first.join()).isEqualTo(Status.NOT_CONNECTED);
    assertThat(second.join()).isEqualTo(Status.NOT_CONNECTED);

    progress.status = Status.CLOSED;
    assertThat(allocator.claim(1, FOREVER)).isEqualTo(Status.CLOSED);
    allocator.free(0, 4);
    assertThat(allocator.used()).isZero();
  }

  @Test
  void noBlockIsEverGivenTwiceOrLost() throws InterruptedException {
    final long seed = System.nanoTime();
    final int blocks = 16;
    final BlockAllocator contended = new BlockAllocator(blocks, progress);
    final AtomicIntegerArray owners = new AtomicIntegerArray(blocks);
    final List<Worker<Integer>> all = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      final Random random = new Random(seed + i);
      all.add(workers.start(() -> {
        int granted = 0;
        for (int round = 0; round < 3000; round++) {
          final long timeout = random.nextInt(3) == 0 ? 0 : FOREVER;
          final long run = contended.claim(random.nextInt(6), timeout);
          if (run >= 0) {
            granted++;
            final int start = BlockAllocator.start(run);
            final int length = BlockAllocator.length(run);
            for (int block = start; block < start + length; block++) {
              assertThat(owners.getAndIncrement(block)).as("seed %d", seed).isZero();
            }
            Thread.yield();
            for (int block = start; block < start + length; block++) {
              owners.decrementAndGet(block);
            }
            contended.free(start, length);
          } else {
            assertThat(run).isEqualTo(Status.NO_MEMORY);
          }
        }
        return granted;
      }));
    }
    for (final Worker<Integer> worker : all) {
      assertThat(worker.join()).as("seed %d", seed).isGreaterThan(1500);
    }
    assertThat(contended.used()).isZero();
    assertThat(contended.claim(blocks, 0)).isEqualTo(run(0, blocks));
  }
}
