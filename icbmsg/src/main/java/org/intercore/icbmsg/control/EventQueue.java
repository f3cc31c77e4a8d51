package org.intercore.icbmsg.control;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Events that were taken off the ring and wait for the dispatcher, in order. One thread at a time
 * adds (whoever polls the link), one thread at a time takes (whoever dispatches); they may be two.
 * Allocates nothing; its capacity is what the protocol can ever have outstanding.
 */
public final class EventQueue {
  /** What {@link #poll()} answers when there is nothing. */
  public static final long NONE = -1;

  private final long[] events;
  private final int mask;
  private final AtomicLong tail = new AtomicLong();
  private final AtomicLong head = new AtomicLong();

  /**
   * A queue.
   *
   * @param capacity how many events it must hold at least
   */
  public EventQueue(final int capacity) {
    final int size = Integer.highestOneBit(Math.max(2, capacity) - 1) << 1;
    this.events = new long[size];
    this.mask = size - 1;
  }

  /**
   * Adds an event.
   *
   * @param event 0 or more
   * @return false if the queue is full
   */
  public boolean offer(final long event) {
    final long at = tail.getPlain();
    // Acquire, pairs with the release in poll(): the place was read before it is filled again.
    if (at - head.getAcquire() == events.length) {
      return false;
    }
    events[(int) at & mask] = event;
    // Release, pairs with the acquire in poll(): the event is there before the index covers it.
    tail.setRelease(at + 1);
    return true;
  }

  /**
   * Takes the oldest event.
   *
   * @return the event, or {@link #NONE}
   */
  public long poll() {
    final long at = head.getPlain();
    // Acquire, pairs with the release in offer().
    if (at == tail.getAcquire()) {
      return NONE;
    }
    final long event = events[(int) at & mask];
    // Release, pairs with the acquire in offer().
    head.setRelease(at + 1);
    return event;
  }

  /**
   * Looks at the oldest event, for the thread that takes.
   *
   * @return the event, or {@link #NONE}
   */
  public long peek() {
    final long at = head.getPlain();
    // Acquire, pairs with the release in offer().
    return at == tail.getAcquire() ? NONE : events[(int) at & mask];
  }

  /**
   * Whether there is nothing to take. Any thread.
   *
   * @return true if {@link #poll()} would find nothing, as of now
   */
  public boolean isEmpty() {
    return head.get() == tail.get();
  }
}
