package org.intercore.icmsg.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.intercore.icmsg.InThread;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SpinLockTest {
  private static final int THREADS = 2;
  private static final int ROUNDS = 2_000_000;
  private static final int LOOKS = 5;

  private final SpinLock lock = new SpinLock();
  private int plain;
  private volatile Thread inside;

  /** Hunts two threads inside at once, and writes of one that the next does not see. */
  @Test
  @Timeout(120)
  void onlyOneThreadIsInsideAndSeesWhatTheLastOneDid() {
    final CountDownLatch go = new CountDownLatch(THREADS);
    final CompletableFuture<?>[] threads = IntStream.range(0, THREADS)
        .mapToObj(number -> InThread.run(() -> {
          go.countDown();
          while (go.getCount() > 0) {
            Thread.onSpinWait(); // all at once, or they would follow each other
          }
          count();
        }))
        .toArray(CompletableFuture<?>[]::new);
    CompletableFuture.allOf(threads).join();

    assertThat(plain).isEqualTo(THREADS * ROUNDS);
  }

  private void count() {
    final Thread me = Thread.currentThread();
    for (int i = 0; i < ROUNDS; i++) {
      lock.lock();
      try {
        inside = me;
        plain++;
        for (int look = 0; look < LOOKS; look++) {
          if (inside != me) {
            throw new AssertionError(inside + " came in while " + me + " was inside");
          }
        }
      } finally {
        lock.unlock();
      }
    }
  }

  @Test
  void aLockThatIsHeldIsNotTakenTwice() {
    assertThat(lock.tryLock()).isTrue();
    assertThat(lock.tryLock()).isFalse();
    lock.unlock();
    assertThat(lock.tryLock()).isTrue();
  }

  /** The holder sleeps, so the waiter goes through spinning and yielding to parking. */
  @Test
  @Timeout(120)
  void aWaiterGetsTheLockAfterALongTimeToo() throws Exception {
    lock.lock();
    final CompletableFuture<Integer> waiter = InThread.supply(() -> {
      lock.lock();
      return plain;
    });
    Thread.sleep(20);
    assertThat(waiter).isNotDone();
    plain = 42;
    lock.unlock();
    assertThat(waiter.join()).isEqualTo(42);
  }
}
