package org.intercore.icbmsg;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.IdleStrategy;
import org.intercore.icmsg.doorbell.Doorbell;
import org.intercore.icmsg.doorbell.SocketDoorbell;
import org.intercore.icmsg.doorbell.WaitingRoom;
import org.intercore.icmsg.time.Timeout;

/** Sleeps until one of several instances has work. */
final class SleepForAll implements IdleStrategy {
  private final List<Icbmsg> all;
  private final BooleanSupplier ready = this::isReady;
  private final WaitingRoom room;
  private volatile boolean ended;
  // Of the one thread that is idle here. Those who are not closed, as of its last look:
  private Icbmsg[] open;
  // and their bells, or null if there is no place where all of them can be heard.
  private SocketDoorbell[] bells;

  SleepForAll(final List<Icbmsg> instances) {
    this.all = instances;
    this.open = instances.toArray(new Icbmsg[0]);
    this.room = roomForAll();
    this.bells = bells();
  }

  /** A place where all bells are heard; null if there is none, or only one bell. */
  private WaitingRoom roomForAll() {
    if (open.length < 2 || bells() == null) {
      return null;
    }
    try {
      final WaitingRoom shared = WaitingRoom.open();
      try {
        for (final SocketDoorbell bell : bells()) {
          bell.moveTo(shared);
        }
        return shared;
      } catch (final IOException e) {
        shared.close();
        throw e;
      }
    } catch (final IOException noDescriptors) {
      return null;
    }
  }

  private SocketDoorbell[] bells() {
    final SocketDoorbell[] found = new SocketDoorbell[open.length];
    for (int i = 0; i < open.length; i++) {
      found[i] = open[i].bellToSleepAt();
      if (found[i] == null) {
        return null;
      }
    }
    return found;
  }

  private boolean isReady() {
    if (ended) {
      return true;
    }
    for (final Icbmsg instance : open) {
      if (instance.hasWork()) {
        return true;
      }
    }
    return false;
  }

  /** No more sleep from now on. */
  void end() {
    ended = true;
    all.forEach(Icbmsg::wakeWorker);
  }

  /** Once nobody sleeps here any more and all instances are closed. */
  void close() {
    if (room != null) {
      room.close();
    }
  }

  @Override
  public void idle(final int workCount) {
    if (workCount <= 0) {
      idle();
    }
  }

  @Override
  public void idle() {
    forgetClosed();
    if (open.length > 1) {
      sleepForSeveral();
    } else if (open.length == 1) {
      open[0].awaitWork(Timeout.FOREVER, ready);
    } else if (!ended) {
      // Somebody closed them all; there is nothing to do until the runner is closed too.
      LockSupport.park(this);
    }
  }

  private void forgetClosed() {
    int left = 0;
    for (final Icbmsg instance : open) {
      left += instance.isClosed() ? 0 : 1;
    }
    if (left != open.length) {
      open = all.stream().filter(instance -> !instance.isClosed()).toArray(Icbmsg[]::new);
      bells = bells();
    }
  }

  private void sleepForSeveral() {
    long napNs = Long.MAX_VALUE;
    int begun = 0;
    boolean news = true;
    try {
      while (begun < open.length) {
        if (!open[begun].beginSleep()) {
          return; // It was closed just now.
        }
        napNs = Math.min(napNs, open[begun].workersNapNs());
        begun++;
      }
      news = sleep(napNs);
    } finally {
      for (int i = 0; i < begun; i++) {
        open[i].endSleep(news);
      }
    }
  }

  private boolean sleep(final long timeoutNs) {
    return room == null || bells == null
        ? Doorbell.polling().await(ready, timeoutNs)
        : room.awaitUrgent(bells, ready, timeoutNs);
  }

  @Override
  public void reset() {
    // Nothing is remembered from one sleep to the next.
  }
}
