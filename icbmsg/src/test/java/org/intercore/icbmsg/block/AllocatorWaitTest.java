package org.intercore.icbmsg.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.intercore.icbmsg.Workers;
import org.intercore.icbmsg.Workers.Worker;
import org.intercore.icmsg.status.Status;
import org.intercore.icmsg.sync.Confinement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What a thread does that finds no block: it looks into the ring, stands in the line, sleeps until
 * somebody wakes it, and leaves the line as it was.
 */
@Timeout(120)
class AllocatorWaitTest {
  private static final long FOREVER = Long.MAX_VALUE;
  private static final int BLOCKS = 4;

  private final ScriptedProgress progress = new ScriptedProgress();
  private final BlockAllocator allocator = new BlockAllocator(BLOCKS, progress);
  private final Sleep sleep = new Sleep();
  private final BlockAllocator slept = new BlockAllocator(BLOCKS, sleep);
  private final Workers workers = new Workers();

  /** Sleeps until it is woken, and looks at nothing meanwhile. */
  private static final class Sleep implements Progress {
    private final AtomicLong nowNs = new AtomicLong();

    @Override
    public int pump() {
      return 0;
    }

    @Override
    public int workIfIdle() {
      return 0;
    }

    @Override
    public void await(final BooleanSupplier ready, final long timeoutNs) {
      if (!ready.getAsBoolean()) {
        LockSupport.park();
      }
    }

    @Override
    public boolean hasNews() {
      return false;
    }

    @Override
    public int status() {
      return 0;
    }

    @Override
    public boolean enterWait() {
      return true;
    }

    @Override
    public void leaveWait() {}

    @Override
    public long nanoTime() {
      return nowNs.get();
    }
  }

  @AfterEach
  void stop() throws InterruptedException {
    workers.stop();
  }

  private static long run(final int start, final int length) {
    return (long) length << 32 | start;
  }

  private void takeAll() {
    assertThat(allocator.claim(BLOCKS, 0)).isEqualTo(run(0, BLOCKS));
    assertThat(slept.claim(BLOCKS, 0)).isEqualTo(run(0, BLOCKS));
    assertThat(progress.entered).as("no need to wait").isZero();
  }

  private Worker<Long> sleepFor(final int blocks, final long timeoutNs)
      throws InterruptedException {
    return workers.start(() -> slept.claim(blocks, timeoutNs)).awaitAsleep();
  }

  private int giveBackFromRing(final int block) {
    allocator.free(block, 1);
    return 1;
  }

  @Test
  void aClaimThatDoesNotWaitTakesWhatIsGivenBackInTheRing() {
    takeAll();
    progress.ring = () -> giveBackFromRing(2);
    assertThat(allocator.claim(1, 0)).isEqualTo(run(2, 1));
    assertThat(progress.entered).isEqualTo(1);
    assertThat(progress.left).isEqualTo(1);
    assertThat(progress.naps).isEmpty();
  }

  @Test
  void aClaimThatDoesNotWaitIsRefusedWhereTheRingHoldsSomethingElse() {
    takeAll();
    progress.ring = () -> 1;
    assertThat(allocator.claim(1, 0)).isEqualTo(Status.NO_MEMORY);
    assertThat(progress.naps).isEmpty();
    assertThat(progress.left).isEqualTo(1);
  }

  @Test
  void aClaimThatWaitsDoesNotStandInTheLineForWhatIsInTheRing() {
    takeAll();
    progress.ring = () -> {
      progress.ring = () -> 0;
      return giveBackFromRing(1);
    };
    assertThat(allocator.claim(1, 1000)).isEqualTo(run(1, 1));
    assertThat(allocator.used()).isEqualTo(BLOCKS);
    assertThat(progress.clockReads).as("only for the deadline").isEqualTo(1);
  }

