package org.intercore.properties;

import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Runs a hunt in a JVM of its own: over the library as it is, or over a broken variant as a control.
 * What it prints stays in a file under {@code target/hunts}.
 */
public final class HuntJvm {
  private final String name;
  private final List<String> command = new ArrayList<>();

  /**
   * A JVM to be started.
   *
   * @param name of the hunt, for its file
   * @param main class
   * @param broken what is broken
   * @param flags of the JVM
   */
  public HuntJvm(
      final String name,
      final String main,
      final Set<BrokenVariant> broken,
      final String... flags) {
    this.name = broken.isEmpty() ? name : name + "-" + BrokenVariant.nameOf(broken);
    final String classPath = System.getProperty("java.class.path");
    command.add(String.join(File.separator, System.getProperty("java.home"), "bin", "java"));
    command.addAll(List.of(flags));
    command.add("-cp");
    command.add(
        broken.isEmpty()
            ? classPath
            : BrokenVariant.compile(broken) + File.pathSeparator + classPath);
    command.add(main);
  }

  /** How a hunt ended. */
  public record End(int exitCode, String output) {}

  /** Waits for the hunt; kills it if it takes longer than the most patient would wait. */
  public End run(final List<String> arguments, final long patienceMinutes)
      throws IOException, InterruptedException {
    final Path log = directory().resolve(name + ".txt");
    command.addAll(arguments);
    final ProcessBuilder builder = new ProcessBuilder(command)
        // Where jcstress leaves its raw results, too.
        .directory(directory().toFile())
        .redirectErrorStream(true)
        .redirectOutput(log.toFile());
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().remove("JDK_JAVA_OPTIONS");
    final Process process = builder.start();
    try {
      if (!process.waitFor(patienceMinutes, TimeUnit.MINUTES)) {
        throw new AssertionError(name + " does not end; it said: " + Files.readString(log));
      }
      return new End(process.exitValue(), Files.readString(log, StandardCharsets.UTF_8));
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  /** Tells whoever runs the tests what was tried, past what captures the tests' output. */
  public static void say(final String line) {
    new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8)
        .println(line);
  }

  /** Where hunts leave what they found. */
  public static Path directory() throws IOException {
    return Files.createDirectories(
        Path.of(System.getProperty("basedir", ""), "target", "hunts").toAbsolutePath());
  }
}
