package org.intercore.icbmsg;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.intercore.icbmsg.Workers.Worker;
import org.intercore.icbmsg.endpoint.Endpoint;
import org.intercore.icbmsg.endpoint.Role;
import org.intercore.icmsg.status.Status;
import org.intercore.icmsg.time.Timeout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Opening and closing again and again, in whatever order and whoever waits meanwhile, leaves no
 * descriptor, no mapping, no thread and no file behind. As many cycles as {@code icbmsg.cycles} says:
 * 200 by default, 10,000 in the profile "soak".
 */
@Tag("campaign")
@EnabledOnOs(OS.LINUX)
@org.junit.jupiter.api.Timeout(value = 30, unit = TimeUnit.MINUTES)
class OpenCloseCyclesTest {
  private static final int CYCLES = Integer.getInteger("icbmsg.cycles", 200);
  private static final int WARM_UP = 10;
  private static final int BLOCKS = 4;

  @TempDir
  private Path folder;

  private final Workers workers = new Workers();
  private Path directory;

  /** What a process can leak. */
  private record Resources(long descriptors, long mappings, long threads, List<String> files) {
    static Resources count(final Path directory) throws IOException {
      try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"));
          Stream<String> mappings = Files.lines(Path.of("/proc/self/maps"));
          Stream<Path> files = Files.list(directory)) {
        return new Resources(
            descriptors.count(),
            mappings.filter((line) -> line.contains(directory.toString())).count(),
            Thread.getAllStackTraces().size(),
            files.map((file) -> file.getFileName().toString()).sorted().toList());
      }
    }

