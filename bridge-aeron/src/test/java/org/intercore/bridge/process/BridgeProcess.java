package org.intercore.bridge.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The real command in a process of its own. */
final class BridgeProcess implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;

  private final Process process;
  private final Path out;

  private BridgeProcess(final Process process, final Path out) {
    this.process = process;
    this.out = out;
  }

  /**
   * Starts one.
   *
   * @param prefix what comes before the command, such as {@code ip netns exec NAME}
   * @param arguments of the command
   */
  static BridgeProcess start(
      final Path directory, final List<String> prefix, final String... arguments) {
    final List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-jar");
    command.add(System.getProperty("icbmsg.bridge.jar"));
    command.add("bridge");
    command.addAll(List.of(arguments));
    try {
      final Path out = Files.createTempFile(directory, "bridge", ".txt");
      return new BridgeProcess(
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(out.toFile())
              .start(),
          out);
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As {@code kill -9} does it. */
  void kill() {
    process.destroyForcibly();
    await();
  }

  /** Tells it to stop; its exit code. */
  int stop() {
    process.destroy();
    await();
    return process.exitValue();
  }

  int exitCode() {
    await();
    return process.exitValue();
  }

  private void await() {
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("the bridge does not end: " + out());
      }
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** What it has printed so far. */
  String out() {
    try {
      return Files.readString(out);
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      // One that is killed leaves its media driver's files to its successor.
      stop();
    }
  }
}
