package org.intercore.icbmsg;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.NanoClock;
import org.intercore.icbmsg.Workers.Worker;
import org.intercore.icbmsg.endpoint.Endpoint;
import org.intercore.icbmsg.layout.LinkFormat;
import org.intercore.icmsg.doorbell.Doorbell;
import org.intercore.icmsg.status.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A clock that leaps ahead, as one does for a process that was stopped or a machine that slept: time
 * that has gone by is no reason to give somebody up who is there.
 */
@Timeout(60)
@EnabledOnOs(OS.LINUX)
class JumpingClockTest {
  private static final int BLOCKS = 4;
  private static final int ROUNDS = 2000;

  @TempDir
  private Path folder;

  private final Workers workers = new Workers();

  @AfterEach
  void stop() throws InterruptedException {
    workers.stop();
  }

  /** Months between one look and the next, and soon it wraps around. */
  private static final class JumpingClock implements NanoClock {
    private static final long MOST_NS = TimeUnit.DAYS.toNanos(100);

    private final SplittableRandom random = new SplittableRandom(7);
    private final AtomicInteger looks = new AtomicInteger();
    private final AtomicLong nowNs = new AtomicLong(Long.MAX_VALUE - MOST_NS);

    @Override
    public synchronized long nanoTime() {
      looks.incrementAndGet();
      return nowNs.addAndGet(random.nextLong(MOST_NS));
    }
  }

  @ParameterizedTest
  @EnumSource
  void nobodyIsGivenUpForTheTimeThatHasGoneBy(final LinkFormat format) throws Exception {
    final JumpingClock clock = new JumpingClock();
    final IcbmsgConfig config = IcbmsgConfig.named("prices")
        .directory(folder.resolve("channels"))
        .txBlocks(BLOCKS)
        .rxBlocks(BLOCKS)
        .format(format)
        .doorbell(Doorbell.polling())
        .clock(clock);
    final Inbox inbox = new Inbox();
    try (Icbmsg first = Icbmsg.open(config);
        Icbmsg second = Icbmsg.open(config)) {
      final Endpoint endpoint = first.register("endpoint", inbox);
      final Endpoint other = second.register("endpoint", new Inbox());
      while (!endpoint.isBound() || !other.isBound()) {
        first.doWork();
        second.doWork();
      }
      for (int i = 0; i < BLOCKS; i++) {
        assertThat(other.send(other.claim(100, 0), 100)).isEqualTo(100);
      }
      // A wait that has an end ends with the next look, one that has none does not end.
      assertThat(other.claim(1, Duration.ofHours(1).toNanos())).isEqualTo(Status.TIMED_OUT);
      final Worker<Long> waiting = workers.start(() -> other.claim(1, Long.MAX_VALUE));
      waiting.awaitAsleep();
      final int looks = clock.looks.get();
      while (clock.looks.get() < looks + ROUNDS) {
        second.doWork();
      }
      assertThat(waiting.isDone()).isFalse();
      assertThat(other.isBound()).isTrue();
      while (!waiting.isDone()) {
        first.doWork();
      }
      other.drop(waiting.join());
      final String message = new String(new byte[100]);
      assertThat(inbox.take()).isEqualTo(List.of("bound", message, message, message, message));
      assertThat(first.isBound()).isTrue();
    }
  }
}
