package org.intercore.icbmsg.server;

import java.time.Duration;
import org.intercore.icmsg.time.Timeout;

/** What a broadcast does about clients that have no room for its message. */
public final class SlowClientPolicy {
  private static final SlowClientPolicy DROP = new SlowClientPolicy(Timeout.NO_WAIT, false);
  private static final SlowClientPolicy DISCONNECT = new SlowClientPolicy(Timeout.NO_WAIT, true);

  private final Timeout patience;
  private final boolean disconnects;

  private SlowClientPolicy(final Timeout patience, final boolean disconnects) {
    this.patience = patience;
    this.disconnects = disconnects;
  }

  /**
   * They do not get this message, which is counted.
   *
   * @return the policy
   */
  public static SlowClientPolicy drop() {
    return DROP;
  }

  /**
   * Waits for them, all together no longer than this; who has no room even then does not get this
   * message. One that never has room costs that time in each broadcast, so this is for clients that are
   * trusted.
   *
   * @param patience how long a broadcast may take
   * @return the policy
   */
  public static SlowClientPolicy waitFor(final Duration patience) {
    return new SlowClientPolicy(Timeout.of(patience), false);
  }

  /**
   * Parts with them at once: no client that stays has missed a message.
   *
   * @return the policy
   */
  public static SlowClientPolicy disconnect() {
    return DISCONNECT;
  }

  /**
   * Waits for them, all together no longer than this, and then parts with those who have no room still.
   *
   * @param patience how long a broadcast may take
   * @return the policy
   */
  public static SlowClientPolicy disconnectAfter(final Duration patience) {
    return new SlowClientPolicy(Timeout.of(patience), true);
  }

  /**
   * How long a broadcast may take.
   *
   * @return the time for all together
   */
  public Timeout patience() {
    return patience;
  }

  /**
   * Whether to part with those who have no room.
   *
   * @return false if they only miss the message
   */
  public boolean disconnects() {
    return disconnects;
  }

  @Override
  public String toString() {
    return (patience == Timeout.NO_WAIT ? "" : "wait " + patience + ", then ")
        + (disconnects ? "disconnect" : "drop");
  }
}
