package org.intercore.properties.process;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.intercore.icmsg.time.Timeout;

/** What the endpoints of a {@link Soak} carry: how much, how patiently, and who keeps it how long. */
enum SoakKind {
  /** One block, sent if there is one, never held. */
  TICKS(1, Duration.ZERO, 0),
  /** Some blocks, waited for a while, sometimes held for a moment. */
  ORDERS(3, Duration.ofMillis(20), 50),
  /** Many blocks, waited for without end, held for seconds. */
  BULK(8, null, 2_000),
  /** Questions, each of which comes back as its answer. */
  ECHO(2, Duration.ofMillis(5), 0),
  /** To an endpoint that is deregistered and registered again. */
  GUEST(1, Duration.ofMillis(5), 0);

  private static final int MOST_HELD = 2;

  private final int maxBlocks;
  private final Timeout patience;
  private final int heldMs;

  SoakKind(final int maxBlocks, final Duration patience, final int heldMs) {
    this.maxBlocks = maxBlocks;
    this.patience = patience == null ? Timeout.FOREVER : Timeout.of(patience);
    this.heldMs = heldMs;
  }

  int maxBlocks() {
    return maxBlocks;
  }

  Timeout patience() {
    return patience;
  }

  /** How long to hold a message while others are held; 0 = not at all. */
  long drawHoldNs(final SplittableRandom random, final int held) {
    return heldMs == 0 || held >= MOST_HELD || random.nextInt(4) > 0
        ? 0
        : random.nextLong(TimeUnit.MILLISECONDS.toNanos(heldMs));
  }
}
