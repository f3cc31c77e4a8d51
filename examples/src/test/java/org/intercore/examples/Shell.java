package org.intercore.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.intercore.examples.Walkthrough.Command;
import org.intercore.examples.Walkthrough.Section;
import org.intercore.examples.Walkthrough.Terminal;

/** Types commands into real shells, in a directory that looks like a clone of the repository. */
final class Shell implements AutoCloseable {
  /** So that a hang is a failure with a reason; nothing is measured by it. */
  private static final int WATCHDOG_SECONDS = 60;

  private static final Path ROOT = Path.of(System.getProperty("icbmsg.root"));

  private final Path directory;
  private final ExecutorService terminals = Executors.newCachedThreadPool();
  private final List<Process> started = Collections.synchronizedList(new ArrayList<>());

  /** Puts into a directory what the commands need: the launcher, and the data of the examples. */
  Shell(final Path directory) throws IOException {
    this(directory, "'" + ROOT.resolve("bin/example") + "'");
  }

  /**
   * As a project of one's own starts a class: with a class path, and no flag from a jar's manifest.
   */
  static Shell withoutFlag(final Path directory) throws IOException {
    final Path jar = ROOT.resolve("examples/target/examples.jar");
    return new Shell(
        directory,
        "\"$JAVA_HOME\"/bin/java $ICBMSG_JAVA_OPTS -cp '" + jar
            + "' org.intercore.examples.Examples");
  }

  private Shell(final Path directory, final String program) throws IOException {
    this.directory = directory;
    final Path launcher = Files.createDirectories(directory.resolve("bin")).resolve("example");
    Files.writeString(launcher, "#!/bin/sh\nexec " + program + " \"$@\"\n");
    assertThat(launcher.toFile().setExecutable(true)).isTrue();
    final Path data = Files.createDirectories(directory.resolve("examples/data"));
    Files.copy(ROOT.resolve("examples/data/trades.csv"), data.resolve("trades.csv"));
  }

  /** Works through all terminals of a section at the same time, started in any order. */
  void run(final Section section) throws InterruptedException {
    final List<Terminal> order = new ArrayList<>(section.terminals());
    Collections.shuffle(order);
    final List<Future<?>> ends = new ArrayList<>();
    for (final Terminal terminal : order) {
      ends.add(terminals.submit(() -> {
        for (final Command command : terminal.commands()) {
          run(terminal, command);
        }
        return null;
      }));
    }
    final List<String> failures = new ArrayList<>();
    for (final Future<?> end : ends) {
      try {
        end.get();
      } catch (final ExecutionException e) {
        failures.add(e.getCause().getMessage());
      }
    }
    assertThat(failures)
        .as("started in the order %s", order.stream().map(Terminal::name).toList())
        .isEmpty();
  }

  private void run(final Terminal terminal, final Command command) throws Exception {
    final Path out = Files.createTempFile(directory, "out", ".txt");
    final Path err = Files.createTempFile(directory, "err", ".txt");
    final ProcessBuilder builder = new ProcessBuilder("sh", "-c", command.line())
        .directory(directory.toFile())
        .redirectOutput(out.toFile())
        .redirectError(err.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    // Channels of this test must not meet those of a user; and a short life needs no good compiler.
    final String options = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Dicbmsg.dir=";
    builder.environment().put("ICBMSG_JAVA_OPTS", options + directory.resolve("channels"));
    final Process process = builder.start();
    started.add(process);
    final boolean ended = process.waitFor(WATCHDOG_SECONDS, TimeUnit.SECONDS);
    final String actual = Files.readString(out);
    if (!ended || process.exitValue() != 0 || !command.expects(actual)) {
      fail("%s: %s%nended: %s%nexpected:%n%s%n%nactual:%n%s%nstderr:%n%s"
          .formatted(
              terminal.name(),
              command.line(),
              ended ? "with " + process.exitValue() : "not at all",
              String.join("\n", command.output()),
              actual,
              Files.readString(err)));
    }
  }

  @Override
  public void close() {
    terminals.shutdownNow();
    for (final Process process : started) {
      Stream.concat(process.descendants(), Stream.of(process.toHandle()))
          .forEach(ProcessHandle::destroyForcibly);
    }
  }
}
