package org.intercore.icbmsg.control;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Events that were taken off the ring and wait for the dispatcher, in order. One thread at a time
 * adds (whoever polls the link), one thread at a time takes (whoever dispatches); they may be two.
 * Allocates nothing; its capacity is what the protocol can ever have outstanding.
 */
public final class EventQueue {
  /** What {@link #poll()} answers when there is nothing. */
  public static final long NONE = -1;

  private static final VarHandle TAIL;
  private static final VarHandle HEAD;

  static {
    try {
      final MethodHandles.Lookup lookup = MethodHandles.lookup();
      TAIL = lookup.findVarHandle(EventQueue.class, "tail", long.class);
      HEAD = lookup.findVarHandle(EventQueue.class, "head", long.class);
    } catch (final ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final long[] events;
  private final int mask;
  // Each written by one thread at a time.
  private volatile long tail;
  private volatile long head;

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
    final long at = (long) TAIL.get(this);
    // Acquire, pairs with the release in poll(): the place was read before it is filled again.
    if (at - (long) HEAD.getAcquire(this) == events.length) {
      return false;
    }
    events[(int) at & mask] = event;
    // Release, pairs with the acquire in poll(): the event is there before the index covers it.
    TAIL.setRelease(this, at + 1);
    return true;
  }

  /**
   * Takes the oldest event.
   *
   * @return the event, or {@link #NONE}
   */
  public long poll() {
    final long at = (long) HEAD.get(this);
    // Acquire, pairs with the release in offer().
    if (at == (long) TAIL.getAcquire(this)) {
      return NONE;
    }
    final long event = events[(int) at & mask];
    // Release, pairs with the acquire in offer().
    HEAD.setRelease(this, at + 1);
    return event;
  }

  /**
   * Looks at the oldest event, for the thread that takes.
   *
   * @return the event, or {@link #NONE}
   */
  public long peek() {
    final long at = (long) HEAD.get(this);
    // Acquire, pairs with the release in offer().
    return at == (long) TAIL.getAcquire(this) ? NONE : events[(int) at & mask];
  }

  /**
   * Whether there is nothing to take. Any thread.
   *
   * @return true if {@link #poll()} would find nothing, as of now
   */
  public boolean isEmpty() {
    return head == tail;
  }
}
