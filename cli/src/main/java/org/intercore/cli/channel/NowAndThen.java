package org.intercore.cli.channel;

import java.util.function.BooleanSupplier;

/** A question that costs system calls, asked a few times a second by one who asks all the time. */
final class NowAndThen {
  private static final long INTERVAL_NS = 50_000_000;

  private final BooleanSupplier question;
  private long askedNs = System.nanoTime() - INTERVAL_NS;
  private boolean so;

  NowAndThen(final BooleanSupplier question) {
    this.question = question;
  }

  /** Asks if it is time to; what was so once stays so. */
  boolean isSo() {
    final long nowNs = System.nanoTime();
    if (!so && nowNs - askedNs >= INTERVAL_NS) {
      askedNs = nowNs;
      so = question.getAsBoolean();
    }
    return so;
  }

  /** The last answer. */
  boolean wasSo() {
    return so;
  }
}
