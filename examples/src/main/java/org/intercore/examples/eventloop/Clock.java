package org.intercore.examples.eventloop;

import java.time.Duration;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icbmsg.IcbmsgConfig;
import org.intercore.icmsg.time.Timeout;
import org.intercore.zerocopy.BlockHandler;
import org.intercore.zerocopy.RxBlock;
import org.intercore.zerocopy.TxBlock;
import org.intercore.zerocopy.ZeroCopyEndpoint;

/** One thread for everything: a timer that ticks, and messages that come in between. */
public final class Clock implements BlockHandler {
  private static final int TICKS = 5;
  private static final long PERIOD_NS = 50_000_000;

  private final Icbmsg link;
  private final ZeroCopyEndpoint endpoint;
  private int ticks;
  private int shown;

  private Clock(final Icbmsg link) {
    this.link = link;
    this.endpoint = ZeroCopyEndpoint.register(link, "ticks", this);
  }

  /**
   * Runs the program.
   *
   * @param args none
   */
  public static void main(final String[] args) {
    // Confined: no message takes a lock or an atomic step, and a second thread would be refused.
    try (Icbmsg link = Icbmsg.open(IcbmsgConfig.named("event-loop").confined(true))) {
      new Clock(link).run();
    }
  }

  private void run() {
    if (endpoint.awaitBound(Duration.ofSeconds(30)) < 0) {
      throw new IllegalStateException("no display has come within 30 s");
    }
    long nextNs = System.nanoTime();
    while (shown < TICKS) {
      if (!endpoint.isBound()) {
        throw new IllegalStateException("the display has gone");
      }
      int work = link.doWork();
      if (ticks < TICKS && System.nanoTime() - nextNs >= 0) {
        tick();
        nextNs += PERIOD_NS;
        work++;
      }
      if (work == 0) {
        // Sleeps until the display rings, but not beyond the next tick.
        link.awaitWork(Timeout.ofNanos(
            ticks < TICKS ? Math.max(0, nextNs - System.nanoTime()) : Long.MAX_VALUE));
      }
    }
    System.out.println("the display has shown " + shown + " ticks");
  }

  private void tick() {
    ticks++;
    try (TxBlock block = endpoint.claim(Integer.BYTES, Timeout.NO_WAIT)) {
      if (block.isClaimed()) {
        block.buffer().putInt(0, ticks);
        block.send(Integer.BYTES);
      }
    }
  }

  @Override
  public void onBlock(final RxBlock block) {
    shown++;
  }
}
