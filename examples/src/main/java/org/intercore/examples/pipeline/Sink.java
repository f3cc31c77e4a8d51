package org.intercore.examples.pipeline;

import java.time.Duration;
import org.agrona.DirectBuffer;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icbmsg.IcbmsgConfig;
import org.intercore.icmsg.time.Timeout;
import org.intercore.zerocopy.RxBlock;
import org.intercore.zerocopy.ZeroCopyEndpoint;

/** The last stage: says what has arrived. */
public final class Sink {
  private static boolean end;

  private Sink() {}

  /**
   * Runs the program.
   *
   * @param args none
   */
  public static void main(final String[] args) {
    try (Icbmsg link = Icbmsg.open(IcbmsgConfig.named("pipeline-out"))) {
      ZeroCopyEndpoint.register(link, "averages", Sink::onAverage);
      if (link.awaitBound(Timeout.of(Duration.ofSeconds(30))) < 0) {
        throw new IllegalStateException("no averager has come within 30 s");
      }
      while (!end && link.isBound()) {
        if (link.doWork() == 0) {
          link.awaitWork(Timeout.FOREVER);
        }
      }
    }
  }

  private static void onAverage(final RxBlock block) {
    end = block.length() == 0;
    if (!end) {
      final DirectBuffer average = block.buffer();
      final int last = average.getInt(0);
      System.out.println("frames " + (last - 3) + " to " + last + ": averages from "
          + average.getInt(Integer.BYTES) + " to "
          + average.getInt(block.length() - Integer.BYTES));
    }
  }
}
