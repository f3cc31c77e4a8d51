package org.intercore.properties.jcstress;

import java.util.function.BooleanSupplier;
import org.intercore.icbmsg.block.Progress;

/**
 * Time stands still until the test lets it pass; a bounded wait is over at its first look after that.
 */
final class ScriptedWait implements Progress {
  private final boolean waitsForRelease;
  private volatile boolean released;
  private volatile long nowNs;

  /** Waiting is over after one look. */
  ScriptedWait() {
    this(false);
  }

  /** Waiting may have to last until the releaser is done, and one look longer. */
  ScriptedWait(final boolean waitsForRelease) {
    this.waitsForRelease = waitsForRelease;
  }

  /** The releaser is done with all that it does. */
  void releaserIsDone() {
    released = true;
  }

  @Override
  public void await(final BooleanSupplier ready, final long timeoutNs) {
    while (waitsForRelease && !released && !ready.getAsBoolean()) {
      Thread.onSpinWait();
    }
    if (!ready.getAsBoolean()) {
      // Only the waiter itself writes this.
      nowNs = timeoutNs;
    }
  }

  @Override
  public int pump() {
    return 0;
  }

  @Override
  public int workIfIdle() {
    return 0;
  }

  @Override
  public boolean hasNews() {
    return false;
  }

  @Override
  public int status() {
    return 0;
  }

  @Override
  public boolean enterWait() {
    return true;
  }

  @Override
  public void leaveWait() {}

  @Override
  public long nanoTime() {
    return nowNs;
  }
}
