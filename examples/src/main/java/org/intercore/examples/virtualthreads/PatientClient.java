package org.intercore.examples.virtualthreads;

import java.time.Duration;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icbmsg.IcbmsgConfig;
import org.intercore.icmsg.time.Timeout;
import org.intercore.zerocopy.RxBlock;
import org.intercore.zerocopy.TxBlock;
import org.intercore.zerocopy.ZeroCopyEndpoint;

/** Sends five hundred requests, at most fifty ahead of their answers. */
public final class PatientClient {
  private static final int REQUESTS = 500;
  private static final int AHEAD = 50;
  private static final int REQUEST_LENGTH = 200;

  private static int answers;
  private static long sum;

  private PatientClient() {}

  /**
   * Runs the program.
   *
   * @param args none
   */
  public static void main(final String[] args) {
    try (Icbmsg link = Icbmsg.open(IcbmsgConfig.named("virtual-threads"))) {
      final ZeroCopyEndpoint endpoint =
          ZeroCopyEndpoint.register(link, "squares", PatientClient::onAnswer);
      if (endpoint.awaitBound(Duration.ofSeconds(30)) < 0) {
        throw new IllegalStateException("no server has come within 30 s");
      }
      for (long number = 1; number <= REQUESTS; number++) {
        takeAnswers(link, endpoint, (int) number - AHEAD);
        try (TxBlock request = endpoint.claim(REQUEST_LENGTH, Timeout.FOREVER)) {
          request.buffer().putLong(0, number);
          request.send(REQUEST_LENGTH);
        }
      }
      takeAnswers(link, endpoint, REQUESTS);
      System.out.println(answers + " answers, the sum of the squares is " + sum);
    }
  }

  /** Waits until so many answers have come. */
  private static void takeAnswers(
      final Icbmsg link, final ZeroCopyEndpoint endpoint, final int count) {
    while (answers < count) {
      if (!endpoint.isBound()) {
        throw new IllegalStateException("the server has gone");
      }
      if (link.doWork() == 0) {
        link.awaitWork(Timeout.FOREVER);
      }
    }
  }

  private static void onAnswer(final RxBlock block) {
    answers++;
    sum += block.buffer().getLong(0);
  }
}
