package org.intercore.icmsg.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import org.intercore.icmsg.InThread;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ConfinementTest {
  private final Confinement confinement = Confinement.toOneThread();
  private final SpinLock lock = new SpinLock(confinement);
  private final Turn turn = new Turn("thing", confinement);

  @Test
  void nothingIsConfinedUnlessItIsSaid() {
    final Confinement none = Confinement.none();
    assertThat(none.isConfined()).isFalse();
    none.check();
    InThread.run(none::check).join();
    assertThat(none.isMine()).isFalse();
  }

  @Test
  void theFirstThreadThatComesIsTheOne() {
    assertThat(confinement.isMine()).isFalse();
    confinement.check();
    assertThat(confinement.isMine()).isTrue();
    InThread.run(() -> {
          assertThat(confinement.isMine()).isFalse();
          assertRefused(confinement::check);
          assertRefused(confinement::handOver);
          assertRefused(lock::lock);
          assertRefused(turn::takeForPoll);
          assertRefused(turn::take);
        })
        .join();
    confinement.check();
  }

  private static void assertRefused(final Runnable use) {
    assertThatThrownBy(use::run)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("confined to one thread");
  }

  @Test
  void itIsHandedOver() throws InterruptedException {
    confinement.check();
    confinement.handOver();
    final CountDownLatch taken = new CountDownLatch(1);
    final CountDownLatch over = new CountDownLatch(1);
    // One that lives on, or anybody could come after it.
    final Thread other = new Thread(() -> {
      confinement.check();
      taken.countDown();
      awaitUninterrupted(over);
    });
    other.start();
    taken.await();
    assertRefused(lock::lock);
    over.countDown();
    other.join();
  }

  private static void awaitUninterrupted(final CountDownLatch latch) {
    try {
      latch.await();
    } catch (final InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whoHasEndedIsFollowedByTheNextThatComes() throws InterruptedException {
    final Thread first = new Thread(lock::lock);
    first.start();
    first.join();
    lock.lock();
    assertThat(confinement.isMine()).isTrue();
  }

  @Test
  void aTurnIsTakenOnceByItsThread() {
    assertThat(turn.isTaken()).isFalse();
    assertThat(turn.tryTake()).isTrue();
    assertThat(turn.isMine()).isTrue();
    assertThat(turn.isTaken()).isTrue();
    assertThat(turn.tryTake()).isFalse();
    assertThat(turn.take()).isFalse();
    assertThatThrownBy(turn::takeForPoll).hasMessageContaining("a callback of this thing");
    InThread.run(() -> {
          assertThat(turn.isTaken()).isTrue();
          assertThat(turn.isMine()).isFalse();
        })
        .join();
    turn.give();
    assertThat(turn.isTaken()).isFalse();
    turn.takeForPoll();
    turn.give();
  }
}
