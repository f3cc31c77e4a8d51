package org.intercore.jmh;

import java.util.function.BooleanSupplier;
import org.intercore.icbmsg.block.Progress;

/** For blocks without an instance around them: nobody ever has to wait. */
public final class NoWaiting implements Progress {
  @Override
  public int pump() {
    return 0;
  }

  @Override
  public int workIfIdle() {
    return 0;
  }

  @Override
  public void await(final BooleanSupplier ready, final long timeoutNs) {
    throw new IllegalStateException("a benchmark without contention waits");
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
    return System.nanoTime();
  }
}
