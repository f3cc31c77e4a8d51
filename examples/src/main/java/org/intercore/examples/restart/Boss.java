package org.intercore.examples.restart;

import java.time.Duration;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icbmsg.IcbmsgConfig;
import org.intercore.icmsg.status.UnboundReason;
import org.intercore.icmsg.time.Timeout;
import org.intercore.zerocopy.BlockHandler;
import org.intercore.zerocopy.RxBlock;
import org.intercore.zerocopy.TxBlock;
import org.intercore.zerocopy.ZeroCopyEndpoint;

/** Hands out one task after the other, and hands it out again if whoever had it dies. */
public final class Boss implements BlockHandler {
  private static final int TASKS = 5;

  private final Icbmsg link;
  private final ZeroCopyEndpoint endpoint;
  private boolean done;
  private boolean lost;

  private Boss(final Icbmsg link) {
    this.link = link;
    this.endpoint = ZeroCopyEndpoint.register(link, "tasks", this);
  }

  /**
   * Runs the program.
   *
   * @param args none
   */
  public static void main(final String[] args) {
    try (Icbmsg link = Icbmsg.open(IcbmsgConfig.named("restart"))) {
      final Boss boss = new Boss(link);
      for (int task = 1; task <= TASKS; task++) {
        while (!boss.isDone(task)) {
          System.out.println("task " + task + " will be given to the next worker");
        }
        System.out.println("task " + task + " is done");
      }
    }
  }

  private boolean isDone(final int task) {
    if (endpoint.awaitBound(Duration.ofSeconds(30)) < 0) {
      throw new IllegalStateException("no worker has come within 30 s");
    }
    done = false;
    lost = false;
    try (TxBlock block = endpoint.claim(Integer.BYTES, Timeout.FOREVER)) {
      if (block.isClaimed()) {
        block.buffer().putInt(0, task);
        block.send(Integer.BYTES);
      }
    }
    // Whether it was sent does not matter: what counts is that somebody says it was done.
    while (!done && !lost) {
      if (link.doWork() == 0) {
        link.awaitWork(Timeout.FOREVER);
      }
    }
    return done;
  }

  @Override
  public void onBlock(final RxBlock block) {
    done = true;
  }

  @Override
  public void onUnbound(final ZeroCopyEndpoint unbound, final UnboundReason reason) {
    System.out.println("the worker has gone: " + reason);
    lost = true;
  }
}
