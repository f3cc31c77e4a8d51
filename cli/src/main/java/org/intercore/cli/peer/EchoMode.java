package org.intercore.cli.peer;

import java.util.function.BooleanSupplier;
import org.agrona.DirectBuffer;
import org.intercore.cli.console.Words;
import org.intercore.icmsg.status.Status;
import org.intercore.icmsg.time.Timeout;

/**
 * Sends every message back on its endpoint. Where there is no room it waits, and so holds up a
 * sender that does not take its answers; nothing is kept aside and nothing is dropped.
 */
final class EchoMode implements PeerMode {
  /** How often a wait looks whether the command is to end. */
  private static final Timeout SLICE = Timeout.ofMillis(100);

  private final Traffic traffic = new Traffic();
  private final PeerSide side;
  private final BooleanSupplier ending;
  private long unanswered;
  private String firstReason;

  EchoMode(final PeerSide side, final BooleanSupplier ending) {
    this.side = side;
    this.ending = ending;
  }

  @Override
  public void onMessage(
      final int endpoint, final DirectBuffer buffer, final int offset, final int length) {
    traffic.in(length);
    final int sent =
        length > side.maxSend() ? Status.BAD_MESSAGE : send(endpoint, buffer, offset, length);
    if (sent >= 0) {
      traffic.out(length);
      return;
    }
    unanswered++;
    if (firstReason == null) {
      firstReason = "one of " + length + " bytes: " + Status.describe(sent);
    }
  }

  private int send(
      final int endpoint, final DirectBuffer buffer, final int offset, final int length) {
    final Filler copy = (to, at, count) -> to.putBytes(at, buffer, offset, count);
    int sent;
    do {
      sent = side.send(endpoint, length, copy, SLICE);
    } while ((sent == Status.TIMED_OUT || sent == Status.NO_BUFFERS) && !ending.getAsBoolean());
    return sent;
  }

  @Override
  public Traffic traffic() {
    return traffic;
  }

  @Override
  public String failure() {
    return unanswered == 0
        ? null
        : Words.count(unanswered, "message") + " could not be sent back, the first " + firstReason;
  }
}
