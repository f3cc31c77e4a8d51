package org.intercore.examples.eventloop;

import java.time.Duration;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icbmsg.IcbmsgConfig;
import org.intercore.icmsg.time.Timeout;
import org.intercore.zerocopy.BlockHandler;
import org.intercore.zerocopy.RxBlock;
import org.intercore.zerocopy.TxBlock;
import org.intercore.zerocopy.ZeroCopyEndpoint;

/** Shows each tick and says so, in a loop of its own. */
public final class Display implements BlockHandler {
  private final ZeroCopyEndpoint endpoint;

  private Display(final Icbmsg link) {
    this.endpoint = ZeroCopyEndpoint.register(link, "ticks", this);
  }

  /**
   * Runs the program.
   *
   * @param args none
   */
  public static void main(final String[] args) {
    try (Icbmsg link = Icbmsg.open(IcbmsgConfig.named("event-loop").confined(true))) {
      new Display(link);
      if (link.awaitBound(Timeout.of(Duration.ofSeconds(30))) < 0) {
        throw new IllegalStateException("no clock has come within 30 s");
      }
      while (link.isBound()) {
        if (link.doWork() == 0) {
          link.awaitWork(Timeout.FOREVER);
        }
      }
    }
  }

  @Override
  public void onBlock(final RxBlock tick) {
    System.out.println("tick " + tick.buffer().getInt(0));
    try (TxBlock shown = endpoint.claim(1, Timeout.FOREVER)) {
      shown.send(1);
    }
  }
}
