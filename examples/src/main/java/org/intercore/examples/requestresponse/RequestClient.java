package org.intercore.examples.requestresponse;

import java.time.Duration;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icbmsg.IcbmsgConfig;
import org.intercore.icmsg.status.UnboundReason;
import org.intercore.icmsg.time.Timeout;
import org.intercore.zerocopy.BlockHandler;
import org.intercore.zerocopy.RxBlock;
import org.intercore.zerocopy.TxBlock;
import org.intercore.zerocopy.ZeroCopyEndpoint;

/** Asks one question after the other, and waits for each answer no longer than it wants to. */
public final class RequestClient implements BlockHandler {
  private final Icbmsg link;
  private final ZeroCopyEndpoint endpoint;
  private long awaitedId;
  private boolean answered;
  private long answer;
  private boolean lost;

  private RequestClient(final Icbmsg link) {
    this.link = link;
    this.endpoint = ZeroCopyEndpoint.register(link, "products", this);
  }

  /**
   * Runs the program.
   *
   * @param args none
   */
  public static void main(final String[] args) {
    try (Icbmsg link = Icbmsg.open(IcbmsgConfig.named("request-response"))) {
      final RequestClient client = new RequestClient(link);
      if (client.endpoint.awaitBound(Duration.ofSeconds(30)) < 0) {
        throw new IllegalStateException("no server has come within 30 s");
      }
      client.ask(1, Duration.ofSeconds(10));
      client.ask(2, Duration.ofSeconds(10));
      client.ask(3, Duration.ofMillis(200));
      client.ask(4, Duration.ofSeconds(10));
      client.ask(5, Duration.ofSeconds(10));
      client.ask(6, Duration.ofSeconds(10));
    }
  }

  private void ask(final long id, final Duration patience) {
    final Timeout timeout = Timeout.of(patience);
    final long startNs = System.nanoTime();
    awaitedId = id;
    answered = false;
    // The same deadline for all of it: for room in shared memory, and for the answer.
    try (TxBlock request = endpoint.claim(3 * Long.BYTES, timeout)) {
      if (request.isClaimed()) {
        request.buffer().putLong(0, id);
        request.buffer().putLong(Long.BYTES, id);
        request.buffer().putLong(2 * Long.BYTES, 10);
        request.send(3 * Long.BYTES);
      }
    }
    long leftNs = timeout.remainingNs(startNs, System.nanoTime());
    while (!answered && !lost && leftNs > 0) {
      if (link.doWork() == 0) {
        link.awaitWork(Timeout.ofNanos(leftNs));
      }
      leftNs = timeout.remainingNs(startNs, System.nanoTime());
    }
    System.out.println("request " + id + ": " + outcome(patience));
  }

  private String outcome(final Duration patience) {
    if (answered) {
      return "the answer is " + answer;
    }
    return lost ? "the server has gone" : "no answer within " + patience.toMillis() + " ms";
  }

  @Override
  public void onBlock(final RxBlock block) {
    final long id = block.buffer().getLong(0);
    if (id == awaitedId) {
      answered = true;
      answer = block.buffer().getLong(Long.BYTES);
    } else {
      System.out.println("an answer to request " + id + " has come too late");
    }
  }

  @Override
  public void onUnbound(final ZeroCopyEndpoint unbound, final UnboundReason reason) {
    lost = true;
  }
}
