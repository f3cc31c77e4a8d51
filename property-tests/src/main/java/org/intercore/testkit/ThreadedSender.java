package org.intercore.testkit;

import java.util.SplittableRandom;

/** One of several threads that send at the same time. */
final class ThreadedSender {
  private final int number;
  private final Channel channel;
  private final long timeoutNs;
  private final SplittableRandom random;

  ThreadedSender(
      final int number, final Channel channel, final boolean waits, final SplittableRandom random) {
    this.number = number;
    this.channel = channel;
    this.timeoutNs = waits ? Channel.FOREVER : Channel.NO_WAIT;
    this.random = random;
  }

  void sendAll(final int messages) {
    int sent = 0;
    while (sent < messages) {
      final int room = room();
      final int length = random.nextInt(4) == 0 ? room : random.nextInt(Message.HEAD, room + 1);
      final Claim claim = channel.claim(room, timeoutNs);
      if (claim.outcome() == Outcome.DONE) {
        Message.of(number, sent, length).putInto(claim);
        requireDone(claim.send(length));
        sent++;
      } else if (timeoutNs == Channel.NO_WAIT && claim.outcome() == Outcome.NO_SPACE) {
        requireNotInterrupted();
        Thread.yield();
      } else {
        requireDone(claim.outcome());
      }
    }
  }

  /** More often little than much. */
  private int room() {
    final double part = random.nextDouble();
    return Message.HEAD + (int) ((channel.maxLength() - Message.HEAD + 1) * part * part * part);
  }

  private void requireDone(final Outcome outcome) {
    if (outcome != Outcome.DONE) {
      throw new AssertionError("sender " + number + " was answered " + outcome);
    }
  }

  private void requireNotInterrupted() {
    if (Thread.currentThread().isInterrupted()) {
      throw new AssertionError("sender " + number + " was interrupted while there was no space");
    }
  }
}