  @Test
  void theOnlyThreadTakesTheReleasesOffTheRingItself() {
    takeAll();
    progress.ring = () -> progress.naps.size() == 3 ? giveBackFromRing(3) : 0;
    assertThat(allocator.claim(1, FOREVER)).isEqualTo(run(3, 1));
    assertThat(progress.naps).containsExactly(FOREVER, FOREVER, FOREVER);
    assertThat(progress.left).isEqualTo(1);
  }

  /** The hazard: a fault handler throws out of the ring, and everybody else waits behind the thrower. */
  @Test
  void whoLeavesTheLineByAnExceptionLeavesNothingBehind() {
    takeAll();
    progress.ring = () -> {
      if (progress.naps.size() == 2) {
        giveBackFromRing(1); // granted at that very moment
        throw new IllegalStateException("out of a fault handler");
      }
      return 0;
    };
    assertThatIllegalStateException().isThrownBy(() -> allocator.claim(1, FOREVER));
    assertThat(progress.left).isEqualTo(1);
    assertThat(allocator.used()).isEqualTo(BLOCKS - 1);
    progress.ring = () -> 0;
    assertThat(allocator.claim(1, 0)).isEqualTo(run(1, 1));
  }

  @Test
  void anExceptionOutOfTheRingComesOutOfTheClaim() {
    takeAll();
    final RuntimeException thrown = new ArithmeticException();
    progress.ring = () -> {
      if (!progress.naps.isEmpty()) {
        throw thrown;
      }
      return 0;
    };
    assertThatException().isThrownBy(() -> allocator.claim(1, FOREVER)).isSameAs(thrown);
    assertThat(allocator.used()).isEqualTo(BLOCKS);
    assertThat(progress.left).isEqualTo(1);
  }

  @Test
  void nobodyWaitsOnMemoryThatIsGone() {
    takeAll();
    progress.gone = true;
    assertThat(allocator.claim(1, FOREVER)).isEqualTo(Status.CLOSED);
    assertThat(allocator.claim(1, 0)).isEqualTo(Status.CLOSED);
    assertThat(progress.left).isZero();
  }

  @Test
  void theTimeIsNotOverWhileANanosecondIsLeft() {
    takeAll();
    progress.duringNap = () -> progress.nowNs -= progress.naps.size() == 1 ? 1 : 0;
    assertThat(allocator.claim(1, 1000)).isEqualTo(Status.TIMED_OUT);
    assertThat(progress.naps).containsExactly(1000L, 1L);
  }

  @Test
  void aRunAcrossWordsNeedsNoWaitEither() {
    final BlockAllocator large = new BlockAllocator(80, progress);
    assertThat(large.claim(20, 0)).isEqualTo(run(0, 20));
    assertThat(large.claim(40, 0)).isEqualTo(run(20, 40));
    assertThat(progress.entered).isZero();
    large.free(20, 40);
    assertThat(large.claim(60, 0)).isEqualTo(run(20, 60));
  }

  @Test
  void whoIsServedIsWoken() throws InterruptedException {
    takeAll();
    final Worker<Long> one = sleepFor(1, FOREVER);
    final Worker<Long> two = sleepFor(2, FOREVER);
    slept.free(0, 3);
    assertThat(one.join()).isEqualTo(run(0, 1));
    assertThat(two.join()).isEqualTo(run(1, 2));
  }

  @Test
  void whoIsToldToWaitNoLongerIsWoken() throws InterruptedException {
    takeAll();
    final Worker<Long> one = sleepFor(1, FOREVER);
    final Worker<Long> two = sleepFor(2, FOREVER);
    slept.endWaits(Status.NOT_CONNECTED);
    assertThat(one.join()).isEqualTo(Status.NOT_CONNECTED);
    assertThat(two.join()).isEqualTo(Status.NOT_CONNECTED);
  }

  @Test
  void whoStoodBehindOneThatGaveUpIsWokenIfItCanBeServed() throws InterruptedException {
    takeAll();
    final Worker<Long> four = sleepFor(4, 1000);
    final Worker<Long> one = sleepFor(1, FOREVER);
    slept.free(3, 1);
    one.awaitAsleep();
    giveUp(four);
    assertThat(one.join()).isEqualTo(run(3, 1));
  }

