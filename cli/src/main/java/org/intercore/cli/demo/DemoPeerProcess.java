package org.intercore.cli.demo;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.intercore.cli.console.CommandFailure;
import org.intercore.cli.console.Reasons;

/** The second JVM of a demo: the same Java, the same jar, the command {@code demo-peer}. */
final class DemoPeerProcess implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 5;

  private final Process process;

  private DemoPeerProcess(final Process process) {
    this.process = process;
  }

  /** Starts it; what it says on stderr comes out on ours. */
  static DemoPeerProcess start(final List<String> arguments) {
    final List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(application());
    command.addAll(arguments);
    try {
      return new DemoPeerProcess(new ProcessBuilder(command)
          .redirectError(ProcessBuilder.Redirect.INHERIT)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start());
    } catch (final IOException e) {
      throw new CommandFailure("the second JVM cannot be started: " + Reasons.of(e), e);
    }
  }

  /** How this very program was started: from its jar, or from a class path in an IDE. */
  private static List<String> application() {
    final String classPath = System.getProperty("java.class.path");
    final Path code = codeLocation();
    if (code.toString().endsWith(".jar") && !classPath.contains(File.pathSeparator)) {
      return List.of("-jar", code.toString());
    }
    return List.of(
        "--add-opens",
        "java.base/jdk.internal.misc=ALL-UNNAMED",
        "-cp",
        classPath,
        "org.intercore.cli.Main");
  }

  private static Path codeLocation() {
    try {
      return Path.of(DemoPeerProcess.class
          .getProtectionDomain()
          .getCodeSource()
          .getLocation()
          .toURI());
    } catch (final URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Fails with a sentence once the process has ended. */
  void checkAlive() {
    if (!process.isAlive()) {
      throw new CommandFailure("the peer process died (exit code " + process.exitValue() + ")");
    }
  }

  /** Waits for it to end by itself; blocks, but not for long. */
  int awaitExit() {
    try {
      if (process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        return process.exitValue();
      }
      throw new CommandFailure("the peer process said goodbye but does not end");
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("interrupted", e);
    }
  }

  /** Ends it, if it has not ended yet; afterwards it uses no file any more. */
  @Override
  public void close() {
    try {
      process.destroyForcibly().waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
