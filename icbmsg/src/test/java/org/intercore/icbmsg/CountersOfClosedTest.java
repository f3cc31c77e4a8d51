package org.intercore.icbmsg;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.intercore.icbmsg.endpoint.Endpoint;
import org.intercore.icbmsg.layout.LinkFormat;
import org.intercore.icbmsg.observe.InstanceSnapshot;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Hunts for a count that is written after its memory has gone, which would be the end of this JVM:
 * threads send, are refused, wait and look while the instance is closed under them, over a mapped file.
 */
@Timeout(120)
class CountersOfClosedTest {
  private static final int ROUNDS = 8 * Integer.getInteger("icbmsg.test.scale", 1);
  private static final int BLOCKS = 2;
  private static final int BUSY = 200;

  @TempDir
  private Path folder;

  private Icbmsg open(final LinkFormat format) {
    return Icbmsg.open(IcbmsgConfig.named("prices")
        .directory(folder.resolve("channels"))
        .txBlocks(BLOCKS)
        .rxBlocks(BLOCKS)
        .blockSize(128)
        .format(format)
        .linger(Duration.ZERO));
  }

  @ParameterizedTest
  @EnumSource(LinkFormat.class)
  void nothingIsCountedIntoMemoryThatHasGone(final LinkFormat format) throws InterruptedException {
    for (int round = 0; round < ROUNDS; round++) {
      final Icbmsg one = open(format);
      final Icbmsg other = open(format);
      final Endpoint endpoint = one.register("ep", new Inbox());
      other.register("ep", new Inbox());
      while (!endpoint.isBound()) {
        one.doWork();
        other.doWork();
      }
      final AtomicBoolean closed = new AtomicBoolean();
      final List<Thread> threads = new ArrayList<>();
      threads.add(start(closed, () -> endpoint.send(Bytes.of(new byte[9]), 0, 9)));
      threads.add(start(closed, () -> endpoint.send(Bytes.of(new byte[200]), 0, 200, 100_000)));
      threads.add(start(closed, one::counters));
      while (one.counters().total().sent() < BUSY) {
        one.doWork();
        other.doWork();
      }
      one.close();
      closed.set(true);
      for (final Thread thread : threads) {
        thread.join();
      }
      final InstanceSnapshot last = one.counters();
      assertThat(last.total().sent()).isPositive();
      assertThat(one.counters().total()).isEqualTo(last.total());
      other.close();
      assertThat(folder.resolve("channels").toFile().list()).containsExactly(".lock");
    }
  }

  /** Goes on for a little after the close, too. */
  private static Thread start(final AtomicBoolean closed, final Runnable what) {
    final Thread thread = new Thread(() -> {
      while (!closed.get()) {
        what.run();
      }
      for (int i = 0; i < 10; i++) {
        what.run();
      }
    });
    thread.start();
    return thread;
  }
}
