package org.intercore.icbmsg;

import java.util.function.LongSupplier;
import org.agrona.concurrent.SystemNanoClock;
import org.intercore.icbmsg.block.RxBlocks;
import org.intercore.icbmsg.block.TxBlocks;
import org.intercore.icbmsg.control.PeerLink;
import org.intercore.icbmsg.observe.BlockMap;
import org.intercore.icbmsg.observe.Counters;
import org.intercore.icbmsg.observe.Sighted;
import org.intercore.icmsg.doorbell.SocketDoorbell;

/**
 * Looks up every tenth of a second what is not counted, and so tells too that somebody is at work. Any
 * thread may pass by; how often the clock is read adapts to how often that is.
 */
final class Lookout implements Sighted {
  private static final long INTERVAL_NS = 100_000_000;
  private static final int MOST_PASSES_PER_READING = 1024;

  private final Counters counters;
  private final TxBlocks tx;
  private final RxBlocks rx;
  private final PeerLink link;
  private final SocketDoorbell bell;
  private final LongSupplier undelivered;
  // Not the configured clock: this is no deadline, and who turns that one by hand wants to look
  // as well.
  private final SparseClock clock =
      new SparseClock(SystemNanoClock.INSTANCE, INTERVAL_NS / 4, MOST_PASSES_PER_READING);
  private long lastLookNs = System.nanoTime() - INTERVAL_NS;

  Lookout(
      final Counters counters,
      final TxBlocks tx,
      final RxBlocks rx,
      final PeerLink link,
      final SocketDoorbell bell,
      final LongSupplier undelivered) {
    this.counters = counters;
    this.tx = tx;
    this.rx = rx;
    this.link = link;
    this.bell = bell;
    this.undelivered = undelivered;
  }

  /** A round of work is done; costs a decrement, and in a tight loop a reading of the clock a thousand. */
  void pass() {
    if (clock.pass()) {
      readClock();
    }
  }

  private void readClock() {
    final long nowNs = clock.read();
    if (nowNs - lastLookNs >= INTERVAL_NS) {
      lastLookNs = nowNs;
      counters.look(this);
    }
  }

  /** After a sleep, which costs more than the clock. */
  void afterSleep() {
    readClock();
  }

  /** Looks now. */
  void look() {
    counters.look(this);
  }

  @Override
  public boolean isBound() {
    return link.isBound();
  }

  @Override
  public void txBlocks(final BlockMap map) {
    tx.look(map);
  }

  @Override
  public void rxBlocks(final BlockMap map) {
    rx.look(map);
  }

  @Override
  public int highWater() {
    return tx.highWater();
  }

  @Override
  public int smallHeld() {
    return rx.smallHeld();
  }

  @Override
  public long undelivered() {
    return undelivered.getAsLong();
  }

  @Override
  public long rings() {
    return bell == null ? -1 : bell.rings();
  }

  @Override
  public long sleeps() {
    return bell == null ? -1 : bell.sleepCount();
  }
}
