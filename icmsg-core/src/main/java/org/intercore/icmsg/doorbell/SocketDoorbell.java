package org.intercore.icmsg.doorbell;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icmsg.sync.SpinLock;

/**
 * The bell between two processes: a sleeper waits on a socket, and the other side writes a byte into
 * it. Ringing costs a system call only while somebody sleeps there, and a fence and one read
 * otherwise; towards a side that never sleeps it costs one read.
 *
 * <p>Who sleeps is written in two lines of memory that both sides see ({@link BellLines}), which also
 * decide the race between "found nothing, go to sleep" and "published, ring".
 *
 * <p>Where threads sleep is a {@link WaitingRoom}. While there is no connection, nobody sleeps for
 * longer than a nap of a millisecond, except for those who wait for the peer itself ({@link
 * #awaitPeer}).
 *
 * <p>That the connection ends says that the peer has closed or died ({@link #hangUps()}).
 */
public final class SocketDoorbell implements Doorbell {
  /** Bytes of a side's line. */
  public static final int LENGTH = BellLines.LENGTH;

  private final BellLines lines;
  private final Connector connector;
  private final boolean sleeps;
  private final SocketDoorbell[] alone = {this};
  private final SpinLock connecting = new SpinLock();
  private final SpinLock writing = new SpinLock();
  private final ByteBuffer bell = ByteBuffer.allocateDirect(1);
  private final AtomicReference<SocketChannel> channel = new AtomicReference<>();
  private final AtomicInteger hangUps = new AtomicInteger();
  // Beside a system call each, so an atomic addition is not seen.
  private final AtomicLong rings = new AtomicLong();
  private final AtomicLong sleepCount = new AtomicLong();
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile WaitingRoom room;
  private volatile boolean ownsRoom = true;
  // Those who call, where this side is called. Guarded by connecting.
  private SelectionKey callers;

  /** Makes connections to the peer. */
  @FunctionalInterface
  public interface Connector {
    /**
     * Never blocks; one thread at a time.
     *
     * @return a connection to the peer; null if it is not there yet
     * @throws IOException if there cannot be one now; it will be tried again
     */
    SocketChannel tryConnect() throws IOException;

    /**
     * What tells that {@link #tryConnect} would find somebody who calls.
     *
     * @return where this side is called, not blocking; null if it calls itself
     */
    default ServerSocketChannel listener() {
      return null;
    }
  }

  /**
   * A bell without a connection yet.
   *
   * @param lines memory that both sides see; in place whenever {@link #needsRing}, {@link #await}
   *     or {@link #close()} is called
   * @param mine where this side's line is
   * @param others where the other side's line is
   * @param connector makes the connection
   * @param sleeps whether this side ever sleeps; if not, it polls, and costs the other side nothing
   * @throws IOException if the system has no descriptors left
   */
  public SocketDoorbell(
      final AtomicBuffer lines,
      final int mine,
      final int others,
      final Connector connector,
      final boolean sleeps)
      throws IOException {
    this(lines, mine, others, connector, sleeps, WaitingRoom.open());
  }

  SocketDoorbell(
      final AtomicBuffer lines,
      final int mine,
      final int others,
      final Connector connector,
      final boolean sleeps,
      final WaitingRoom room)
      throws IOException {
    this.lines = new BellLines(lines, mine, others);
    this.connector = connector;
    this.sleeps = sleeps;
    this.room = room;
    try {
      this.callers = registerListener(room);
    } catch (final IOException e) {
      room.close();
      throw e;
    }
    this.lines.open(sleeps);
  }

  private SelectionKey registerListener(final WaitingRoom where) throws IOException {
    final ServerSocketChannel listener = connector.listener();
    return listener == null ? null : where.register(listener, 0, this);
  }

  /**
   * Lets the threads that wait for this bell wait in a room together with those who wait for others.
   * The room is not closed with the bell. Never blocks; any thread.
   *
   * @param other the room
   * @throws IOException if the room is of no use; the bell stays where it is
   */
  public void moveTo(final WaitingRoom other) throws IOException {
    connecting.lock();
    try {
      if (closed.get()) {
        return;
      }
      final SelectionKey newCallers = registerListener(other);
      final SocketChannel now = channel.get();
      if (now != null) {
        other.register(now, SelectionKey.OP_READ, this);
      }
      final WaitingRoom last = room;
      callers = newCallers;
      room = other;
      if (ownsRoom) {
        ownsRoom = false;
        last.close();
      } else {
        last.wake();
      }
    } catch (final ClosedSelectorException closedRoom) {
      throw new IOException("the room is closed", closedRoom);
    } finally {
      connecting.unlock();
    }
  }

  /**
   * Whether this side ever sleeps.
   *
   * @return false if it polls
   */
  public boolean sleeps() {
    return sleeps;
  }

  @Override
  public boolean needsRing(final boolean urgent) {
    return lines.needsRing(urgent);
  }

  @Override
  public void ring() {
    // Without a connection nobody there sleeps for longer than a nap, and a new one begins with a
    // ring.
    SocketChannel to = connected();
    // A connection may be one to the peer's last life; then the next one is to this life.
    while (to != null && !write(to)) {
      to = connected();
    }
  }

