package org.intercore.examples.manyproducers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icbmsg.IcbmsgConfig;
import org.intercore.icmsg.time.Timeout;
import org.intercore.zerocopy.TxBlock;
import org.intercore.zerocopy.ZeroCopyEndpoint;

/** One process of several: three threads send orders on one endpoint at the same time. */
public final class OrderProducer {
  private static final int THREADS = 3;
  private static final int ORDERS = 5_000;
  private static final int ORDER_LENGTH = 400;

  private OrderProducer() {}

  /**
   * Runs the program.
   *
   * @param args the number of this process, 1 or 2
   * @throws InterruptedException if the thread is interrupted
   */
  public static void main(final String[] args) throws InterruptedException {
    if (args.length != 1) {
      throw new IllegalArgumentException("say which producer this is: 1 or 2");
    }
    try (Icbmsg link = Icbmsg.open(IcbmsgConfig.named("orders-" + args[0]))) {
      final ZeroCopyEndpoint orders = ZeroCopyEndpoint.register(link, "orders", block -> {});
      if (orders.awaitBound(Duration.ofSeconds(30)) < 0) {
        throw new IllegalStateException("no consumer has come within 30 s");
      }
      final AtomicInteger sent = new AtomicInteger();
      final List<Thread> threads = new ArrayList<>();
      for (int i = 1; i <= THREADS; i++) {
        final int number = i;
        threads.add(new Thread(() -> sent.addAndGet(send(orders, number))));
      }
      threads.forEach(Thread::start);
      for (final Thread thread : threads) {
        thread.join();
      }
      // What was sent is not received yet: this waits for it.
      final int status = link.drain(Timeout.of(Duration.ofSeconds(10)));
      if (status < 0 || sent.get() < THREADS * ORDERS) {
        throw new IllegalStateException(
            "only " + sent + " orders were sent, and perhaps not all of them received");
      }
      System.out.println(sent + " orders sent by " + THREADS + " threads");
    }
  }

  /** Threads do not disturb each other: each fills its own block, and nobody waits for that. */
  private static int send(final ZeroCopyEndpoint orders, final int number) {
    final TxBlock block = new TxBlock();
    for (int order = 1; order <= ORDERS; order++) {
      if (orders.claim(block, ORDER_LENGTH, Timeout.FOREVER) < 0) {
        return order - 1;
      }
      block.buffer().putInt(0, number);
      block.buffer().putInt(Integer.BYTES, order);
      if (block.send(ORDER_LENGTH) < 0) {
        return order - 1;
      }
    }
    return ORDERS;
  }
}
