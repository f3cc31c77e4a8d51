package org.intercore.icmsg.doorbell;

import java.util.function.BooleanSupplier;

/**
 * One side's end of the two mailboxes between the peers: it rings the other side and sleeps until
 * the other side rings. A ring carries no data and says only "look" (Zephyr's {@code mbox_send_dt}
 * and its callback).
 *
 * <p>This is a service interface: implement it for an interrupt, an eventfd or a socket. The library
 * rings after it has published something and before it returns from the call that did so.
 */
public interface Doorbell extends AutoCloseable {
  /** Tells the other side to look. Never blocks; any thread; cheap while nobody sleeps there. */
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
