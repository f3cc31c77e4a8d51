package org.intercore.properties.lincheck;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.intercore.icbmsg.block.Progress;

/**
 * There is no ring. A bounded wait is over after one look, since time passes only while somebody
 * waits; an endless one parks, so that a lost wake-up is a deadlock.
 */
public final class Alone implements Progress {
  private final AtomicLong nowNs = new AtomicLong();

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
    if (timeoutNs == Long.MAX_VALUE) {
      while (!ready.getAsBoolean()) {
        LockSupport.park(this);
      }
    } else {
      nowNs.addAndGet(timeoutNs);
    }
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
    return nowNs.get();
  }
}
