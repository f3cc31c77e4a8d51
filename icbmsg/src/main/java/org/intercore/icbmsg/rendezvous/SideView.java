package org.intercore.icbmsg.rendezvous;

import java.time.Duration;
import java.util.Optional;
import org.intercore.icbmsg.endpoint.Role;
import org.intercore.icbmsg.observe.InstanceSnapshot;

/**
 * One side of a channel, as anybody who may read its files sees it.
 *
 * @param role of the side
 * @param holder the process id of who holds the role, "?" if it cannot be read; empty if nobody does
 * @param counters what it counts, or has counted before it died; null if there are none to be read
 * @param problem why they cannot be read, as a sentence without an end; null if there are none at all
 */
public record SideView(
    Role role, Optional<String> holder, InstanceSnapshot counters, String problem) {
  /**
   * How long an instance may be silent that is all right: one that is asleep wakes up once a second.
   */
  private static final Duration LONGEST_SLEEP = Duration.ofSeconds(3);

  /** In what state a side is. */
  public enum Condition {
    /** Nobody has the role, and nobody died with it. */
    FREE,
    /** Nobody has the role; what is left was counted by a process that did not close. */
    DIED,
    /** Somebody has the role, and what he counts cannot be read. */
    UNKNOWN,
    /** Somebody has the role and does not do its work. */
    SILENT,
    /** Somebody works, and the other side is not there. */
    ALONE,
    /** Somebody works, and the other side is there. */
    BOUND
  }

  /**
   * In what state the side is.
   *
   * @return the state
   */
  public Condition condition() {
    if (holder.isEmpty()) {
      return counters == null ? Condition.FREE : Condition.DIED;
    }
    if (counters == null) {
      return Condition.UNKNOWN;
    }
    if (silence().compareTo(LONGEST_SLEEP) > 0) {
      return Condition.SILENT;
    }
    return counters.link().isBound() ? Condition.BOUND : Condition.ALONE;
  }

  /**
   * How long the side has not done its work, or how long ago it last did before it died.
   *
   * @return a time, 0 or more; 0 if there are no counters
   */
  public Duration silence() {
    return counters == null ? Duration.ZERO : counters.silence();
  }
}
