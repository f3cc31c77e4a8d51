package org.intercore.examples.virtualthreads;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icbmsg.IcbmsgConfig;
import org.intercore.icmsg.time.Timeout;
import org.intercore.zerocopy.BlockHandler;
import org.intercore.zerocopy.HeldBlock;
import org.intercore.zerocopy.RxBlock;
import org.intercore.zerocopy.TxBlock;
import org.intercore.zerocopy.ZeroCopyEndpoint;

/** Handles each request in a virtual thread of its own, which may wait as long as it likes. */
public final class SlowServer implements BlockHandler {
  private final ExecutorService threads;
  private final ZeroCopyEndpoint endpoint;
  private int requests;

  private SlowServer(final Icbmsg link, final ExecutorService threads) {
    this.threads = threads;
    this.endpoint = ZeroCopyEndpoint.register(link, "squares", this);
  }

  /**
   * Runs the program.
   *
   * @param args none
   * @throws InterruptedException if the thread is interrupted
   */
  public static void main(final String[] args) throws InterruptedException {
    final ExecutorService threads = virtualThreads();
    try (Icbmsg link = Icbmsg.open(IcbmsgConfig.named("virtual-threads"))) {
      final SlowServer server = new SlowServer(link, threads);
      if (link.awaitBound(Timeout.of(Duration.ofSeconds(30))) < 0) {
        throw new IllegalStateException("no client has come within 30 s");
      }
      while (link.isBound()) {
        if (link.doWork() == 0) {
          link.awaitWork(Timeout.FOREVER);
        }
      }
      System.out.println(server.requests + " requests, each in a virtual thread of its own");
      threads.shutdown();
      threads.awaitTermination(10, TimeUnit.SECONDS);
    }
  }

  /**
   * {@code Executors.newVirtualThreadPerTaskExecutor()}, which your own code calls like that: these
   * examples are compiled for Java 17, so this one has to look for it.
   */
  private static ExecutorService virtualThreads() {
    try {
      return (ExecutorService)
          Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    } catch (final ReflectiveOperationException e) {
      throw new IllegalStateException(
          "virtual threads need JDK 21 or later, and this is JDK "
              + Runtime.version().feature(),
          e);
    }
  }

  @Override
  public void onBlock(final RxBlock block) {
    requests++;
    // The block belongs to the virtual thread now: nothing is copied to hand it over.
    final HeldBlock request = block.hold();
    threads.execute(() -> answer(request));
  }

  private void answer(final HeldBlock request) {
    final long number;
    try (request) {
      waitForSomethingSlow();
      number = request.buffer().getLong(0);
    }
    // Released before the claim: who holds the other side's blocks while waiting for its own may
    // wait for somebody who waits for those.
    try (TxBlock answer = endpoint.claim(Long.BYTES, Timeout.FOREVER)) {
      if (answer.isClaimed()) {
        answer.buffer().putLong(0, number * number);
        answer.send(Long.BYTES);
      }
    }
  }

  private static void waitForSomethingSlow() {
    try {
      Thread.sleep(20);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
