package org.intercore.jmh.rpmsg;

import org.agrona.concurrent.AtomicBuffer;

/**
 * Receiving. One thread takes messages; buffers go back to the peer in batches at the end of a poll
 * or after {@value #BATCH}, or one at a time when they were held. Where a buffer is, and whether it
 * is held, is private: the header's reserved field, where OpenAMP notes it, lies in a line that the
 * sender would have to fetch back.
 */
final class RxPath extends Padded.ReceiveState {
  private static final int BATCH = 32;

  /** Nobody else's fields lie within this many entries of those that are used. */
  private static final int MARGIN = 32;

  private static final int NOTHING = -1;

  /** What a used element says of a buffer that its device has only read. */
  private static final int NOTHING_WRITTEN = 0;

  long behind0;
  long behind1;
  long behind2;
  long behind3;
  long behind4;
  long behind5;
  long behind6;
  long behind7;
  long behind8;
  long behind9;
  long behind10;
  long behind11;

  private final AtomicBuffer memory;
  private final Virtqueue queue;
  private final PaddedLock lock;
  private final VringNotifier notifier;
  private final int vring;
  private final int batch;
  private final int[] batched;
  private final boolean[] held;

  /** Without a lock only the polling thread releases; without a notifier nobody is told. */
  RxPath(
      final AtomicBuffer memory,
      final Virtqueue queue,
      final RpmsgConfig config,
      final VringNotifier notifier,
      final int vring) {
    this.memory = memory;
    this.queue = queue;
    this.lock = config.locked() ? new PaddedLock() : null;
    this.notifier = notifier;
    this.vring = vring;
    // The sender is not kept waiting for the last quarter while the first one lies here.
    this.batch = Math.max(1, Math.min(BATCH, config.buffers() / 4));
    this.batched = new int[batch + 2 * MARGIN];
    this.held = new boolean[config.buffers()];
    this.atHand = NOTHING;
    queue.disarm();
  }

  /** Hands messages to their endpoints. Never blocks. */
  int poll(final EndpointTable endpoints, final int limit) {
    poller = Thread.currentThread();
    int handled = 0;
    try {
      while (handled < limit) {
        final int id = queue.take();
        if (id < 0) {
          break;
        }
        handled++;
        receive(endpoints, id);
      }
    } finally {
      flush();
    }
    return handled;
  }

  private void receive(final EndpointTable endpoints, final int id) {
    atHand = id;
    keeping = false;
    try {
      dispatch(endpoints, queue.bufferOffset(id), queue.bufferLength(id));
    } finally {
      atHand = NOTHING;
      if (!keeping) {
        giveBackLater(id);
      }
    }
  }

  private void dispatch(final EndpointTable endpoints, final int start, final int room) {
    final int length = RpmsgHeader.length(memory, start);
    final long addresses = RpmsgHeader.addresses(memory, start);
    if (length > room - RpmsgHeader.LENGTH) {
      oversized++;
      return;
    }
    final RpmsgEndpoint endpoint = endpoints.get(RpmsgHeader.destination(addresses));
    if (endpoint == null) {
      undeliverable++;
      return;
    }
    endpoint.receive(memory, start + RpmsgHeader.LENGTH, length, RpmsgHeader.source(addresses));
  }

  /** Keeps the message whose handler runs. */
  int hold() {
    if (atHand == NOTHING || keeping) {
      throw new IllegalStateException(
          keeping ? "buffer " + atHand + " is held already" : "no message is at hand");
    }
    keeping = true;
    held[atHand] = true;
    return atHand;
  }

  /** Gives a held message's buffer back at once. */
  void release(final int id) {
    lock();
    if (!held[id]) {
      unlock();
      throw new IllegalStateException("buffer " + id + " is not held");
    }
    held[id] = false;
    queue.give(id, NOTHING_WRITTEN);
    publishAndUnlock();
  }

  int payloadOffset(final int id) {
    return queue.bufferOffset(id) + RpmsgHeader.LENGTH;
  }

  int payloadLength(final int id) {
    return RpmsgHeader.length(memory, queue.bufferOffset(id));
  }

  private void giveBackLater(final int id) {
    batched[MARGIN + waiting++] = id;
    if (waiting == batch) {
      flush();
    }
  }

  /** Gives back what waits for company, if this is the thread that polls. */
  void flushIfPoller() {
    if (Thread.currentThread() == poller) {
      flush();
    }
  }

  private void flush() {
    final int count = waiting;
    if (count == 0) {
      return;
    }
    waiting = 0;
    lock();
    for (int i = 0; i < count; i++) {
      queue.give(batched[MARGIN + i], NOTHING_WRITTEN);
    }
    publishAndUnlock();
  }

  /** Asks to be told of the next message. */
  boolean arm() {
    lock();
    final boolean nothingThere = queue.arm();
    unlock();
    return nothingThere;
  }

  /** Asks not to be told. */
  void disarm() {
    lock();
    queue.disarm();
    unlock();
  }

  private void publishAndUnlock() {
    queue.publish();
    final boolean ring = notifier != null && queue.mustNotify();
    unlock();
    if (ring) {
      notifier.notify(vring);
    }
  }

  private void lock() {
    if (lock != null) {
      lock.lock();
    }
  }

  private void unlock() {
    if (lock != null) {
      lock.unlock();
    }
  }
}
