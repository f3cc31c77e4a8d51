package org.intercore.twohosts;

import java.time.Duration;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icbmsg.IcbmsgConfig;
import org.intercore.icmsg.status.Status;
import org.intercore.icmsg.time.Timeout;
import org.intercore.zerocopy.TxBlock;
import org.intercore.zerocopy.ZeroCopyEndpoint;

/** Measures on host alpha, and knows nothing of a network. */
public final class Sensor {
  private static final int READINGS = 3;
  private static boolean answered;

  private Sensor() {}

  /**
   * Runs the program.
   *
   * @param args none
   */
  public static void main(final String[] args) {
    try (Icbmsg link = Icbmsg.open(IcbmsgConfig.named("alpha"))) {
      final ZeroCopyEndpoint readings = ZeroCopyEndpoint.register(link, "readings", answer -> {
        System.out.println(
            "the display says: " + answer.buffer().getStringWithoutLengthUtf8(0, answer.length()));
        answered = true;
      });
      if (readings.awaitBound(Duration.ofSeconds(60)) < 0) {
        throw new IllegalStateException("no display has come within 60 s");
      }
      for (int i = 1; i <= READINGS; i++) {
        send(readings, "reading " + i);
      }
      while (!answered && readings.isBound()) {
        if (link.doWork() == 0) {
          link.awaitWork(Timeout.FOREVER);
        }
      }
    }
  }

  private static void send(final ZeroCopyEndpoint to, final String text) {
    try (TxBlock block = to.claim(256, Timeout.FOREVER)) {
      final int sent = block.send(block.buffer().putStringWithoutLengthUtf8(0, text));
      System.out.println(sent < 0 ? Status.describe(sent) : "sent: " + text);
    }
  }
}
