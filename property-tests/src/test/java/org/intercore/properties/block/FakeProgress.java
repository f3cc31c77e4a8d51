package org.intercore.properties.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.BooleanSupplier;
import org.intercore.icbmsg.block.Progress;

/**
 * The world of a single thread: time passes only while it waits, exactly until it wants to look again,
 * and nothing else happens. Tests override what is to happen meanwhile.
 */
class FakeProgress implements Progress {
  long nowNs;
  private int waiting;
  private boolean deadlineCame;

  FakeProgress(final long startNs) {
    nowNs = startNs;
  }

  @Override
  public int pump() {
    return 0;
  }

  @Override
  public int workIfIdle() {
    return pump();
  }

  @Override
  public void await(final BooleanSupplier ready, final long timeoutNs) {
    assertThat(ready.getAsBoolean()).as("waits although there is something").isFalse();
    assertThat(timeoutNs).as("waits for ever, and nobody will come").isLessThan(Long.MAX_VALUE);
    assertThat(deadlineCame).as("sleeps again after its deadline").isFalse();
    assertThat(timeoutNs).isPositive();
    nowNs += timeoutNs;
    deadlineCame = true;
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
    waiting++;
    deadlineCame = false;
    return true;
  }

  @Override
  public void leaveWait() {
    waiting--;
  }

  /** How many calls keep shared memory in place. */
  int waiting() {
    return waiting;
  }

  @Override
  public long nanoTime() {
    return nowNs;
  }
}
