package org.intercore.icbmsg.block;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * What a thread that has to wait can do meanwhile, so that waiting always makes progress: the
 * instance, as its blocks and endpoints see it.
 */
public interface Progress {
  /**
   * Takes what has come while no other thread does: releases take effect at once, everything else is
   * kept in order for the dispatcher. Never blocks, runs no user code.
   *
   * @return how much there was
   */
  int pump();

  /**
   * Does a duty cycle, user callbacks included, unless another thread is at it.
   *
   * @return how much was done
   * @throws IllegalStateException from inside a callback, where it could never be done
   */
  int workIfIdle();

  /**
   * Blocks until there may be something to do.
   *
   * @param ready what is waited for; asked often
   * @param timeoutNs how long at most
   */
  void await(BooleanSupplier ready, long timeoutNs);

  /**
   * Ends {@link #await} of a thread for which what it waits for has come true.
   *
   * @param thread that waits, or is about to
   */
  default void wake(final Thread thread) {
    LockSupport.unpark(thread);
  }

  /**
   * Whether something has come that nobody has taken yet.
   *
   * @return true if {@link #pump()} would find something
   */
  boolean hasNews();

  /**
   * Whether there is work for whoever has the turn to do it.
   *
   * @return true if {@link #workIfIdle()} would find something
   */
  default boolean hasWork() {
    return hasNews();
  }

  /**
   * Whether waiting makes sense.
   *
   * @return 0, or why not: a status
   */
  int status();

  /**
   * Why nobody waits for blocks any more, which only a peer gives back. By the time that those who
   * wait are told of its loss, this says so, for those who were about to wait.
   *
   * @return 0 if there is no reason; a status
   */
  default int waitStatus() {
    return status();
  }

  /**
   * Keeps shared memory in place while the caller waits.
   *
   * @return false if it is gone already
   */
  boolean enterWait();

  /** Ends what {@link #enterWait()} began. */
  void leaveWait();

  /**
   * The clock for deadlines.
   *
   * @return nanoseconds
   */
  long nanoTime();
}
