package org.intercore.icbmsg.block;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/** Notes what it is asked for; time passes only while somebody waits. */
final class ScriptedProgress implements Progress {
  final List<Long> naps = new ArrayList<>();
  final List<Boolean> ready = new ArrayList<>();
  Runnable duringNap = () -> {};
  IntSupplier ring = () -> 0;
  Runnable onClock = () -> {};
  boolean recording = true;
  int clockReads;
  long nowNs = Long.MAX_VALUE - 5;
  int status;
  boolean news;
  boolean gone;
  int entered;
  int left;

  @Override
  public int pump() {
    return ring.getAsInt();
  }

  @Override
  public int workIfIdle() {
    return 0;
  }

  @Override
  public void await(final BooleanSupplier worthALook, final long timeoutNs) {
    note(worthALook, timeoutNs);
    nowNs += timeoutNs;
    duringNap.run();
    note(worthALook, 0);
  }

  private void note(final BooleanSupplier worthALook, final long napNs) {
    if (recording) {
      ready.add(worthALook.getAsBoolean());
      if (napNs > 0) {
        naps.add(napNs);
      }
    }
  }

  @Override
  public boolean hasNews() {
    return news;
  }

  @Override
  public int status() {
    return status;
  }

  @Override
  public boolean enterWait() {
    entered++;
    return !gone;
  }

  @Override
  public void leaveWait() {
    left++;
  }

  @Override
  public long nanoTime() {
    clockReads++;
    onClock.run();
    return nowNs;
  }
}
