package org.intercore.jmh.bench.run;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Ends the processes of a pair that does not go on, so that it costs a run no more than a moment. A
 * pair has shown no sign of life for too long, or it shows them but takes far too long as a whole: as
 * under a load that leaves its two threads no time together.
 *
 * <p>Time is counted in this thread's own ticks. A machine that was suspended, or a run that was
 * stopped as a whole, does not look like a stall then.
 */
final class Watchdog {
  private static final long TICK_MS = 250;
  /** For the processes to say where they stand. */
  private static final long LAST_WORDS_SECONDS = 5;

  private final List<Process> processes;
  private final Limits limits;
  private final Thread thread = new Thread(this::watch, "watchdog");
  private volatile long signs;
  private volatile String complaint;

  /**
   * How long a pair may take.
   *
   * @param startMs until the first sign of life
   * @param silenceMs from then on from one to the next
   * @param allMs for everything
   */
  record Limits(long startMs, long silenceMs, long allMs) {}

  private Watchdog(final List<Process> processes, final Limits limits) {
    this.processes = processes;
    this.limits = limits;
  }

  /** Watches from now on. */
  static Watchdog over(final List<Process> processes, final Limits limits) {
    final Watchdog watchdog = new Watchdog(List.copyOf(processes), limits);
    watchdog.thread.setDaemon(true);
    watchdog.thread.start();
    return watchdog;
  }

  /** A sign of life; told by one thread only. */
  void goesOn() {
    signs = signs + 1;
  }

  /** The pair has ended. */
  void end() {
    thread.interrupt();
  }

  /** Why the processes were ended, in words; null if they were not. */
  String complaint() {
    return complaint;
  }

  private void watch() {
    try {
      long allMs = 0;
      long silenceMs = 0;
      long seen = 0;
      while (complaint == null) {
        Thread.sleep(TICK_MS);
        allMs += TICK_MS;
        silenceMs = signs == seen ? silenceMs + TICK_MS : 0;
        seen = signs;
        complaint = complaint(seen > 0, silenceMs, allMs);
      }
      stop();
    } catch (final InterruptedException e) {
      // The pair has come to its end.
    }
  }

  private String complaint(final boolean hasStarted, final long silenceMs, final long allMs) {
    if (silenceMs >= (hasStarted ? limits.silenceMs : limits.startMs)) {
      return (hasStarted ? "it stalled: nothing came from it for " : "it did not start within ")
          + silenceMs / 1_000 + " s";
    }
    return allMs >= limits.allMs ? "it took longer than " + allMs / 1_000 + " s" : null;
  }

  private void stop() throws InterruptedException {
    for (final Process process : processes) {
      try {
        final OutputStream input = process.getOutputStream();
        input.write('\n');
        input.flush();
      } catch (final IOException e) {
        // It has ended by itself.
      }
    }
    for (final Process process : processes) {
      process.waitFor(LAST_WORDS_SECONDS, TimeUnit.SECONDS);
    }
    processes.forEach(Process::destroyForcibly);
  }
}