  private void giveUp(final Worker<Long> worker) throws InterruptedException {
    sleep.nowNs.addAndGet(1000);
    LockSupport.unpark(worker.thread());
    assertThat(worker.join()).isEqualTo(Status.TIMED_OUT);
  }

  @Test
  void whoGivesUpInTheMiddleOfTheLineLeavesTheOthersInTheirOrder() throws InterruptedException {
    takeAll();
    final Worker<Long> first = sleepFor(2, FOREVER);
    final Worker<Long> middle = sleepFor(1, 1000);
    final Worker<Long> third = sleepFor(2, FOREVER);
    giveUp(middle);

    slept.free(0, 2);
    assertThat(first.join()).isEqualTo(run(0, 2));
    third.awaitAsleep();
    slept.free(2, 2);
    assertThat(third.join()).isEqualTo(run(2, 2));
  }

  @Test
  void whoGivesUpAtTheEndOfTheLineLeavesItsEndToTheOneBefore() throws InterruptedException {
    takeAll();
    final Worker<Long> first = sleepFor(2, FOREVER);
    final Worker<Long> last = sleepFor(1, 1000);
    giveUp(last);
    final Worker<Long> next = sleepFor(2, FOREVER);

    slept.free(0, 4);
    assertThat(first.join()).isEqualTo(run(0, 2));
    assertThat(next.join()).isEqualTo(run(2, 2));
  }

  /** Two releases beside each other count, though an older one lies where the window was first. */
  @Test
  void theHeadIsServedWhereARunBecomesFreeFirst() throws InterruptedException {
    takeAll();
    final Worker<Long> two = sleepFor(2, FOREVER);
    slept.free(0, 1);
    slept.free(2, 1);
    two.awaitAsleep();
    slept.free(3, 1);
    assertThat(two.join()).isEqualTo(run(2, 2));
    assertThat(slept.used()).isEqualTo(3);
  }

  @Test
  void aClaimThatDoesNotWaitNeedsNoClock() {
    takeAll();
    assertThat(allocator.claim(1, 0)).isEqualTo(Status.NO_MEMORY);
    assertThat(progress.clockReads).isZero();
  }

  @Test
  void theLargestRunIsRefusedWhereTheRingHoldsSomethingElse() {
    takeAll();
    progress.ring = () -> 1;
    assertThat(allocator.claim(BlockAllocator.LARGEST, 0)).isEqualTo(Status.NO_MEMORY);
  }

  @Test
  void nothingOvertakesWhoeverWantsASingleBlock() {
    takeAll();
    progress.ring = () -> 1; // so that it is looked for twice
    progress.duringNap = () -> assertThat(allocator.claim(1, 0)).isEqualTo(Status.NO_MEMORY);
    assertThat(allocator.claim(1, 1000)).isEqualTo(Status.TIMED_OUT);
    assertThat(progress.naps).hasSize(1);
  }

  @Test
  void whatIsGrantedInTheLastMomentCounts() {
    takeAll();
    progress.onClock = () -> {
      if (progress.clockReads == 2) { // it stands in the line, and its time is over
        progress.nowNs += 1000;
        allocator.free(2, 1);
      }
    };
    assertThat(allocator.claim(1, 1000)).isEqualTo(run(2, 1));
    assertThat(allocator.used()).isEqualTo(BLOCKS);
  }

  /** The head's patience is counted in releases: who comes and goes behind it must not end it. */
  @Test
  void whoComesAndGoesBehindTheHeadReleasesNothing() {
    takeAll();
    allocator.free(BLOCKS - 1, 1);
    progress.duringNap = () -> {
      progress.duringNap = () -> {};
      for (int i = 0; i < 10 * BLOCKS; i++) {
        assertThat(allocator.claim(1, 1)).isEqualTo(Status.TIMED_OUT);
        assertThat(allocator.claim(1, 0)).as("kept for the head").isEqualTo(Status.NO_MEMORY);
      }
      allocator.free(BLOCKS - 2, 1);
    };
    assertThat(allocator.claim(2, FOREVER)).isEqualTo(run(BLOCKS - 2, 2));
  }

