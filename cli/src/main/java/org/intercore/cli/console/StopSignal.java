package org.intercore.cli.console;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets SIGTERM and SIGINT end a command in order: it sees {@link #isRaised()}, cleans up, reports,
 * and its own exit code is what the process ends with, not the signal's.
 */
public final class StopSignal {
  /** Whoever sent the signal has a limit to his patience, too. */
  private static final long GRACE_SECONDS = 15;

  /** A command ends early because it was asked to. */
  public static final class Raised extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private Raised() {
      super("stopped by a signal");
    }
  }

  private final CountDownLatch finished = new CountDownLatch(1);
  private volatile boolean raised;
  private volatile int exitCode = 1;

  /** From now on a signal raises this instead of ending the JVM on the spot. */
  public void arm() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::awaitEnd, "stop-signal"));
  }

  /** Whether the command was asked to end. */
  public boolean isRaised() {
    return raised;
  }

  /** Ends what is under way if the command was asked to end. */
  public void check() {
    if (raised) {
      throw new Raised();
    }
  }

  /** The command is through, with everything cleaned up and printed. */
  public void finish(final int code) {
    exitCode = code;
    finished.countDown();
  }

  private void awaitEnd() {
    raised = true;
    try {
      if (finished.await(GRACE_SECONDS, TimeUnit.SECONDS)) {
        // A JVM that was stopped by a signal ends with 128 + signal unless it is halted.
        Runtime.getRuntime().halt(exitCode);
      }
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
