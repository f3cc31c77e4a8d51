package org.intercore.bridgecli.measure;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.agrona.concurrent.IdleStrategy;

/** The near process: sends as fast as it can, or one message at a time. */
final class Asker {
  private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(60);
  private static final long STAY_NS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final int SENDS_PER_POLL = 64;

  private final String name;
  private final Line line;
  private final IdleStrategy idle = Lines.idle();
  private long answer;
  private boolean answered;

  Asker(final String name, final Line line) {
    this.name = name;
    this.line = line;
  }

  private void onMessage(final long value, final int length) {
    answer = value;
    answered = true;
  }

  private int poll() {
    return line.poll(this::onMessage);
  }

  void awaitConnected() {
    final long startNs = System.nanoTime();
    while (!line.isConnected()) {
      idle.idle(poll());
      requirePatience(startNs, "the other side has not come");
    }
  }

  /** Works for a moment while it is nobody's turn, so that nobody takes this side for dead. */
  void stayAlive() {
    final long startNs = System.nanoTime();
    while (System.nanoTime() - startNs < STAY_NS) {
      idle.idle(poll());
    }
  }

  private void requirePatience(final long startNs, final String what) {
    if (System.nanoTime() - startNs > PATIENCE_NS) {
      throw new IllegalStateException(
          name + ": " + what + " within " + PATIENCE_NS / 1_000_000_000 + " s");
    }
  }

  private long ask(final long value, final int length) {
    final long startNs = System.nanoTime();
    answered = false;
    while (!line.send(value, length)) {
      idle.idle(poll());
      requirePatience(startNs, "no room");
    }
    while (!answered) {
      idle.idle(poll());
      requirePatience(startNs, "no answer");
    }
    return answer;
  }

  /** Messages a second, from the first sent until it is known that all have arrived. */
  double rate(final int length, final long durationNs) {
    final long startNs = System.nanoTime();
    long sent = 0;
    while (System.nanoTime() - startNs < durationNs) {
      int count = 0;
      while (count < SENDS_PER_POLL && line.send(sent, length)) {
        sent++;
        count++;
      }
      idle.idle(count + poll());
    }
    final long arrived = ask(Answerer.HOW_MANY, Answerer.ANSWER_LENGTH);
    if (arrived != sent) {
      throw new IllegalStateException(
          name + ": " + sent + " were sent, and " + arrived + " have arrived");
    }
    return sent * 1e9 / (System.nanoTime() - startNs);
  }

  /** Round trips, in nanoseconds. */
  Histogram roundTrips(final int length, final long durationNs) {
    final Histogram histogram = new Histogram(3);
    final long startNs = System.nanoTime();
    long beforeNs = startNs;
    for (long i = 0; beforeNs - startNs < durationNs; i++) {
      ask(Answerer.ECHO + i, length);
      final long nowNs = System.nanoTime();
      histogram.recordValue(nowNs - beforeNs);
      beforeNs = nowNs;
    }
    return histogram;
  }
}