  @Test
  void whoHadToWaitIsToldForHowLong() {
    takeAll();
    final List<Long> waited = new ArrayList<>();
    assertThat(allocator.claim(1, 0, waited::add)).isEqualTo(Status.NO_MEMORY);
    assertThat(waited).as("it did not wait").isEmpty();

    assertThat(allocator.claim(1, 1000, waited::add)).isEqualTo(Status.TIMED_OUT);
    assertThat(waited).containsExactly(1000L);

    progress.duringNap = () -> allocator.free(3, 1);
    assertThat(allocator.claim(1, 700, waited::add)).isEqualTo(run(3, 1));
    assertThat(waited).containsExactly(1000L, 700L);
  }

  /** Four blocks are free across two words, and behind them four within one. */
  private static void freeAcrossWordsAndWithin(final BlockAllocator large) {
    large.free(30, 4);
    large.free(100, 4);
  }

  @Test
  void aRunThatNeedsNoLockIsTakenBeforeOneAcrossWords() {
    final BlockAllocator large = new BlockAllocator(128, progress);
    assertThat(large.claim(128, 0)).isEqualTo(run(0, 128));
    freeAcrossWordsAndWithin(large);
    assertThat(large.claim(4, 0)).isEqualTo(run(100, 4));
    assertThat(large.claim(4, 0)).isEqualTo(run(30, 4));
  }

  @Test
  void onceNobodyWaitsAnyMoreNoLockIsNeededAgain() {
    final BlockAllocator large = new BlockAllocator(128, progress);
    assertThat(large.claim(128, 0)).isEqualTo(run(0, 128));
    assertThat(large.claim(1, 1000)).isEqualTo(Status.TIMED_OUT);
    freeAcrossWordsAndWithin(large);
    assertThat(large.claim(4, 0)).as("the short way").isEqualTo(run(100, 4));
  }

  @Test
  void whatIsFreeInItsWindowIsKeptAsSoonAsTheHeadStandsInTheLine() {
    takeAll();
    allocator.free(0, 1);
    allocator.free(2, 1);
    progress.duringNap = () -> assertThat(allocator.nextTaken(0)).as("kept").isZero();
    assertThat(allocator.claim(2, 1000)).isEqualTo(Status.TIMED_OUT);
    assertThat(progress.naps).hasSize(1);
    assertThat(allocator.nextTaken(0)).as("given back").isEqualTo(1);
  }

  @Test
  void noOtherThreadEndsTheWaitsOfWhatIsConfinedToOne() throws InterruptedException {
    final BlockAllocator confined = new BlockAllocator(BLOCKS, progress, Confinement.toOneThread());
    assertThat(confined.claim(1, 0)).isEqualTo(run(0, 1));
    workers
        .start(() -> {
          assertThatIllegalStateException()
              .isThrownBy(() -> confined.endWaits(Status.CLOSED))
              .withMessageContaining("confined to one thread");
          return null;
        })
        .join();
  }

  @Test
  void waitingAllocatesNothing() {
    takeAll();
    progress.recording = false;
    final Runnable nobody = () -> {};
    final Runnable another = () -> {
      progress.duringNap = nobody;
      allocator.claim(2, 1);
    };
    final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    final long me = Thread.currentThread().getId();
    long before = 0;
    for (int i = 0; i < 20_000; i++) {
      if (i == 10_000) {
        before = threads.getThreadAllocatedBytes(me);
      }
      progress.duringNap = another;
      allocator.claim(1, 1);
    }
    // Far less than a byte a wait; the JVM itself allocates a little now and then.
    assertThat(threads.getThreadAllocatedBytes(me) - before).isLessThan(5000);
  }
}
