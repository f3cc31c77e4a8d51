package org.intercore.cli.peer;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.intercore.cli.console.CommandFailure;
import org.intercore.cli.console.StopSignal;
import org.intercore.cli.console.Words;
import org.intercore.cli.work.WorkCycle;
import org.intercore.icmsg.time.Timeout;

/** A peer's life: bond, work, give everything back. */
final class PeerRun {
  private static final Timeout SETTLE = Timeout.of(Duration.ofSeconds(5));
  private static final Timeout SETTLE_AT_SIGNAL = Timeout.of(Duration.ofSeconds(1));

  private final PeerSide side;
  private final StopSignal stop;
  private final Integer seconds;
  private final int silenceSeconds;
  private final long startNs = System.nanoTime();
  private boolean wasBound;

  /**
   * A life that has not begun.
   *
   * @param side whose
   * @param stop ends it
   * @param seconds after which it ends, or null
   * @param silenceSeconds how long a mode that waits for the other side puts up with silence
   */
  PeerRun(
      final PeerSide side, final StopSignal stop, final Integer seconds, final int silenceSeconds) {
    this.side = side;
    this.stop = stop;
    this.seconds = seconds;
    this.silenceSeconds = silenceSeconds;
  }

  /** Whether the user wants it to end, or its time is over. */
  boolean isEnding() {
    return stop.isRaised()
        || seconds != null && System.nanoTime() - startNs >= TimeUnit.SECONDS.toNanos(seconds);
  }

  /** Whether every endpoint has been bound at some time. */
  boolean wasBound() {
    return wasBound;
  }

  /**
   * Lives it; blocks.
   *
   * @param mode what to do once bound
   * @param unlinked says why the link could not be bound
   * @return what went wrong, or null
   */
  String run(final PeerMode mode, final Supplier<String> unlinked) {
    side.open(mode);
    final WorkCycle cycle =
        new WorkCycle(Duration.ofSeconds(silenceSeconds)).work(side::doWork).work(mode::doWork);
    String failure = bond(cycle, mode);
    if (!wasBound) {
      return unboundReason(failure, unlinked);
    }
    if (failure == null) {
      failure = work(cycle, mode);
    }
    side.settle(stop.isRaised() ? SETTLE_AT_SIGNAL : SETTLE);
    return failure != null ? failure : blocksReason(mode);
  }

  private String bond(final WorkCycle cycle, final PeerMode mode) {
    final String failure = until(cycle, mode, true);
    wasBound = side.isBound() || side.boundCallbacks() >= side.endpoints().size();
    return failure;
  }

  private String work(final WorkCycle cycle, final PeerMode mode) {
    final String silence = until(cycle, mode, false);
    final String failure = mode.failure();
    if (failure == null) {
      return null;
    }
    if (silence != null) {
      return failure + ": " + silence;
    }
    if (!mode.isDone() && side.unboundCallbacks() > 0) {
      return failure + ": the other side went away";
    }
    return stop.isRaised() ? failure + ": stopped by a signal" : failure;
  }

  /** Works until bound, or for good; returns the silence guard's words if it ended it. */
  private String until(final WorkCycle cycle, final PeerMode mode, final boolean bonding) {
    try {
      if (mode.isWaiting()) {
        cycle.until(() -> isEnding() || isThrough(mode, bonding));
      } else {
        cycle.patientlyUntil(() -> isEnding() || bonding && side.isBound());
      }
      return null;
    } catch (final CommandFailure silence) {
      return silence.getMessage();
    }
  }

  private boolean isThrough(final PeerMode mode, final boolean bonding) {
    // A load that has lost its other side cannot be made whole by a new one.
    return bonding ? side.isBound() : mode.isDone() || side.unboundCallbacks() > 0;
  }

  private String unboundReason(final String silence, final Supplier<String> unlinked) {
    if (!side.isLinked()) {
      return "could not bind: " + unlinked.get();
    }
    return "the link is bound, but not every endpoint of " + side.endpoints() + " is: does the"
        + " other side have them all, and the other role?"
        + (silence == null ? "" : " (" + silence + ")");
  }

  private String blocksReason(final PeerMode mode) {
    final int lost = side.txBlocksInUse() + side.rxRunsInUse();
    return mode.isWaiting() && lost > 0 ? Words.count(lost, "block") + " did not come back" : null;
  }
}
