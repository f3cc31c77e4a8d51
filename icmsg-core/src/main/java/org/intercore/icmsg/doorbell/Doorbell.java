package org.intercore.icmsg.doorbell;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * One side's end of the two mailboxes between the peers: it rings the other side and sleeps until
 * the other side rings. A ring carries no data and says only "look" (Zephyr's {@code mbox_send_dt}
 * and its callback).
 *
 * <p>This is a service interface: implement it for an interrupt, an eventfd or a socket. The library
 * rings after it has published something and before it returns from the call that did so, if the
 * bell {@linkplain #needsRing says} that this is of use.
 */
public interface Doorbell extends AutoCloseable {
  /**
   * Whether the other side has to be rung after something was published. The library asks while the
   * shared memory is certain to be in place, in a short critical section, and rings after it. Who
   * answers yes may be told no the next time, so yes must be followed by a {@link #ring()}.
   *
   * @param urgent false for what only those need to hear of who wait for it ({@link #await}), and not
   *     those who sleep until there is work ({@link #awaitUrgent}): blocks that come back
   * @return false if nobody sleeps there; true, unless a bell knows better
   */
  default boolean needsRing(final boolean urgent) {
    return true;
  }

  /** Tells the other side to look. Never blocks; any thread; does not touch shared memory. */
  void ring();

  /**
   * Blocks until there is something to do. Any thread may wait; the library itself lets few threads
   * of a side wait at once.
   *
   * <p>An implementation arms itself first, then asks {@code ready} once more, and only then sleeps:
   * a ring between the caller's own look and the sleep is never lost. It may return early for no
   * reason.
   *
   * @param ready whether there is something to do; cheap, and asked often
   * @param timeoutNs how long at most, in nanoseconds; {@link Long#MAX_VALUE} = no limit
   * @return what {@code ready} answered last
   */
  boolean await(BooleanSupplier ready, long timeoutNs);

  /**
   * As {@link #await}, but a bell may let the caller sleep on when something comes that is not
   * {@linkplain #needsRing urgent}.
   *
   * @param ready whether there is something to do
   * @param timeoutNs how long at most, in nanoseconds
   * @return what {@code ready} answered last
   */
  default boolean awaitUrgent(final BooleanSupplier ready, final long timeoutNs) {
    return await(ready, timeoutNs);
  }

  /**
   * Ends the wait of one thread of this side, which may or may not be in {@link #await} just now. Any
   * thread; never blocks. What it waits for is true by now; see {@link LockSupport#unpark}.
   *
   * @param thread that waits
   */
  default void wake(final Thread thread) {
    LockSupport.unpark(thread);
  }

  /** Lets go of what the doorbell holds. Threads that wait return soon. */
  @Override
  default void close() {}

  /**
   * No bell at all: nothing is rung, and waiting is polling with a back-off. Works towards any peer.
   *
   * @return the doorbell, which holds no state
   */
  static Doorbell polling() {
    return PollingDoorbell.INSTANCE;
  }
}
