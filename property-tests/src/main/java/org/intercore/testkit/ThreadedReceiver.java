package org.intercore.testkit;

import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Checks what several threads have sent; keeps some of it for others to release. */
final class ThreadedReceiver implements Receiver {
  private final ConcurrentLinkedQueue<Holder.Kept> kept = new ConcurrentLinkedQueue<>();
  private final AtomicInteger released = new AtomicInteger();
  private final int[] next;
  private final boolean holds;
  private final SplittableRandom random;
  private volatile boolean othersRelease;

  ThreadedReceiver(final int senders, final boolean holds, final SplittableRandom random) {
    this.next = new int[senders];
    this.holds = holds;
    this.random = random;
  }

  /** From now on somebody else calls {@link #releaseUntilInterrupted()}. */
  void leaveReleasesToOthers() {
    othersRelease = true;
  }

  @Override
  public void onMessage(final Received message) {
    final Message seen = Message.copyOf(message);
    seen.requireWhole();
    final int sender = seen.sender();
    if (sender < 0 || sender >= next.length || seen.sequence() != next[sender]) {
      throw new AssertionError("got " + seen + " instead of the next one of a sender");
    }
    next[sender]++;
    if (holds && othersRelease && random.nextBoolean()) {
      kept.add(new Holder.Kept(message.hold(), seen));
    } else {
      released.incrementAndGet();
    }
  }

  void releaseUntilInterrupted() {
    while (!Thread.currentThread().isInterrupted()) {
      final Holder.Kept one = kept.poll();
      if (one == null) {
        Thread.yield();
      } else {
        one.release();
        released.incrementAndGet();
      }
    }
  }

  /** How many were taken and given back. */
  int released() {
    return released.get();
  }

  /** How many came from each sender. For when nobody receives any more. */
  int[] arrived() {
    return next.clone();
  }
}
