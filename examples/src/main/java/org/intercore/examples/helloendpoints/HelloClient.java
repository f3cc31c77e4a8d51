package org.intercore.examples.helloendpoints;

import java.time.Duration;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icbmsg.IcbmsgConfig;
import org.intercore.icmsg.time.Timeout;
import org.intercore.zerocopy.RxBlock;
import org.intercore.zerocopy.TxBlock;
import org.intercore.zerocopy.ZeroCopyEndpoint;

/** Asks on two endpoints of one instance, and waits for each answer. */
public final class HelloClient {
  private static String answer;

  private HelloClient() {}

  /**
   * Runs the program.
   *
   * @param args none
   */
  public static void main(final String[] args) {
    try (Icbmsg link = Icbmsg.open(IcbmsgConfig.named("hello-endpoints"))) {
      final ZeroCopyEndpoint greeting =
          ZeroCopyEndpoint.register(link, "greeting", HelloClient::onAnswer);
      final ZeroCopyEndpoint shout =
          ZeroCopyEndpoint.register(link, "shout", HelloClient::onAnswer);
      ask(link, greeting, "Ada");
      ask(link, shout, "is anybody there?");
      ask(link, greeting, "Grace");
    }
  }

  private static void ask(final Icbmsg link, final ZeroCopyEndpoint endpoint, final String text) {
    if (endpoint.awaitBound(Duration.ofSeconds(30)) < 0) {
      throw new IllegalStateException("no server has come within 30 s");
    }
    try (TxBlock question = endpoint.claim(256, Timeout.FOREVER)) {
      question.send(question.buffer().putStringWithoutLengthUtf8(0, text));
    }
    answer = null;
    while (answer == null) {
      if (!endpoint.isBound()) {
        throw new IllegalStateException("the server has gone");
      }
      if (link.doWork() == 0) {
        link.awaitWork(Timeout.FOREVER);
      }
    }
    System.out.println(endpoint.name() + ": " + answer);
  }

  private static void onAnswer(final RxBlock block) {
    answer = block.buffer().getStringWithoutLengthUtf8(0, block.length());
  }
}