    boolean isNoMoreThan(final Resources before) {
      return descriptors <= before.descriptors
          && mappings <= before.mappings
          && threads <= before.threads
          && files.equals(before.files);
    }
  }

  private interface Cycle {
    void run(int number) throws Exception;
  }

  @BeforeEach
  void name() {
    directory = folder.resolve("channels");
  }

  @AfterEach
  void stop() throws InterruptedException {
    workers.stop();
  }

  private Icbmsg open() {
    return Icbmsg.open(IcbmsgConfig.named("prices")
        .directory(directory)
        .txBlocks(BLOCKS)
        .rxBlocks(BLOCKS)
        .blockSize(256));
  }

  private IcbmsgRunner start() {
    return IcbmsgRunner.start(open(), OpenCloseCyclesTest::fail);
  }

  private static void fail(final Throwable unexpected) {
    throw new AssertionError(unexpected);
  }

  private void assertNothingLeaks(final Cycle cycle) throws Exception {
    for (int i = 0; i < WARM_UP; i++) {
      cycle.run(i);
    }
    Thread.sleep(50); // So that no thread of the warm-up, still ending, is counted.
    final Resources before = Resources.count(directory);
    for (int i = 0; i < CYCLES; i++) {
      cycle.run(i);
    }
    Resources after = Resources.count(directory);
    // A worker's thread ends a moment after its answer is there, and the JVM may open a file.
    for (int i = 0; i < 100 && !after.isNoMoreThan(before); i++) {
      Thread.sleep(20);
      after = Resources.count(directory);
    }
    assertThat(after.isNoMoreThan(before))
        .as("%s, and %s after %d cycles", before, after, CYCLES)
        .isTrue();
  }

  /** Bonds, binds and sends one message. */
  private static void talk(final Icbmsg one, final Icbmsg other) {
    final Inbox inbox = new Inbox();
    final Endpoint from = one.register("endpoint", new Inbox());
    final Endpoint to = other.register("endpoint", inbox);
    while (!from.isBound() || !to.isBound()) {
      one.doWork();
      other.doWork();
    }
    assertThat(from.send(Bytes.of("hello"), 0, 5)).isEqualTo(5);
    while (!inbox.told().contains("hello")) {
      other.doWork();
    }
    one.doWork();
  }

  private static void awaitBound(final IcbmsgRunner one, final IcbmsgRunner other) {
    final Endpoint from = one.instance().register("endpoint", new Inbox());
    other.instance().register("endpoint", new Inbox());
    assertThat(from.awaitBound(Timeout.FOREVER)).isZero();
  }

  @Test
  void ofBothSidesInEitherOrder() throws Exception {
    assertNothingLeaks((number) -> {
      final Icbmsg one = open();
      final Icbmsg other = open();
      talk(one, other);
      (number % 2 == 0 ? one : other).close();
      (number % 2 == 0 ? other : one).close();
    });
  }

  @Test
  void ofOneSideOnly() throws Exception {
    assertNothingLeaks((number) -> open().close());
  }

  @Test
  void ofSidesThatNeverSpeak() throws Exception {
    assertNothingLeaks((number) -> {
      final Icbmsg one = open();
      open().close();
      one.close();
    });
  }

  @Test
  void ofTheFollowerWhileTheInitiatorGoesOn() throws Exception {
    try (Icbmsg survivor = open()) {
      assertNothingLeaks((number) -> reopenBeside(survivor, Role.FOLLOWER));
    }
  }

  @Test
  void ofTheInitiatorWhileTheFollowerGoesOn() throws Exception {
    final Icbmsg first = open();
    try (Icbmsg survivor = open()) {
      first.close();
      assertNothingLeaks((number) -> reopenBeside(survivor, Role.INITIATOR));
    }
  }

  private void reopenBeside(final Icbmsg survivor, final Role role) {
    try (Icbmsg next = open()) {
      assertThat(next.role()).isEqualTo(role);
      try (Endpoint ignored = survivor.register("other", new Inbox())) {
        next.register("other", new Inbox());
        while (!ignored.isBound()) {
          next.doWork();
          survivor.doWork();
        }
      }
    }
    while (survivor.isBound()) {
      survivor.doWork();
    }
  }

  @Test
  void ofARunnerAlone() throws Exception {
    assertNothingLeaks((number) -> start().close());
  }

  @Test
  void ofRunnersClosedFromOtherThreads() throws Exception {
    assertNothingLeaks((number) -> {
      final IcbmsgRunner one = start();
      final IcbmsgRunner other = start();
      awaitBound(one, other);
      final Worker<Void> closing = workers.start(() -> {
        one.close();
        return null;
      });
      other.close();
      closing.join();
    });
  }

  @Test
  void ofOneRunnerWhileTheOtherGoesOn() throws Exception {
    try (IcbmsgRunner survivor = start()) {
      survivor.instance().register("endpoint", new Inbox());
      assertNothingLeaks((number) -> {
        try (IcbmsgRunner next = start()) {
          next.instance().register("endpoint", new Inbox()).awaitBound(Timeout.FOREVER);
        }
        while (survivor.instance().isBound()) {
          Thread.sleep(1);
        }
      });
    }
  }

  @Test
  void ofARunnerWhoseInstanceWasClosedBefore() throws Exception {
    assertNothingLeaks((number) -> {
      final IcbmsgRunner runner = start();
      runner.instance().close();
      runner.close();
    });
  }

  @Test
  void whileAThreadSleepsForWork() throws Exception {
    assertNothingLeaks((number) -> {
      final Icbmsg one = open();
      final Icbmsg other = open();
      talk(one, other);
      final Worker<Boolean> sleeping = workers.start(() -> {
        boolean work = one.awaitWork(Timeout.FOREVER);
        while (one.isBound()) {
          work = one.awaitWork(Timeout.FOREVER);
        }
        return work;
      });
      Thread.sleep(2);
      one.close();
      sleeping.join();
      other.close();
    });
  }

  @Test
  void whileAThreadWaitsForABlock() throws Exception {
    assertNothingLeaks((number) -> {
      final Icbmsg one = open();
      final Icbmsg other = open();
      final Endpoint endpoint = one.register("wait", new Inbox());
      other.register("wait", new Inbox());
      while (!endpoint.isBound()) {
        one.doWork();
        other.doWork();
      }
      final long all = endpoint.claim(0, 0);
      assertThat(all).isNotNegative();
      final Worker<Long> waiting = workers.start(() -> endpoint.claim(1, Long.MAX_VALUE));
      Thread.sleep(2);
      (number % 2 == 0 ? one : other).close();
      if (number % 2 == 1) {
        one.close();
      }
      assertThat(waiting.join()).isIn((long) Status.CLOSED, (long) Status.NOT_CONNECTED);
      other.close();
      endpoint.drop(all);
    });
  }
}
