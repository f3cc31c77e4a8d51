package org.intercore.icbmsg.block;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** There is nothing to do meanwhile, and time stands still unless it is told to pass. */
final class TestProgress implements Progress {
  final AtomicLong nowNs = new AtomicLong(Long.MAX_VALUE - 5);
  final AtomicLong wakeUps = new AtomicLong();
  volatile int status;

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
    if (!ready.getAsBoolean()) {
      LockSupport.parkNanos(200_000);
    }
    wakeUps.incrementAndGet();
  }

  @Override
  public boolean hasNews() {
    return false;
  }

  @Override
  public int status() {
    return status;
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
