package org.intercore.cli.work;

import java.time.Duration;
import org.intercore.cli.console.CommandFailure;

/**
 * Gives up when nothing at all has happened for a time. A peer that was stopped or hangs still
 * holds its place in the channel; only its silence tells.
 */
public final class SilenceGuard implements Guard {
  private final Duration limit;
  private long lastWorkNs = System.nanoTime();

  public SilenceGuard(final Duration limit) {
    this.limit = limit;
  }

  /** Something happened. */
  public void heard() {
    lastWorkNs = System.nanoTime();
  }

  @Override
  public void check() {
    if (System.nanoTime() - lastWorkNs > limit.toNanos()) {
      throw new CommandFailure(
          "nothing has been heard from the other side for " + limit.toSeconds() + " s");
    }
  }
}
