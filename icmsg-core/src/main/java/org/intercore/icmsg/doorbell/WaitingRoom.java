package org.intercore.icmsg.doorbell;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Where the threads of this process sleep that wait for socket bells. Every bell begins with a room of
 * its own; several bells that {@linkplain SocketDoorbell#moveTo move} into one room can be waited for
 * all at once, by one thread with one selector.
 *
 * <p>One thread in the room, the sentinel, waits on the sockets, and the others park. Whoever leaves
 * the sockets wakes them: each looks whether there is something for it, and one of them takes the
 * sentinel's place.
 */
public final class WaitingRoom implements AutoCloseable {
  static final long NAP_NS = 1_000_000;

  private static final int SPINS = 1_000;
  private static final long MAX_SLEEP_NS = 10_000_000_000L;
  private static final int DRAIN_LENGTH = 64;

  private final Selector selector;
  private final int spins;
  private final long maxSleepNs;
  private final Sleepers sleepers = new Sleepers();
  private final AtomicReference<Thread> sentinel = new AtomicReference<>();
  // The sentinel's own.
  private final ByteBuffer drain = ByteBuffer.allocateDirect(DRAIN_LENGTH);
  private final Consumer<SelectionKey> takeRings = this::takeRings;

  WaitingRoom(final int spins, final long maxSleepNs) throws IOException {
    this.selector = Selector.open();
    this.spins = spins;
    this.maxSleepNs = maxSleepNs;
  }

  /**
   * Opens an empty room.
   *
   * @return the room
   * @throws IOException if the system has no descriptors left
   */
  public static WaitingRoom open() throws IOException {
    return new WaitingRoom(SPINS, MAX_SLEEP_NS);
  }

  /**
   * As {@link SocketDoorbell#awaitUrgent} for several bells at once, also for those that have no
   * connection yet: one that comes ends the wait if this side is called, and is looked for by the next
   * wait if this side calls.
   *
   * @param bells all of this room; one that is closed or moves away ends the wait
   * @param ready whether there is something to do for any of them; cheap, and asked often
   * @param timeoutNs how long at most, in nanoseconds
   * @return what {@code ready} answered last
   */
  public boolean awaitUrgent(
      final SocketDoorbell[] bells, final BooleanSupplier ready, final long timeoutNs) {
    return await(bells, ready, timeoutNs, true, true);
  }

  /**
   * The one way to sleep.
   *
   * @param patient whether to sleep for longer than a nap although a bell has no connection
   */
  boolean await(
      final SocketDoorbell[] bells,
      final BooleanSupplier ready,
      final long timeoutNs,
      final boolean untilUrgent,
      final boolean patient) {
    if (ready.getAsBoolean() || spin(bells, ready)) {
      return true;
    }
    if (timeoutNs <= 0) {
      return false;
    }
    boolean rung = true;
    for (final SocketDoorbell bell : bells) {
      rung &= bell.connect() || patient;
    }
    final int place = sleepers.arm();
    for (final SocketDoorbell bell : bells) {
      bell.arm(untilUrgent);
    }
    try {
      if (isWorthSleeping(bells, ready) && !Thread.currentThread().isInterrupted()) {
        for (final SocketDoorbell bell : bells) {
          bell.slept();
        }
        final boolean told = rung && place != Sleepers.NO_PLACE;
        sleep(bells, ready, Math.min(timeoutNs, told ? maxSleepNs : NAP_NS));
      }
    } finally {
      for (final SocketDoorbell bell : bells) {
        bell.disarm(untilUrgent);
      }
      sleepers.disarm(place);
    }
    return ready.getAsBoolean();
  }

  /** What comes within some microseconds saves a sleep, and without a peer nothing does. */
  private boolean spin(final SocketDoorbell[] bells, final BooleanSupplier ready) {
    for (final SocketDoorbell bell : bells) {
      if (bell.isConnected()) {
        for (int i = 0; i < spins; i += bells.length) {
          if (ready.getAsBoolean()) {
            return true;
          }
          Thread.onSpinWait();
        }
        return false;
      }
    }
    return false;
  }

  /** The last look. Whoever makes one of these true wakes those who are in the room by then. */
  private boolean isWorthSleeping(final SocketDoorbell[] bells, final BooleanSupplier ready) {
    for (final SocketDoorbell bell : bells) {
      if (!bell.isIn(this)) {
        return false;
      }
    }
    return !ready.getAsBoolean();
  }

  private void sleep(
      final SocketDoorbell[] bells, final BooleanSupplier ready, final long sleepNs) {
    if (!sentinel.compareAndSet(null, Thread.currentThread())) {
      LockSupport.parkNanos(this, sleepNs);
      return;
    }
    try {
      // Asked after we are known as the sentinel, pairs with the read in wake: either we see what
      // was granted, or the waker sees us.
      if (isWorthSleeping(bells, ready)) {
        // In whole milliseconds, rounded up; 0 would be for ever.
        selector.select(takeRings, (sleepNs - 1) / NAP_NS + 1);
      }
    } catch (final IOException | ClosedSelectorException notNow) {
      LockSupport.parkNanos(this, Math.min(sleepNs, NAP_NS));
    } finally {
      leaveSockets();
    }
  }

  private void leaveSockets() {
    sentinel.set(null);
    // Rung or not, the sockets need somebody else to wait there.
    sleepers.wake();
  }

  private void takeRings(final SelectionKey key) {
    // Somebody who calls is answered by the next one who is about to sleep; a guest looks himself.
    if (key.attachment() instanceof SocketDoorbell bell
        && key.channel() instanceof SocketChannel from) {
      boolean ended;
      try {
        drain.clear();
        ended = from.read(drain) < 0;
      } catch (final IOException gone) {
        ended = true;
      }
      if (ended) {
        bell.hangUp(from);
      }
    }
  }

  /**
   * Lets something that is no bell end a sleep here too, for as long as it is open. Whoever put it here
   * has to look at it after each sleep: while it is ready, no sleep lasts. Never blocks; any thread.
   *
   * @param guest not blocking
   * @param operations what it has to be ready for, as a {@link SelectionKey} says it
   * @throws IOException if the room is closed
   */
  public void admit(final SelectableChannel guest, final int operations) throws IOException {
    try {
      register(guest, operations, null);
    } catch (final ClosedSelectorException closedRoom) {
      throw new IOException("the room is closed", closedRoom);
    }
  }

  /**
   * Ends what {@link #admit} began, for a guest that stays open or was closed. Never blocks; any thread.
   *
   * @param guest who may not be here at all
   */
  public void dismiss(final SelectableChannel guest) {
    final SelectionKey key = guest.keyFor(selector);
    if (key != null) {
      key.cancel();
    }
    look();
  }

  SelectionKey register(
      final SelectableChannel channel, final int operations, final SocketDoorbell bell)
      throws ClosedChannelException {
    final SelectionKey key = channel.register(selector, operations, bell);
    look();
    return key;
  }

  /**
   * Lets the selector see what has changed: what is new, and what is closed, whose descriptor goes
   * only then.
   */
  void look() {
    if (!sentinel.compareAndSet(null, Thread.currentThread())) {
      selector.wakeup();
      return;
    }
    try {
      selector.selectNow(takeRings);
    } catch (final IOException | ClosedSelectorException notNow) {
      // The next one who waits looks.
    } finally {
      leaveSockets();
    }
  }

  /**
   * Wakes one thread, for which what it waits for has come true. Never blocks; any thread.
   *
   * @param thread that waits here, or is about to
   */
  public void wake(final Thread thread) {
    LockSupport.unpark(thread);
    // After the caller made true what is waited for, pairs with the sentinel's last look.
    if (sentinel.get() == thread) {
      selector.wakeup();
    }
  }

  /** Wakes everybody. */
  void wake() {
    sleepers.wake();
    selector.wakeup();
  }

  /** Lets go of the descriptors. Who sleeps here returns soon. Idempotent. */
  @Override
  public void close() {
    try {
      selector.close();
    } catch (final IOException e) {
      // All that it held is released even then.
      throw new UncheckedIOException("cannot close a selector: " + e, e);
    } finally {
      sleepers.wake();
    }
  }
}
