package org.intercore.icmsg.doorbell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.intercore.icmsg.InThread;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every doorbell does that really rings. Waits here have no limit of their own: a wake-up that is
 * lost is a test that does not end.
 */
@Timeout(120)
abstract class DoorbellContract {
  Doorbell mine;
  Doorbell yours;

  /** As the library rings. */
  private static void ring(final Doorbell bell) {
    if (bell.needsRing(true)) {
      bell.ring();
    }
  }

  @Test
  void aSleeperIsWokenByTheOtherSide() throws Exception {
    final AtomicBoolean news = new AtomicBoolean();
    final CompletableFuture<Boolean> sleeper = InThread.supply(() -> awaitForEver(mine, news::get));
    Thread.sleep(20);
    assertThat(sleeper).isNotDone();

    news.set(true);
    ring(yours);

    assertThat(sleeper.join()).isTrue();
  }

  @Test
  void whatIsReadyIsNotWaitedFor() {
    assertThat(mine.await(() -> true, Long.MAX_VALUE)).isTrue();
  }

  /** The hazard: news and the ring come between the caller's look and the arming. */
  @Test
  void aRingBeforeTheSleeperIsArmedIsNotLost() {
    final AtomicInteger looks = new AtomicInteger();
    assertThat(mine.await(
            () -> {
              if (looks.getAndIncrement() == 0) {
                ring(yours);
                return false; // as it was a moment ago
              }
              return true;
            },
            Long.MAX_VALUE))
        .isTrue();
    assertThat(looks.get()).isGreaterThanOrEqualTo(2);
  }

  /** The hazard: news and the ring come after the last look and before the sleep. */
  @Test
  void aRingBetweenTheLastLookAndTheSleepIsNotLost() {
    final AtomicInteger looks = new AtomicInteger();
    final AtomicBoolean news = new AtomicBoolean();
    assertThat(mine.await(
            () -> {
              final boolean seen = news.get();
              if (looks.incrementAndGet() == 2) {
                news.set(true);
                ring(yours);
              }
              return seen;
            },
            Long.MAX_VALUE))
        .isTrue();
  }

  /**
   * Hunts the wake-up that is lost when "found nothing, go to sleep" on one side crosses "published,
   * ring" on the other: both sides take turns, publishing with plain release order and leaving every
   * full fence to the bells.
   */
  @Test
  void noWakeUpIsLostBetweenTwoThreads() {
    final int rounds = 20_000;
    final AtomicInteger ball = new AtomicInteger();
    final CompletableFuture<Void> other = InThread.run(() -> play(yours, ball, 1, rounds));
    play(mine, ball, 0, rounds);
    other.join();
    assertThat(ball.get()).isEqualTo(2 * rounds);
  }

  private static void play(
      final Doorbell bell, final AtomicInteger ball, final int parity, final int rounds) {
    final BooleanSupplier mineNow = () -> (ball.getAcquire() & 1) == parity;
    for (int round = 0; round < rounds; round++) {
      for (int spin = round % 64; spin > 0; spin--) {
        Thread.onSpinWait(); // shifts the two sides against each other
      }
      awaitForEver(bell, mineNow);
      ball.setRelease(2 * round + parity + 1);
      ring(bell);
    }
  }

  private static boolean awaitForEver(final Doorbell bell, final BooleanSupplier ready) {
    while (!bell.await(ready, Long.MAX_VALUE)) {
      if (Thread.currentThread().isInterrupted()) {
        throw new AssertionError("the wake-up was lost");
      }
    }
    return true;
  }

  @Test
  void everybodyOfACrowdWakes() throws Exception {
    final int crowd = 12; // more than there are places
    final ExecutorService threads = Executors.newFixedThreadPool(crowd);
    try {
      final AtomicBoolean news = new AtomicBoolean();
      final CountDownLatch awake = new CountDownLatch(crowd);
      for (int i = 0; i < crowd; i++) {
        threads.execute(() -> {
          awaitForEver(mine, news::get);
          awake.countDown();
        });
      }
      Thread.sleep(20);
      assertThat(awake.getCount()).isEqualTo(crowd);

      news.set(true);
      ring(yours);

      awake.await();
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aRingWakesOnlyTheOtherSide() {
    final long startNs = System.nanoTime();
    ring(mine); // rings the others
    assertThat(mine.await(() -> false, TimeUnit.MILLISECONDS.toNanos(30))).isFalse();
    assertThat(System.nanoTime() - startNs).isGreaterThanOrEqualTo(1_000_000);
  }

  @Test
  void oneThreadOfThisSideCanBeWokenByAnother() throws Exception {
    final AtomicBoolean granted = new AtomicBoolean();
    final CompletableFuture<Thread> who = new CompletableFuture<>();
    final CompletableFuture<Boolean> sleeper = InThread.supply(() -> {
      who.complete(Thread.currentThread());
      return awaitForEver(mine, granted::get);
    });
    Thread.sleep(20);
    granted.set(true);
    mine.wake(who.get());
    assertThat(sleeper.join()).isTrue();
  }

  /** The hazard: what is waited for is granted between the sleeper's last look and its sleep. */
  @Test
  void aWakeBetweenTheLastLookAndTheSleepIsNotLost() {
    final AtomicInteger looks = new AtomicInteger();
    final AtomicBoolean granted = new AtomicBoolean();
    assertThat(mine.await(
            () -> {
              final boolean seen = granted.get();
              if (looks.incrementAndGet() == 2) {
                granted.set(true);
                mine.wake(Thread.currentThread());
              }
              return seen;
            },
            Long.MAX_VALUE))
        .isTrue();
  }

  @Test
  void anInterruptEndsTheWait() {
    Thread.currentThread().interrupt();
    assertThat(mine.await(() -> false, Long.MAX_VALUE)).isFalse();
    assertThat(Thread.interrupted()).as("the flag is still set").isTrue();
  }

  @Test
  void closingWakesItsOwnSleepers() throws Exception {
    final CompletableFuture<Boolean> sleeper =
        InThread.supply(() -> mine.await(() -> false, Long.MAX_VALUE));
    Thread.sleep(20);
    mine.close();
    assertThat(sleeper.get()).isFalse();
  }
}
