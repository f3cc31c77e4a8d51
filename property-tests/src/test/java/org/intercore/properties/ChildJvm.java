package org.intercore.properties;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.intercore.icmsg.buffer.Buffers;
import org.intercore.testkit.Watchdog;

/** A second JVM with the tests' class path. Closing kills it. */
public final class ChildJvm implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 120;

  private final Process process;

  private ChildJvm(final Process process) {
    this.process = process;
  }

  /** Starts a main class. */
  public static ChildJvm start(final Class<?> main, final List<String> arguments)
      throws IOException {
    return start(List.of(), main, arguments);
  }

  /** Starts a main class over a library in which something is broken. */
  public static ChildJvm startBroken(
      final Set<BrokenVariant> broken, final Class<?> main, final List<String> arguments)
      throws IOException {
    final List<Path> ahead = broken.isEmpty() ? List.of() : List.of(BrokenVariant.compile(broken));
    return start(ahead, List.of(), main, arguments);
  }

  /** Starts a main class with more flags of the JVM. */
  public static ChildJvm start(
      final List<String> flags, final Class<?> main, final List<String> arguments)
      throws IOException {
    return start(List.of(), flags, main, arguments);
  }

  /** Starts a main class with more on the class path, ahead of everything else. */
  public static ChildJvm start(
      final List<Path> ahead,
      final List<String> flags,
      final Class<?> main,
      final List<String> arguments)
      throws IOException {
    final String classPath = Stream.concat(
            ahead.stream().map(Path::toString), Stream.of(System.getProperty("java.class.path")))
        .collect(Collectors.joining(File.pathSeparator));
    final List<String> command = new ArrayList<>();
    command.add(String.join(File.separator, System.getProperty("java.home"), "bin", "java"));
    command.addAll(List.of(Buffers.JVM_FLAG.split(" ")));
    // What starts fastest: most children live for a second or two.
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData"));
    command.addAll(flags);
    command.addAll(List.of("-cp", classPath, main.getName()));
    command.addAll(arguments);
    final ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().remove("JDK_JAVA_OPTIONS");
    return new ChildJvm(builder.start());
  }

  /** What the child prints. */
  public InputStream output() {
    return process.getInputStream();
  }

  /** Gives the child a line to read; it is of no use to a child that has ended. */
  public void tell(final String line) {
    try {
      process.getOutputStream().write((line + '\n').getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
    } catch (final IOException hasEnded) {
      // What it printed last says why.
    }
  }

  /** Ends the child as SIGKILL does and waits until it is gone. */
  public void kill() {
    process.destroyForcibly();
    exitCode();
  }

  /** Waits until the child closes its output; all that it printed, without the last line's end. */
  public String awaitOutput() {
    final StringBuffer output = new StringBuffer();
    Watchdog.guard(
        "reader of a child's output",
        () -> output.append(
            new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)));
    return output.toString().strip();
  }

  /** Waits until the child has ended. */
  public int exitCode() {
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("the child does not end");
      }
      return process.exitValue();
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for a child", e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
