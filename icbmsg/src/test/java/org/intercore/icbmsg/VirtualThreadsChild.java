package org.intercore.icbmsg;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.intercore.icbmsg.endpoint.Endpoint;
import org.intercore.icmsg.time.Timeout;

/**
 * Many virtual threads on one carrier wait for blocks, each for those that another one will give
 * back: one that kept the carrier while it waits would be the last one to run. DIRECTORY.
 */
final class VirtualThreadsChild {
  private static final int THREADS = 16;
  private static final int BLOCKS = 4;
  private static final int ROUNDS = 50;

  private VirtualThreadsChild() {}

  public static void main(final String[] arguments) throws Exception {
    final IcbmsgConfig config = IcbmsgConfig.named("virtual")
        .directory(Path.of(arguments[0]))
        .txBlocks(BLOCKS)
        .rxBlocks(BLOCKS);
    // The class file is one of JDK 17, which has no such threads.
    final ExecutorService virtual = (ExecutorService)
        Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    try (IcbmsgRunner first = IcbmsgRunner.start(Icbmsg.open(config), VirtualThreadsChild::fail);
        IcbmsgRunner second = IcbmsgRunner.start(Icbmsg.open(config), VirtualThreadsChild::fail)) {
      final Endpoint mouth = first.instance().register("ear", new Inbox());
      final List<Future<?>> threads = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        threads.add(virtual.submit(() -> claimAndDrop(mouth)));
      }
      second.instance().register("ear", new Inbox());
      for (final Future<?> thread : threads) {
        thread.get();
      }
      assertThat(first.instance().txBlocksInUse()).isZero();
    }
    virtual.shutdown();
  }

  private static void claimAndDrop(final Endpoint mouth) {
    assertThat(mouth.awaitBound(Timeout.FOREVER)).isZero();
    for (int round = 0; round < ROUNDS; round++) {
      final long token = mouth.claim(1 + round % 3 * 4000, Long.MAX_VALUE);
      assertThat(token).isNotNegative();
      Thread.yield();
      mouth.drop(token);
    }
  }

  private static void fail(final Throwable unexpected) {
    Runtime.getRuntime().halt(3);
  }
}
