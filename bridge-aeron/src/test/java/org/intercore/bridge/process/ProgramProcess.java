package org.intercore.bridge.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A {@link Program} in a process of its own, which can be killed, and sends as much as it can. */
final class ProgramProcess implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;

  private final Process process;

  private ProgramProcess(final Process process) {
    this.process = process;
  }

  static ProgramProcess start(
      final Path directory, final String channel, final String name, final long seed) {
    final List<String> command = List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--add-opens",
        "java.base/jdk.internal.misc=ALL-UNNAMED",
        "-cp",
        System.getProperty("java.class.path"),
        ProgramProcess.class.getName(),
        directory.toString(),
        channel,
        name,
        Long.toString(seed));
    try {
      return new ProgramProcess(new ProcessBuilder(command)
          .redirectError(ProcessBuilder.Redirect.INHERIT)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start());
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Runs until its standard input ends; fails if it has seen what must not be.
   *
   * @param args the channel's directory and name, the endpoint's name, the seed
   */
  public static void main(final String[] args) throws IOException {
    final Program program =
        new Program(Path.of(args[0]), args[1], args[2], Long.parseLong(args[3]));
    program.send(Long.MAX_VALUE);
    System.in.read();
    program.close();
    if (program.wrong() != null) {
      System.err.println(program.wrong());
      System.exit(1);
    }
  }

  /** As {@code kill -9} does it; fails if it had ended by itself. */
  void kill() {
    if (!process.isAlive()) {
      throw new AssertionError("the program has ended with " + process.exitValue());
    }
    process.destroyForcibly();
    await();
  }

  /** Lets it end in an orderly way; its exit code. */
  int end() {
    try {
      process.getOutputStream().close();
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
    await();
    return process.exitValue();
  }

  private void await() {
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("the program does not end");
      }
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    await();
  }
}
