package org.intercore.zerocopy;

import java.util.function.Function;
import org.jctools.queues.atomic.MpmcAtomicArrayQueue;

/**
 * Block objects that wait for their next use, so that steady state allocates nothing. First in, first
 * out and never empty in steady state: an object that was used up comes back only after all the
 * others, so that somebody who still has it in his hands meets an exception and not a later claim.
 */
final class ViewPool<T> {
  private static final int SIZE = 256;

  private final MpmcAtomicArrayQueue<T> idle = new MpmcAtomicArrayQueue<>(SIZE);
  private final Function<ViewPool<T>, T> maker;

  ViewPool(final Function<ViewPool<T>, T> maker) {
    this.maker = maker;
    for (int i = 0; i < SIZE; i++) {
      idle.offer(maker.apply(this));
    }
  }

  T take() {
    final T view = idle.poll();
    return view == null ? maker.apply(this) : view;
  }

  void giveBack(final T view) {
    idle.offer(view); // One too many is the collector's.
  }
}
