package org.intercore.jmh.rpmsg;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;

/**
 * Sending. As in the real stacks one mutex guards the queue; it is held once for a message that is
 * copied, with the copy of some hundred bytes inside, and not while anybody waits or fills a buffer
 * in place.
 */
final class TxPath {
  private static final int SPINS = 1_000;

  private final AtomicBuffer memory;
  private final Virtqueue queue;
  private final PaddedLock lock;
  private final VringNotifier notifier;
  private final int vring;
  private final int maxPayload;
  private final int[] dropped;
  private final boolean[] lent;
  private int droppedCount;

  /** Without a lock one thread sends; without a notifier nobody is told. */
  TxPath(
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
    this.maxPayload = config.maxPayload();
    this.dropped = new int[config.buffers()];
    this.lent = new boolean[config.buffers()];
    // Senders look at the queue themselves while they wait.
    queue.disarm();
  }

  int maxPayload() {
    return maxPayload;
  }

  /** Sends a copy. Blocks while there is no buffer, at most as long as the timeout says. */
  int send(
      final int source,
      final int destination,
      final DirectBuffer data,
      final int offset,
      final int length,
      final RxPath rx,
      final long timeoutNs) {
    if (length > maxPayload) {
      return RpmsgStatus.BUFFER_SIZE;
    }
    // Nothing may be thrown while the lock is held.
    data.boundsCheck(offset, length);
    lock();
    int id = takeUnderLock();
    if (id < 0) {
      unlock();
      id = await(rx, timeoutNs);
      if (id < 0) {
        return id;
      }
      lock();
    }
    final int start = queue.bufferOffset(id);
    RpmsgHeader.put(memory, start, source, destination, length);
    memory.putBytes(start + RpmsgHeader.LENGTH, data, offset, length);
    queue.give(id, RpmsgHeader.LENGTH + length);
    publishAndUnlock();
    return length;
  }

  /** Lends a buffer. Blocks while there is none, at most as long as the timeout says. */
  int get(final RxPath rx, final long timeoutNs) {
    lock();
    int id = takeUnderLock();
    unlock();
    if (id < 0) {
      id = await(rx, timeoutNs);
      if (id < 0) {
        return id;
      }
    }
    lent[id] = true;
    return id;
  }

  /** Where the payload of a lent buffer starts. */
  int payloadOffset(final int id) {
    return queue.bufferOffset(id) + RpmsgHeader.LENGTH;
  }

  /** Sends a lent buffer. Never blocks for longer than the mutex is held. */
  void sendNocopy(final int source, final int destination, final int id, final int length) {
    endLoan(id);
    enqueue(source, destination, id, length);
    publishAndUnlock();
  }

  /**
   * Sends a lent buffer, which the peer need not see before the next message that is published or
   * {@link #flush}.
   */
  void sendLater(final int source, final int destination, final int id, final int length) {
    endLoan(id);
    enqueue(source, destination, id, length);
    unlock();
  }

  /** Publishes what was sent for later. */
  void flush() {
    lock();
    publishAndUnlock();
  }

  /** Gives a lent buffer back unsent; it is the next one to be lent. */
  void release(final int id) {
    endLoan(id);
    lock();
    dropped[droppedCount++] = id;
    unlock();
  }

  private void enqueue(final int source, final int destination, final int id, final int length) {
    // The buffer is the caller's alone, so its header is written before the lock is taken.
    RpmsgHeader.put(memory, queue.bufferOffset(id), source, destination, length);
    lock();
    queue.give(id, RpmsgHeader.LENGTH + length);
  }

  private void endLoan(final int id) {
    if (!lent[id]) {
      throw new IllegalStateException("buffer " + id + " is not lent to anybody");
    }
    lent[id] = false;
  }

  private int takeUnderLock() {
    return droppedCount > 0 ? dropped[--droppedCount] : queue.take();
  }

  private void publishAndUnlock() {
    queue.publish();
    final boolean ring = notifier != null && queue.mustNotify();
    unlock();
    if (ring) {
      notifier.notify(vring);
    }
  }

  /** Takes a buffer when there is one; the lock is free in between. */
  private int await(final RxPath rx, final long timeoutNs) {
    if (timeoutNs <= 0) {
      return RpmsgStatus.NO_BUFFER;
    }
    final long startNs = System.nanoTime();
    // The peer may need what we have not given back yet before it can give us anything.
    rx.flushIfPoller();
    int tries = 0;
    while (true) {
      if (tries < SPINS) {
        tries++;
        Thread.onSpinWait();
      } else {
        Thread.yield();
      }
      lock();
      if (queue.hasUnpublished()) {
        // Ours may be the very messages whose buffers we wait for.
        publishAndUnlock();
        lock();
      }
      final int id = takeUnderLock();
      unlock();
      if (id >= 0) {
        return id;
      }
      if (Thread.currentThread().isInterrupted()) {
        return RpmsgStatus.INTERRUPTED;
      }
      if (System.nanoTime() - startNs >= timeoutNs) {
        return RpmsgStatus.NO_BUFFER;
      }
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
