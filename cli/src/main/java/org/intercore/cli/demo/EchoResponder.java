package org.intercore.cli.demo;

import java.util.ArrayDeque;
import java.util.Queue;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icmsg.time.Timeout;
import org.intercore.zerocopy.BlockHandler;
import org.intercore.zerocopy.HeldBlock;
import org.intercore.zerocopy.RxBlock;
import org.intercore.zerocopy.TxBlock;
import org.intercore.zerocopy.ZeroCopyEndpoint;

/** Sends each message back as it came. */
final class EchoResponder implements BlockHandler {
  private final Queue<HeldBlock> unanswered = new ArrayDeque<>();
  private final TxBlock answer = new TxBlock();
  private final ZeroCopyEndpoint endpoint;
  private long count;

  EchoResponder(final Icbmsg link) {
    endpoint = ZeroCopyEndpoint.register(link, EchoProbe.NAME, this);
  }

  @Override
  public void onBlock(final RxBlock received) {
    if (unanswered.isEmpty() && claim(received.length())) {
      answer.buffer().putBytes(0, received.buffer(), 0, received.length());
      send(received.length());
    } else {
      unanswered.add(received.hold());
    }
  }

  /** Answers what had to wait for a block; returns how many were answered. */
  int doWork() {
    int done = 0;
    while (!unanswered.isEmpty() && claim(unanswered.peek().length())) {
      try (HeldBlock held = unanswered.remove()) {
        answer.buffer().putBytes(0, held.buffer(), 0, held.length());
        send(held.length());
        done++;
      }
    }
    return done;
  }

  private boolean claim(final int length) {
    return endpoint.claim(answer, length, Timeout.NO_WAIT) >= 0;
  }

  private void send(final int length) {
    if (answer.send(length) >= 0) {
      count++;
    }
  }

  /** Messages sent back. */
  long count() {
    return count;
  }
}
