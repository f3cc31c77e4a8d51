package org.intercore.cli.process;

import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.UnsafeBuffer;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icbmsg.IcbmsgConfig;
import org.intercore.icbmsg.IcbmsgRunner;
import org.intercore.zerocopy.ZeroCopyEndpoint;

/**
 * A program to be looked at: one side of the channel "prices" for as long as nobody ends it. Who sends does
 * so two hundred times a second, and goes on trying whatever becomes of the other side.
 */
final class Ticks {
  /** More than fits a line of the ring, so that each tick takes a block. */
  private static final int LENGTH = 200;

  private static final long INTERVAL_NS = 5_000_000;

  private Ticks() {}

  public static void main(final String[] args) {
    final Icbmsg link = Icbmsg.open(IcbmsgConfig.named("prices"));
    final ZeroCopyEndpoint ticks = ZeroCopyEndpoint.register(link, "ticks", tick -> {});
    IcbmsgRunner.start(link, Throwable::printStackTrace);
    System.err.println("open");
    final UnsafeBuffer tick = new UnsafeBuffer(new byte[LENGTH]);
    while (!Thread.currentThread().isInterrupted()) {
      if (args[0].equals("send")) {
        ticks.send(tick, 0, LENGTH);
      }
      LockSupport.parkNanos(INTERVAL_NS);
    }
  }
}
