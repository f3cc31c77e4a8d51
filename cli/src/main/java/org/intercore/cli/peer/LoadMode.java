package org.intercore.cli.peer;

import org.agrona.DirectBuffer;
import org.intercore.cli.console.Words;
import org.intercore.icmsg.status.Status;
import org.intercore.icmsg.time.Timeout;

/**
 * Sends messages round robin over all endpoints, as fast as the other side sends them back, and
 * checks that each endpoint's come back whole and in order.
 */
final class LoadMode implements PeerMode {
  private static final int MESSAGES_PER_TURN = 16;

  private final Traffic traffic = new Traffic();
  private final PeerSide side;
  private final SeededContent content;
  private final long count;
  private final long[] expected;
  private long mismatches;
  private String firstMismatch;
  private String refusal;

  LoadMode(final PeerSide side, final SeededContent content, final long count) {
    this.side = side;
    this.content = content;
    this.count = count;
    this.expected = new long[side.endpoints().size()];
  }

  @Override
  public int doWork() {
    int sent = 0;
    while (sent < MESSAGES_PER_TURN && traffic.messagesOut() < count && sendNext()) {
      sent++;
    }
    return sent;
  }

  private boolean sendNext() {
    if (!side.isBound()) {
      return false;
    }
    final long index = traffic.messagesOut();
    final int endpoint = (int) (index % expected.length);
    final long sequence = index / expected.length;
    final int length = content.length(endpoint, sequence);
    final int sent = side.send(
        endpoint,
        length,
        (buffer, offset, bytes) -> content.fill(endpoint, sequence, buffer, offset),
        Timeout.NO_WAIT);
    if (sent < 0) {
      refusal = Status.describe(sent);
      return false;
    }
    refusal = null;
    traffic.out(length);
    return true;
  }

  @Override
  public void onMessage(
      final int endpoint, final DirectBuffer buffer, final int offset, final int length) {
    traffic.in(length);
    final long sequence = expected[endpoint]++;
    final String problem = content.problem(endpoint, sequence, buffer, offset, length);
    if (problem != null) {
      mismatches++;
      if (firstMismatch == null) {
        firstMismatch = "message " + sequence + " on '" + side.endpoints().get(endpoint)
            + "' came back " + problem;
      }
    }
  }

  @Override
  public Traffic traffic() {
    return traffic;
  }

  @Override
  public boolean isDone() {
    return traffic.messagesIn() >= count;
  }

  @Override
  public boolean isWaiting() {
    return true;
  }

  @Override
  public long mismatches() {
    return mismatches;
  }

  @Override
  public String failure() {
    if (firstMismatch != null) {
      return Words.count(mismatches, "message") + " came back wrong: " + firstMismatch;
    }
    if (isDone()) {
      return null;
    }
    return "only " + Words.grouped(traffic.messagesIn()) + " of " + Words.count(count, "message")
        + " came back (" + Words.grouped(traffic.messagesOut()) + " were sent"
        + (refusal == null ? "" : ", the next was refused with " + refusal) + ")";
  }
}
