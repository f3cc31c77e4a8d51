package org.intercore.icmsg.sync;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * Whose turn it is to receive, open or close: one thread at a time. Unlike a lock it is held while
 * user code runs, it lets its owner's callbacks in again where that is sound, and it refuses a second
 * poller instead of queueing it.
 */
public final class Turn {
  private static final long PARK_NS = 50_000;

  private static final VarHandle OWNER;
  private static final VarHandle POLLING;
  private static final VarHandle TAKEN_ALONE;

  static {
    try {
      final MethodHandles.Lookup lookup = MethodHandles.lookup();
      OWNER = lookup.findVarHandle(Turn.class, "owner", Thread.class);
      POLLING = lookup.findVarHandle(Turn.class, "polling", boolean.class);
      TAKEN_ALONE = lookup.findVarHandle(Turn.class, "takenAlone", boolean.class);
    } catch (final ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final String what;
  private final Confinement confinement;
  private final boolean confined;
  private volatile Thread owner;
  // Only for the message to a second poller, so it is written without a fence.
  private boolean polling;
  // In place of the owner where there is but one: to write a reference is dear, since the garbage
  // collector's barrier may have a fence.
  private boolean takenAlone;

  /**
   * Makes a turn that nobody has.
   *
   * @param what the thing that one thread at a time may poll, for the message to a second one
   */
  public Turn(final String what) {
    this(what, Confinement.none());
  }

  /**
   * Makes a turn that nobody has.
   *
   * @param what the thing that one thread at a time may poll, for the message to a second one
   * @param confinement who may take it
   */
  public Turn(final String what, final Confinement confinement) {
    this.what = what;
    this.confinement = confinement;
    this.confined = confinement.isConfined();
  }

  /**
   * Waits for the turn, for opening or closing.
   *
   * @return false if the caller has it already, from an outer call that will give it back
   */
  public boolean take() {
    if (isMine()) {
      return false;
    }
    while (!tryTake()) {
      LockSupport.parkNanos(this, PARK_NS);
    }
    return true;
  }

  /**
   * Takes the turn if nobody has it.
   *
   * @return whether the caller has it now and must give it back
   */
  public boolean tryTake() {
    if (confined) {
      return tryTakeConfined();
    }
    return owner == null && OWNER.compareAndSet(this, null, Thread.currentThread());
  }

  private boolean tryTakeConfined() {
    confinement.check();
    if (takenAlone) {
      return false;
    }
    // Opaque: only this thread writes it, and others may ask whether the turn is taken.
    TAKEN_ALONE.setOpaque(this, true);
    return true;
  }

  /**
   * Takes the turn for a poll. Waits for one who is opening or closing.
   *
   * @throws IllegalStateException if another thread polls right now, or the caller's own callback
   */
  public void takeForPoll() {
    while (!tryTake()) {
      if (isMine()) {
        throw new IllegalStateException("a callback of this " + what + " polls it again");
      }
      final Thread holder = owner;
      if (holder != null && (boolean) POLLING.getOpaque(this)) {
        throw new IllegalStateException("one thread at a time polls this " + what + ", and "
            + holder.getName() + " does right now");
      }
      Thread.onSpinWait();
    }
    POLLING.setOpaque(this, true);
  }

  /**
   * Whether the calling thread has the turn.
   *
   * @return true inside its poll, open or close
   */
  public boolean isMine() {
    return confined ? takenAlone && confinement.isMine() : owner == Thread.currentThread();
  }

  /**
   * Whether any thread has the turn.
   *
   * @return true inside somebody's poll, open or close
   */
  public boolean isTaken() {
    return confined ? (boolean) TAKEN_ALONE.getOpaque(this) : owner != null;
  }

  /**
   * Gives the turn back. Only its owner may call. What it wrote is seen by whoever takes the turn
   * next; who wants more puts a fence behind.
   */
  public void give() {
    POLLING.setOpaque(this, false);
    if (confined) {
      // Release, for the next thread if this one ends.
      TAKEN_ALONE.setRelease(this, false);
      return;
    }
    // Release, pairs with the compareAndSet in tryTake().
    OWNER.setRelease(this, null);
  }
}
