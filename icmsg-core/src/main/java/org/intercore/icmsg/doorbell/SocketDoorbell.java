package org.intercore.icmsg.doorbell;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
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
 * <p>One thread of a side waits on the socket, the others park; whoever leaves the socket wakes them,
 * and one of them takes its place. While there is no connection, nobody sleeps for longer than a
 * nap of a millisecond.
 *
 * <p>That the connection ends says that the peer has closed or died ({@link #hangUps()}).
 */
public final class SocketDoorbell implements Doorbell {
  /** Bytes of a side's line. */
  public static final int LENGTH = BellLines.LENGTH;

  private static final int SPINS = 1_000;
  private static final long NAP_NS = 1_000_000;
  private static final long MAX_SLEEP_NS = 10_000_000_000L;
  private static final int DRAIN_LENGTH = 64;

  private final BellLines lines;
  private final Connector connector;
  private final boolean sleeps;
  private final int spins;
  private final long maxSleepNs;
  private final Selector selector;
  private final Sleepers sleepers = new Sleepers();
  private final SpinLock connecting = new SpinLock();
  private final SpinLock writing = new SpinLock();
  private final ByteBuffer bell = ByteBuffer.allocateDirect(1);
  private final ByteBuffer drain = ByteBuffer.allocateDirect(DRAIN_LENGTH);
  // Who waits on the socket.
  private final AtomicReference<Thread> sentinel = new AtomicReference<>();
  private final AtomicReference<SocketChannel> channel = new AtomicReference<>();
  private final AtomicInteger hangUps = new AtomicInteger();
  private final AtomicBoolean closed = new AtomicBoolean();

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
    this(lines, mine, others, connector, sleeps, SPINS, MAX_SLEEP_NS);
  }

  SocketDoorbell(
      final AtomicBuffer lines,
      final int mine,
      final int others,
      final Connector connector,
      final boolean sleeps,
      final int spins,
      final long maxSleepNs)
      throws IOException {
    this.spins = spins;
    this.maxSleepNs = maxSleepNs;
    this.lines = new BellLines(lines, mine, others);
    this.connector = connector;
    this.sleeps = sleeps;
    this.selector = Selector.open();
    this.lines.open(sleeps);
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
    try {
      made = connector.tryConnect();
      if (made == null) {
        return null;
      }
      made.configureBlocking(false);
      // The descriptor of an earlier connection goes only when the selector has looked.
      selector.selectNow();
      made.register(selector, SelectionKey.OP_READ);
    } catch (final IOException | ClosedSelectorException notNow) {
      discard(made);
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

  private static void discard(final SocketChannel unusable) {
    if (unusable != null) {
      try {
        unusable.close();
      } catch (final IOException alreadyBroken) {
        // It was of no use anyway.
      }
    }
  }

  private void hangUp(final SocketChannel ended) {
    discard(ended);
    if (channel.compareAndSet(ended, null)) {
      hangUps.incrementAndGet();
    }
    sleepers.wake();
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

  @Override
  public boolean await(final BooleanSupplier ready, final long timeoutNs) {
    return armAndSleep(ready, timeoutNs, false);
  }

  @Override
  public boolean awaitUrgent(final BooleanSupplier ready, final long timeoutNs) {
    return armAndSleep(ready, timeoutNs, true);
  }

  private boolean armAndSleep(
      final BooleanSupplier ready, final long timeoutNs, final boolean untilUrgent) {
    if (!sleeps) {
      return PollingDoorbell.INSTANCE.await(ready, timeoutNs);
    }
    for (int i = 0; i < spins; i++) {
      if (ready.getAsBoolean()) {
        return true;
      }
      Thread.onSpinWait();
    }
    if (closed.get() || timeoutNs <= 0) {
      return ready.getAsBoolean();
    }
    final boolean connection = connect();
    final int place = sleepers.arm();
    lines.arm(untilUrgent);
    try {
      if (!ready.getAsBoolean() && !Thread.currentThread().isInterrupted()) {
        final boolean rung = connection && place != Sleepers.NO_PLACE;
        sleep(ready, Math.min(timeoutNs, rung ? maxSleepNs : NAP_NS), connection);
      }
    } finally {
      lines.disarm(untilUrgent);
      sleepers.disarm(place);
    }
    return ready.getAsBoolean();
  }

  private void sleep(final BooleanSupplier ready, final long sleepNs, final boolean connection) {
    if (!connection || !sentinel.compareAndSet(null, Thread.currentThread())) {
      LockSupport.parkNanos(this, sleepNs);
      return;
    }
    try {
      // Asked after we are known as the sentinel, pairs with the read in wake: either we see what
      // was granted, or the waker sees us.
      if (!ready.getAsBoolean() && !closed.get()) {
        waitOnSocket(sleepNs);
      }
    } finally {
      sentinel.set(null);
      // Rung or not, the socket needs somebody else to wait there.
      sleepers.wake();
    }
  }

  private void waitOnSocket(final long sleepNs) {
    try {
      // In whole milliseconds, rounded up; 0 would be for ever.
      selector.select(this::takeRings, (sleepNs - 1) / NAP_NS + 1);
    } catch (final IOException | ClosedSelectorException notNow) {
      LockSupport.parkNanos(this, Math.min(sleepNs, NAP_NS));
    }
  }

  private void takeRings(final SelectionKey key) {
    final SocketChannel from = (SocketChannel) key.channel();
    try {
      drain.clear();
      if (from.read(drain) < 0) {
        hangUp(from);
      }
    } catch (final IOException gone) {
      hangUp(from);
    }
  }

  @Override
  public void wake(final Thread thread) {
    LockSupport.unpark(thread);
    // After the caller made true what is waited for, pairs with the sentinel's last look.
    if (sentinel.get() == thread) {
      selector.wakeup();
    }
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