  private boolean write(final SocketChannel to) {
    writing.lock();
    try {
      bell.clear();
      // A socket that is full of rings holds one for whoever sleeps.
      to.write(bell);
      rings.incrementAndGet();
      return true;
    } catch (final IOException gone) {
      hangUp(to);
      return false;
    } finally {
      writing.unlock();
    }
  }

  /**
   * Makes the connection if there is none. Never blocks; any thread.
   *
   * @return whether there is one
   */
  public boolean connect() {
    return connected() != null;
  }

  private SocketChannel connected() {
    final SocketChannel now = channel.get();
    if (now != null || closed.get()) {
      return now;
    }
    connecting.lock();
    try {
      final SocketChannel made = channel.get();
      return made == null ? makeConnection() : made;
    } finally {
      connecting.unlock();
    }
  }

  private SocketChannel makeConnection() {
    SocketChannel made = null;
    boolean failed = true;
    try {
      made = connector.tryConnect();
      if (made != null) {
        made.configureBlocking(false);
        room.register(made, SelectionKey.OP_READ, this);
      }
      failed = false;
    } catch (final IOException | ClosedSelectorException notNow) {
      discard(made);
      return null;
    } finally {
      // Nobody is woken for a call that is not answered: there is a connection, or none can be had.
      listen(made == null && !failed);
    }
    if (made == null) {
      return null;
    }
    channel.set(made);
    // What was published while there was no connection was rung for nobody.
    write(made);
    if (closed.get()) {
      hangUp(made);
    }
    return channel.get();
  }

  private void listen(final boolean wanted) {
    final int operations = wanted ? SelectionKey.OP_ACCEPT : 0;
    try {
      if (callers != null && callers.interestOps() != operations) {
        callers.interestOps(operations);
      }
    } catch (final CancelledKeyException closedMeanwhile) {
      // Nobody listens any more.
    }
  }

  private static void discard(final SocketChannel unusable) {
    if (unusable != null) {
      try {
        unusable.close();
      } catch (final IOException alreadyBroken) {
        // It was of no use anyway.
      }
    }
  }

  void hangUp(final SocketChannel ended) {
    discard(ended);
    if (channel.compareAndSet(ended, null)) {
      hangUps.incrementAndGet();
    }
    room.wake();
  }

  /**
   * How often a connection has ended: each time, the peer may have closed or died.
   *
   * @return counted since the bell was made
   */
  public int hangUps() {
    return hangUps.get();
  }

  /**
   * Whether there is a connection, as far as is known.
   *
   * @return false before the first one, and after the last one ended
   */
  public boolean isConnected() {
    return channel.get() != null;
  }

  /**
   * How often this side has rung the other one, connections that began included.
   *
   * @return counted since the bell was made
   */
  public long rings() {
    return rings.get();
  }

  /**
   * How often a thread was about to sleep until this bell, or another one of its room, is rung.
   *
   * @return counted since the bell was made
   */
  public long sleepCount() {
    return sleepCount.get();
  }

  /** A thread sleeps. */
  void slept() {
    sleepCount.incrementAndGet();
  }

  @Override
  public boolean await(final BooleanSupplier ready, final long timeoutNs) {
    return await(ready, timeoutNs, false, false);
  }

  @Override
  public boolean awaitUrgent(final BooleanSupplier ready, final long timeoutNs) {
    return await(ready, timeoutNs, true, false);
  }

  /**
   * As {@link #awaitUrgent}, for one who has no peer yet: sleeps as long as it was told, whether there
   * is a connection or not. If this side is called, a connection that comes ends the wait; if it calls,
   * the next wait tries again.
   *
   * @param ready whether there is something to do
   * @param timeoutNs how long at most, in nanoseconds
   * @return what {@code ready} answered last
   */
  public boolean awaitPeer(final BooleanSupplier ready, final long timeoutNs) {
    return await(ready, timeoutNs, true, true);
  }

  private boolean await(
      final BooleanSupplier ready,
      final long timeoutNs,
      final boolean untilUrgent,
      final boolean patient) {
    return sleeps
        ? room.await(alone, ready, timeoutNs, untilUrgent, patient)
        : PollingDoorbell.INSTANCE.await(ready, timeoutNs);
  }

  boolean isIn(final WaitingRoom asked) {
    return room == asked && !closed.get();
  }

  void arm(final boolean untilUrgent) {
    lines.arm(untilUrgent);
  }

  void disarm(final boolean untilUrgent) {
    lines.disarm(untilUrgent);
  }

  @Override
  public void wake(final Thread thread) {
    room.wake(thread);
  }

  /** Lets go of the connection and of all descriptors; the peer notices. Idempotent. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    lines.close();
    final SocketChannel now = channel.get();
    if (now != null) {
      hangUp(now);
    }
    leaveRoom();
  }

  private void leaveRoom() {
    connecting.lock();
    try {
      if (callers != null) {
        callers.cancel();
      }
      if (ownsRoom) {
        room.close();
      } else {
        room.look();
        room.wake();
      }
    } finally {
      connecting.unlock();
    }
  }
}
