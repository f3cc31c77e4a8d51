package org.intercore.examples.manyproducers;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icbmsg.IcbmsgConfig;
import org.intercore.icbmsg.IcbmsgRunner;
import org.intercore.icmsg.status.UnboundReason;
import org.intercore.zerocopy.BlockHandler;
import org.intercore.zerocopy.RxBlock;
import org.intercore.zerocopy.ZeroCopyEndpoint;

/** Receives from several processes: a channel for each, and one thread for all channels. */
public final class OrderConsumer {
  private static final int PROCESSES = 2;

  private OrderConsumer() {}

  /**
   * Runs the program.
   *
   * @param args none
   * @throws InterruptedException if the thread is interrupted
   */
  public static void main(final String[] args) throws InterruptedException {
    final CountDownLatch gone = new CountDownLatch(PROCESSES);
    final List<Icbmsg> links = new ArrayList<>();
    final List<Orders> received = new ArrayList<>();
    for (int process = 1; process <= PROCESSES; process++) {
      final Icbmsg link = Icbmsg.open(IcbmsgConfig.named("orders-" + process));
      final Orders orders = new Orders(gone);
      ZeroCopyEndpoint.register(link, "orders", orders);
      links.add(link);
      received.add(orders);
    }
    final IcbmsgRunner runner = IcbmsgRunner.start(links, OrderConsumer::tell);
    try (runner) {
      if (!gone.await(60, TimeUnit.SECONDS)) {
        throw new IllegalStateException("two producers have not come and gone within 60 s");
      }
    }
    for (int i = 0; i < PROCESSES; i++) {
      System.out.println("producer " + (i + 1) + ": " + received.get(i));
    }
  }

  private static void tell(final Throwable error) {
    System.err.println("consumer: " + error.getMessage());
  }

  /** Of one process. Only the runner's thread comes here, so nothing needs a lock. */
  private static final class Orders implements BlockHandler {
    private final Map<Integer, Integer> lastOrders = new TreeMap<>();
    private final CountDownLatch gone;
    private int outOfOrder;

    Orders(final CountDownLatch gone) {
      this.gone = gone;
    }

    @Override
    public void onBlock(final RxBlock block) {
      final int thread = block.buffer().getInt(0);
      final int order = block.buffer().getInt(Integer.BYTES);
      final Integer before = lastOrders.put(thread, order);
      if (order != (before == null ? 1 : before + 1)) {
        outOfOrder++;
      }
    }

    @Override
    public void onUnbound(final ZeroCopyEndpoint unbound, final UnboundReason reason) {
      gone.countDown();
    }

    @Override
    public String toString() {
      return "last orders by thread " + lastOrders + ", " + outOfOrder + " out of order";
    }
  }
}
