package org.intercore.jmh.bench.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.agrona.IoUtil;
import org.intercore.jmh.Jvm;
import org.intercore.jmh.bench.run.Worker.Part;
import org.intercore.jmh.bench.spi.Subject;

/**
 * A subject in JVMs of its own, one for each side or one for both, that measure the cases of one
 * group. What one subject leaves in the compiler's profiles does not reach another one so.
 *
 * @param subject who is measured
 * @param processes 1 or 2
 * @param cases of one group
 */
public record Pair(Subject subject, int processes, List<Case> cases) {
  private static final long START_MS = 60_000;
  private static final long SILENCE_MS = 30_000;
  /** Other programs may leave it a quarter of the time. */
  private static final int PATIENCE_FACTOR = 4;

  private static final int LINES_OF_FAILURE = 8;

  /** Whether there is a way to do that at all. */
  public boolean isSupported() {
    return subject.supports(Case.setup(cases, processes, Path.of("")));
  }

  /** In words. */
  public String what() {
    return subject.name() + ", " + cases.get(0).group() + ", "
        + (processes == 1 ? "1 process" : processes + " processes");
  }

  /**
   * Runs it to its end. Blocks.
   *
   * @param pace how long
   * @param jvm how to start a JVM
   * @return what was measured
   * @throws PairFailure if it ended in any other way
   */
  public List<Window> run(final Pace pace, final JvmOptions jvm)
      throws IOException, InterruptedException, PairFailure {
    return run(pace, jvm, limits(pace));
  }

  /** The same, with that patience. */
  List<Window> run(final Pace pace, final JvmOptions jvm, final Watchdog.Limits limits)
      throws IOException, InterruptedException, PairFailure {
    final Path directory = Files.createTempDirectory(jvm.sharedDirectory(), "icbmsg-bench-");
    final List<Process> processesOfPair = new CopyOnWriteArrayList<>();
    final Thread onInterrupt = new Thread(() -> {
      processesOfPair.forEach(Process::destroyForcibly);
      IoUtil.delete(directory.toFile(), true);
    });
    Runtime.getRuntime().addShutdownHook(onInterrupt);
    try {
      Control.create(directory);
      if (processes == 1) {
        processesOfPair.add(start(Part.BOTH, directory, pace, jvm, 0));
      } else {
        processesOfPair.add(start(Part.ACTIVE, directory, pace, jvm, 0));
        processesOfPair.add(start(Part.PASSIVE, directory, pace, jvm, 1));
      }
      return windows(processesOfPair, directory, pace, limits);
    } finally {
      for (final Process process : processesOfPair) {
        process.destroyForcibly().waitFor();
      }
      IoUtil.delete(directory.toFile(), true);
      forget(onInterrupt);
    }
  }

  private static void forget(final Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (final IllegalStateException e) {
      // The JVM is ending, and it runs.
    }
  }

  private Process start(
      final Part part,
      final Path directory,
      final Pace pace,
      final JvmOptions jvm,
      final int number)
      throws IOException {
    final List<String> command = new ArrayList<>(jvm.command(number, processes));
    command.add(Jvm.ADD_OPENS);
    command.addAll(subject.jvmArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Worker.class.getName()));
    command.addAll(Worker.arguments(part, subject, processes, cases, directory, pace));
    final ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(errors(directory, part).toFile());
    if (part == Part.PASSIVE) {
      builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    }
    return builder.start();
  }

  private static Path errors(final Path directory, final Part part) {
    return directory.resolve(part + ".err");
  }

  private List<Window> windows(
      final List<Process> running,
      final Path directory,
      final Pace pace,
      final Watchdog.Limits limits)
      throws IOException, InterruptedException, PairFailure {
    final AtomicBoolean died = new AtomicBoolean();
    final Watchdog watchdog = Watchdog.over(running, limits);
    for (final Process process : running) {
      // When one side fails, the other one would wait for it for ever.
      process.onExit().thenAccept(ended -> {
        if (ended.exitValue() != 0 && watchdog.complaint() == null) {
          died.set(true);
          running.forEach(Process::destroyForcibly);
        }
      });
    }
    final Process active = running.get(0);
    final List<Window> windows = new ArrayList<>();
    try (BufferedReader lines = active.inputReader(StandardCharsets.UTF_8)) {
      lines
          .lines()
          .peek(line -> watchdog.goesOn())
          .filter(Window::isLine)
          .map(Window::ofLine)
          .forEach(windows::add);
    } catch (final UncheckedIOException e) {
      // The stream of a process that was ended: why, is said below.
      died.set(true);
    }
    for (final Process process : running) {
      process.waitFor();
    }
    watchdog.end();
    if (watchdog.complaint() != null) {
      throw new PairFailure(
          what() + ": ended and skipped, since " + watchdog.complaint() + reason(directory));
    }
    if (died.get() || windows.size() != pace.windowsOf(cases)) {
      throw new PairFailure(what() + ": ended with an error" + reason(directory));
    }
    return windows;
  }

  private Watchdog.Limits limits(final Pace pace) {
    final long stepMs = PATIENCE_FACTOR * pace.stepMs(cases);
    return new Watchdog.Limits(
        START_MS + stepMs,
        SILENCE_MS + stepMs,
        START_MS + PATIENCE_FACTOR * pace.durationMs(cases));
  }

  private static String reason(final Path directory) throws IOException {
    final StringBuilder reason = new StringBuilder();
    for (final Part part : Part.values()) {
      final Path errors = errors(directory, part);
      if (Files.exists(errors)) {
        try (Stream<String> lines = Files.lines(errors)) {
          lines
              .filter(line -> !line.startsWith("WARNING"))
              .limit(LINES_OF_FAILURE)
              .forEach(line -> reason.append("\n  ").append(line));
        }
      }
    }
    return reason.toString();
  }
}
