package org.intercore.icbmsg;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icbmsg.endpoint.Endpoint;
import org.intercore.icbmsg.layout.LinkFormat;
import org.intercore.icmsg.buffer.Buffers;
import org.intercore.icmsg.doorbell.Doorbell;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The kernel is asked after a peer that does nothing, which costs memory, and not after one at work. */
@Timeout(60)
@EnabledOnOs(OS.LINUX)
class PresenceTest {
  private static final int ROUNDS = 100_000;
  private static final long ROUND_NS = 10_000;
  private static final Duration LIVENESS = Duration.ofNanos(20 * ROUND_NS);
  /** A pause in which one would have to ask several times; so long after the one before that one could. */
  private static final long ROUNDS_PER_PAUSE = 100;

  private static final long PAUSE_NS = 3 * LIVENESS.toNanos() / ROUND_NS * ROUND_NS + ROUND_NS;
  /** What a look allocates at least. */
  private static final long LEAST_PER_LOOK = 16;
  /** Far less than a byte a message; the JVM itself allocates a little now and then. */
  private static final long TINY = 20_000;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final AtomicLong nowNs = new AtomicLong();
  private final AtomicBuffer message = Buffers.allocate(100);

  @TempDir
  private Path folder;

  private long allocatedBy(final Runnable round) {
    final long me = Thread.currentThread().getId();
    final long before = threads.getThreadAllocatedBytes(me);
    for (int i = 0; i < ROUNDS; i++) {
      round.run();
      nowNs.addAndGet(ROUND_NS);
    }
    return threads.getThreadAllocatedBytes(me) - before;
  }

  /** One side only sends, the other one only receives, so each has other signs of life to look at. */
  @ParameterizedTest
  @CsvSource({"NATIVE, 10", "NATIVE, 100", "ZEPHYR, 100"})
  void nobodyIsAskedAfterAPeerAtWork(final LinkFormat format, final int length) {
    final IcbmsgConfig config = IcbmsgConfig.named("busy")
        .directory(folder.resolve("channels"))
        .format(format)
        .liveness(LIVENESS)
        .doorbell(Doorbell.polling())
        .clock(nowNs::get);
    try (Icbmsg near = Icbmsg.open(config);
        Icbmsg far = Icbmsg.open(config)) {
      final Endpoint out =
          near.register("endpoint", (endpoint, buffer, offset, count, token) -> {});
      final Endpoint in = far.register("endpoint", (endpoint, buffer, offset, count, token) -> {});
      final Runnable work = () -> {
        near.doWork();
        far.doWork();
      };
      while (!out.isBound() || !in.isBound()) {
        work.run();
        nowNs.addAndGet(ROUND_NS);
      }
      final Runnable busy = () -> {
        if (out.send(message, 0, length) != length) {
          throw new AssertionError("not sent");
        }
        work.run();
      };
      allocatedBy(busy);
      assertThat(allocatedBy(busy)).as("bytes while messages come").isLessThan(TINY);
      final Runnable busyAfterPauses = () -> {
        if (nowNs.get() / ROUND_NS % ROUNDS_PER_PAUSE == 0) {
          nowNs.addAndGet(PAUSE_NS);
        }
        busy.run();
      };
      assertThat(allocatedBy(busyAfterPauses))
          .as("bytes while messages come, with pauses on both sides")
          .isLessThan(TINY);
      final long looks = 2 * ROUNDS * ROUND_NS / LIVENESS.toNanos();
      assertThat(allocatedBy(work))
          .as("bytes while nothing comes, in some %d looks", looks)
          .isGreaterThan(looks / 2 * LEAST_PER_LOOK);
      assertThat(out.isBound()).isTrue();
    }
  }
}
