package org.intercore.bridge;

import org.intercore.icmsg.status.UnboundReason;

/** Told what happens at a bridge, on the thread of its duty cycle. */
public interface BridgeListener {
  /** Why a session ended. */
  enum Cause {
    /** The program of this host has gone. */
    NEAR_PROGRAM,
    /** The program of the other host has gone, or its bridge was stopped; all that it had sent was handed over. */
    FAR_PROGRAM,
    /** The other bridge is silent, was killed or restarted; what was under way may be lost. */
    FAR_BRIDGE,
    /** This bridge was stopped. */
    STOPPED
  }

  /** The other bridge is there: endpoints that both programs have registered will be bound. */
  default void onJoined() {}

  /**
   * The near program's endpoint is bound, and the far program has registered its own.
   *
   * @param endpoint its name
   */
  default void onBound(final String endpoint) {}

  /**
   * The session is over; no endpoint is bound any more.
   *
   * @param cause who ended it
   * @param reason why the program or the bridge has gone
   * @param undelivered messages of this session that were taken from the near program and are not known
   *     to have been handed over to the far one: exact if the other bridge could still say so, else those
   *     that may or may not have arrived
   */
  default void onEnded(final Cause cause, final UnboundReason reason, final long undelivered) {}

  /**
   * The other bridge is there, and cannot be joined as it is.
   *
   * @param sentence why
   */
  default void onRefused(final String sentence) {}
}
