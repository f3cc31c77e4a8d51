package org.intercore.examples.restart;

import java.time.Duration;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icbmsg.IcbmsgConfig;
import org.intercore.icmsg.time.Timeout;
import org.intercore.zerocopy.BlockHandler;
import org.intercore.zerocopy.RxBlock;
import org.intercore.zerocopy.TxBlock;
import org.intercore.zerocopy.ZeroCopyEndpoint;

/** Does one task after the other until the boss goes, or dies in the middle of one. */
public final class Worker implements BlockHandler {
  private final ZeroCopyEndpoint endpoint;
  private final int fatalTask;

  private Worker(final Icbmsg link, final int fatalTask) {
    this.fatalTask = fatalTask;
    this.endpoint = ZeroCopyEndpoint.register(link, "tasks", this);
  }

  /**
   * Runs the program.
   *
   * @param args the task to die in, if any
   */
  public static void main(final String[] args) {
    try (Icbmsg link = Icbmsg.open(IcbmsgConfig.named("restart"))) {
      new Worker(link, args.length == 0 ? 0 : Integer.parseInt(args[0]));
      if (link.awaitBound(Timeout.of(Duration.ofSeconds(30))) < 0) {
        throw new IllegalStateException("no boss has come within 30 s");
      }
      while (link.isBound()) {
        if (link.doWork() == 0) {
          link.awaitWork(Timeout.FOREVER);
        }
      }
    }
  }

  @Override
  public void onBlock(final RxBlock block) {
    final int task = block.buffer().getInt(0);
    System.out.println("working on task " + task);
    if (task == fatalTask) {
      // As kill -9: nothing is closed, nobody is told, the block is not released.
      System.out.flush();
      Runtime.getRuntime().halt(137);
    }
    try (TxBlock done = endpoint.claim(1, Timeout.FOREVER)) {
      done.send(1);
    }
  }
}
