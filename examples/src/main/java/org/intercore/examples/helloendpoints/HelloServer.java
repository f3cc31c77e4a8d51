package org.intercore.examples.helloendpoints;

import java.time.Duration;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icbmsg.IcbmsgConfig;
import org.intercore.icmsg.time.Timeout;
import org.intercore.zerocopy.BlockHandler;
import org.intercore.zerocopy.RxBlock;
import org.intercore.zerocopy.TxBlock;
import org.intercore.zerocopy.ZeroCopyEndpoint;

/** Two endpoints on one instance, each with an answer of its own; one thread does everything. */
public final class HelloServer {
  private HelloServer() {}

  /**
   * Runs the program.
   *
   * @param args none
   */
  public static void main(final String[] args) {
    try (Icbmsg link = Icbmsg.open(IcbmsgConfig.named("hello-endpoints"))) {
      new Responder(link, "greeting", name -> "hello, " + name);
      new Responder(link, "shout", text -> text.toUpperCase(Locale.ROOT));
      if (link.awaitBound(Timeout.of(Duration.ofSeconds(30))) < 0) {
        throw new IllegalStateException("no client has come within 30 s");
      }
      while (link.isBound()) {
        if (link.doWork() == 0) {
          link.awaitWork(Timeout.FOREVER);
        }
      }
    }
  }

  /** Answers on the endpoint that it has registered. */
  private static final class Responder implements BlockHandler {
    private final ZeroCopyEndpoint endpoint;
    private final UnaryOperator<String> answers;

    Responder(final Icbmsg link, final String name, final UnaryOperator<String> answers) {
      this.answers = answers;
      this.endpoint = ZeroCopyEndpoint.register(link, name, this);
    }

    @Override
    public void onBlock(final RxBlock question) {
      final String text = question.buffer().getStringWithoutLengthUtf8(0, question.length());
      System.out.println(endpoint.name() + ": " + text);
      // Waits if need be, also in here: a claim takes blocks that come back off the ring by itself.
      try (TxBlock answer = endpoint.claim(256, Duration.ofSeconds(5))) {
        answer.send(answer.buffer().putStringWithoutLengthUtf8(0, answers.apply(text)));
      }
    }
  }
}
