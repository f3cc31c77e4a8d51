package org.intercore.icbmsg;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.intercore.icmsg.buffer.Buffers;

/** A second process with the tests' class path. It ends when it is asked to. */
public final class ChildJvm implements AutoCloseable {
  private static final long PATIENCE_S = 60;

  private final Process process;

  private ChildJvm(final Process process) {
    this.process = process;
  }

  public static ChildJvm start(final Class<?> main, final Object... arguments) {
    return start(List.of(), main, arguments);
  }

  public static ChildJvm start(
      final List<String> flags, final Class<?> main, final Object... arguments) {
    return start(List.of(), System.getProperty("java.class.path"), flags, main, arguments);
  }

  /** Without what Agrona's buffers need. */
  public static ChildJvm startWithoutFlag(
      final List<String> flags, final Class<?> main, final Object... arguments) {
    final String classPath = System.getProperty("java.class.path");
    return start(List.of(), List.of(), classPath, flags, main, arguments);
  }

  /** As {@link #start}, behind a command that starts commands in its own way. */
  public static ChildJvm start(
      final List<String> prefix,
      final String classPath,
      final List<String> flags,
      final Class<?> main,
      final Object... arguments) {
    return start(prefix, buffers(), classPath, flags, main, arguments);
  }

  private static ChildJvm start(
      final List<String> prefix,
      final List<String> buffers,
      final String classPath,
      final List<String> flags,
      final Class<?> main,
      final Object... arguments) {
    final List<String> command = new ArrayList<>(prefix);
    command.add(String.join(File.separator, System.getProperty("java.home"), "bin", "java"));
    command.addAll(buffers);
    command.addAll(List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1"));
    command.addAll(flags);
    command.addAll(List.of("-cp", classPath, main.getName()));
    for (final Object argument : arguments) {
      command.add(argument.toString());
    }
    final ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
    try {
      return new ChildJvm(builder.start());
    } catch (final IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** What makes a child's buffers of the kind that this JVM was told to have. */
  private static List<String> buffers() {
    final String wanted = System.getProperty(Buffers.PROPERTY);
    return wanted == null
        ? List.of(Buffers.JVM_FLAG.split(" "))
        : List.of("-D" + Buffers.PROPERTY + "=" + wanted);
  }

  public long pid() {
    return process.pid();
  }

  /** Waits until the child has written a file whole. */
  public String awaitFile(final Path file) throws IOException, InterruptedException {
    while (!Files.exists(file)) {
      if (!process.isAlive() && !Files.exists(file)) {
        throw new AssertionError("the child ended with " + process.exitValue());
      }
      Thread.sleep(2);
    }
    return Files.readString(file);
  }

  /** What a child calls for {@link #awaitFile}. */
  public static void say(final Path file, final String what) throws IOException {
    final Path draft = file.resolveSibling(file.getFileName() + ".draft");
    Files.writeString(draft, what);
    Files.move(draft, file);
  }

  /** Whether the parent has asked this child to end. */
  public static boolean isAskedToEnd() throws IOException {
    return System.in.available() > 0;
  }

  /** Kills it the hard way. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Asks it to end and gives its exit code. */
  public int end() throws IOException, InterruptedException {
    ask();
    return exitCode();
  }

  /** Asks it for what it does when it is asked. */
  public void ask() throws IOException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
  }

  public int exitCode() throws InterruptedException {
    if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
      throw new AssertionError("the child does not end");
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
