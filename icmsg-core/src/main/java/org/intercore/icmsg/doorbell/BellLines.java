package org.intercore.icmsg.doorbell;

import java.lang.invoke.VarHandle;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icmsg.sync.SpinLock;

/**
 * What two processes see of each other's sleepers: each side has a line of its own in shared memory.
 *
 * <pre>
 *  0  armed    u32  1 = somebody sleeps here until something urgent comes, 3 = until anything
 *                   comes; who rings sets 0
 *  4  sleeps   u32  1 = this side may ever sleep
 * </pre>
 *
 * <p>The race between "found nothing, go to sleep" and "published, ring" is Dekker's: the sleeper
 * arms, then looks again; the ringer publishes, then looks whether somebody is armed. A store and a
 * later load of another word may change places on every processor unless a full fence stands between
 * them, so there is one on each side, and then at least one of the two sees the other.
 */
final class BellLines {
  /** Bytes of a side's line. */
  static final int LENGTH = 2 * Integer.BYTES;

  private static final int ARMED = 0;
  private static final int SLEEPS = Integer.BYTES;
  private static final int NOT_ARMED = 0;
  private static final int ARMED_FOR_URGENT = 1;
  private static final int ARMED_FOR_ANYTHING = 3;

  private final AtomicBuffer memory;
  private final int mine;
  private final int others;
  private final SpinLock arming = new SpinLock();
  // How many sleep, and until what comes. Guarded by arming.
  private int forAnything;
  private int forUrgent;

  BellLines(final AtomicBuffer memory, final int mine, final int others) {
    memory.boundsCheck(mine, LENGTH);
    memory.boundsCheck(others, LENGTH);
    this.memory = memory;
    this.mine = mine;
    this.others = others;
  }

  /** Writes this side's line, whatever was left there. */
  void open(final boolean sleeps) {
    memory.putIntVolatile(mine + ARMED, NOT_ARMED);
    memory.putIntVolatile(mine + SLEEPS, sleeps ? 1 : 0);
  }

  /** Nobody will sleep here any more. */
  void close() {
    memory.putIntVolatile(mine + SLEEPS, 0);
  }

  /** Says that one more sleeps here. Who calls has to look again before it does. */
  void arm(final boolean untilUrgent) {
    // Said again each time: where a peer gone mad has written that nobody here ever sleeps, the
    // next peer would never ring.
    memory.putInt(mine + SLEEPS, 1);
    count(untilUrgent, 1);
    // Full fence, pairs with the one in needsRing: either the look that follows sees what was
    // published, or the ringer sees us armed. The store before it is no more than a release.
    VarHandle.fullFence();
  }

  /** Ends what {@link #arm} began. */
  void disarm(final boolean untilUrgent) {
    count(untilUrgent, -1);
  }

  private void count(final boolean untilUrgent, final int change) {
    arming.lock();
    try {
      if (untilUrgent) {
        forUrgent += change;
      } else {
        forAnything += change;
      }
      // One ring too many is harmless: somebody sleeps still.
      final int other = forUrgent > 0 ? ARMED_FOR_URGENT : NOT_ARMED;
      memory.putIntRelease(mine + ARMED, forAnything > 0 ? ARMED_FOR_ANYTHING : other);
    } finally {
      arming.unlock();
    }
  }

  /** Whether somebody sleeps over there whom what was published concerns; told so once. */
  boolean needsRing(final boolean urgent) {
    if (memory.getInt(others + SLEEPS) == 0) {
      return false;
    }
    // Full fence, pairs with the one in arm: what was published before is seen by a sleeper whom we
    // do not see armed here.
    VarHandle.fullFence();
    final int wanted = urgent ? ARMED_FOR_URGENT : ARMED_FOR_ANYTHING & ~ARMED_FOR_URGENT;
    return (memory.getIntVolatile(others + ARMED) & wanted) != 0
        && memory.getAndSetInt(others + ARMED, NOT_ARMED) != NOT_ARMED;
  }
}
