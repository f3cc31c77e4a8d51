package org.intercore.examples.requestresponse;

import java.time.Duration;
import org.agrona.DirectBuffer;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icbmsg.IcbmsgConfig;
import org.intercore.icmsg.time.Timeout;
import org.intercore.zerocopy.BlockHandler;
import org.intercore.zerocopy.HeldBlock;
import org.intercore.zerocopy.RxBlock;
import org.intercore.zerocopy.TxBlock;
import org.intercore.zerocopy.ZeroCopyEndpoint;

/** Multiplies; but leaves the third request lying until the fourth comes, and goes after the fifth. */
public final class RequestServer implements BlockHandler {
  private static final int SLOW_REQUEST = 3;
  private static final int LAST_REQUEST = 5;

  private final ZeroCopyEndpoint endpoint;
  private HeldBlock left;
  private long lastId;

  private RequestServer(final Icbmsg link) {
    this.endpoint = ZeroCopyEndpoint.register(link, "products", this);
  }

  /**
   * Runs the program.
   *
   * @param args none
   */
  public static void main(final String[] args) {
    try (Icbmsg link = Icbmsg.open(IcbmsgConfig.named("request-response"))) {
      final RequestServer server = new RequestServer(link);
      if (link.awaitBound(Timeout.of(Duration.ofSeconds(30))) < 0) {
        throw new IllegalStateException("no client has come within 30 s");
      }
      while (server.lastId < LAST_REQUEST && link.isBound()) {
        if (link.doWork() == 0) {
          link.awaitWork(Timeout.FOREVER);
        }
      }
    }
  }

  @Override
  public void onBlock(final RxBlock request) {
    if (lastId == LAST_REQUEST) {
      return; // What comes between the last answer and the end of the loop is nobody's any more.
    }
    lastId = request.buffer().getLong(0);
    if (lastId == SLOW_REQUEST) {
      System.out.println("request " + lastId + " is left lying");
      left = request.hold();
      return;
    }
    if (left != null) {
      answer(left.buffer());
      left.release();
      left = null;
    }
    answer(request.buffer());
  }

  private void answer(final DirectBuffer request) {
    final long id = request.getLong(0);
    final long product = request.getLong(Long.BYTES) * request.getLong(2 * Long.BYTES);
    System.out.println("request " + id + " is answered");
    try (TxBlock block = endpoint.claim(2 * Long.BYTES, Duration.ofSeconds(5))) {
      block.buffer().putLong(0, id);
      block.buffer().putLong(Long.BYTES, product);
      block.send(2 * Long.BYTES);
    }
  }
}
