package org.intercore.properties.process;

import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icmsg.status.Status;
import org.intercore.zerocopy.RxBlock;

/**
 * One endpoint of a {@link BesiegedPeer}. As long as it is wary it believes nothing of what arrives, but
 * every view has to lie where the peer's blocks lie, and to be readable to its last byte.
 */
final class BesiegedLane extends SoakLane {
  private final AtomicBoolean wary;
  private final SoakKind kind;
  private final SplittableRandom random;
  private final AtomicInteger arrivals = new AtomicInteger();
  private int sum;

  BesiegedLane(
      final Icbmsg instance,
      final int number,
      final SoakKind kind,
      final int life,
      final long seed,
      final int messagesPerSecond,
      final SoakFigures figures,
      final AtomicBoolean wary) {
    super(instance, "lane " + number, number, kind, life, seed, messagesPerSecond, figures);
    this.kind = kind;
    this.wary = wary;
    this.random = new SplittableRandom(seed - life - number);
  }

  @Override
  public synchronized void onBlock(final RxBlock block) {
    arrivals.incrementAndGet();
    requireInside(block.buffer());
    if (wary.get()) {
      for (int i = 0; i < block.length(); i++) {
        sum += block.buffer().getByte(i);
      }
      hold(block, kind.drawHoldNs(random, held()), null);
    } else {
      super.onBlock(block);
    }
  }

  private void requireInside(final DirectBuffer view) {
    // As long as it is at hand every message lies in the peer's region, be it in a block or in a
    // slot.
    final AtomicBuffer region = endpoint.endpoint().rxRegion(0).buffer();
    final long offset = view.addressOffset() - region.addressOffset();
    if (view.capacity() > 0 && (offset < 0 || offset + view.capacity() > region.capacity())) {
      throw new AssertionError("a view of " + view.capacity() + " bytes at offset " + offset
          + " of a region of " + region.capacity());
    }
  }

  @Override
  void require(final boolean right, final String call, final int status) {
    // What is answered to whoever talks to a liar has to be documented all the same.
    super.require(right || wary.get() && !Status.name(status).equals("UNKNOWN"), call, status);
  }

  @Override
  boolean isHeldForCertain() {
    return !wary.get();
  }

  /** What has arrived, be it right or not. */
  int arrivals() {
    return arrivals.get();
  }

  @Override
  public synchronized String toString() {
    return super.toString() + ", all that came adds up to " + sum;
  }
}
