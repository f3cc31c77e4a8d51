package org.intercore.twohosts;

import org.agrona.concurrent.UnsafeBuffer;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icbmsg.IcbmsgConfig;
import org.intercore.icmsg.status.UnboundReason;
import org.intercore.icmsg.time.Timeout;
import org.intercore.zerocopy.BlockHandler;
import org.intercore.zerocopy.RxBlock;
import org.intercore.zerocopy.ZeroCopyEndpoint;

/** Shows on host beta what the sensor on host alpha has measured, and ends when the sensor has gone. */
public final class Display implements BlockHandler {
  private static final byte[] THANKS = "thank you".getBytes();

  private ZeroCopyEndpoint readings;
  private boolean ended;

  private Display() {}

  /**
   * Runs the program.
   *
   * @param args none
   */
  public static void main(final String[] args) {
    try (Icbmsg link = Icbmsg.open(IcbmsgConfig.named("beta"))) {
      final Display display = new Display();
      display.readings = ZeroCopyEndpoint.register(link, "readings", display);
      while (!display.ended) {
        if (link.doWork() == 0) {
          link.awaitWork(Timeout.FOREVER);
        }
      }
    }
  }

  @Override
  public void onBlock(final RxBlock reading) {
    final String text = reading.buffer().getStringWithoutLengthUtf8(0, reading.length());
    System.out.println("received: " + text);
    if (text.endsWith("3")) {
      readings.send(new UnsafeBuffer(THANKS), 0, THANKS.length, Timeout.FOREVER);
    }
  }

  @Override
  public void onBound(final ZeroCopyEndpoint endpoint) {
    System.out.println("the sensor is there");
  }

  @Override
  public void onUnbound(final ZeroCopyEndpoint endpoint, final UnboundReason reason) {
    System.out.println("the sensor has gone: " + reason);
    ended = true;
  }
}
