package org.intercore.icmsg.doorbell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.intercore.icmsg.InThread;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class PollingDoorbellTest {
  private final Doorbell bell = Doorbell.polling();

  @Test
  void itSeesWhatNobodyRangFor() throws Exception {
    final AtomicBoolean news = new AtomicBoolean();
    final CompletableFuture<Boolean> waiter =
        InThread.supply(() -> bell.await(news::get, Long.MAX_VALUE));
    Thread.sleep(20);
    assertThat(waiter).isNotDone();
    news.set(true);
    assertThat(waiter.join()).isTrue();
  }

  @Test
  void itWaitsAsLongAsItWasTold() {
    final long startNs = System.nanoTime();
    assertThat(bell.await(() -> false, TimeUnit.MILLISECONDS.toNanos(30))).isFalse();
    assertThat(System.nanoTime() - startNs).isGreaterThanOrEqualTo(30_000_000);
  }

  @Test
  void anInterruptEndsTheWait() {
    Thread.currentThread().interrupt();
    assertThat(bell.await(() -> false, Long.MAX_VALUE)).isFalse();
    assertThat(Thread.interrupted()).as("the flag is still set").isTrue();
  }

  @Test
  void ringingAndClosingDoNothing() {
    bell.ring();
    bell.close();
    assertThat(bell.await(() -> true, 0)).isTrue();
    assertThat(bell.await(() -> false, 0)).isFalse();
  }
}
