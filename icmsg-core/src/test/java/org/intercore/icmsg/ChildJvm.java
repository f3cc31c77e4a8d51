package org.intercore.icmsg;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.intercore.icmsg.buffer.Buffers;

/** Starts a real JVM with the tests' class path and waits until it has ended. */
public final class ChildJvm {
  private final List<String> options;
  private String before = "";

  private ChildJvm(final List<String> options) {
    this.options = options;
  }

  /** How a child ended, and what it wrote to its standard error. */
  public record Result(int exitCode, String errors) {}

  public static ChildJvm withFlag() {
    return new ChildJvm(List.of(Buffers.JVM_FLAG.split(" ")));
  }

  public static ChildJvm withoutFlag() {
    return new ChildJvm(List.of());
  }

  /** With a choice of buffers, and no flag. */
  public static ChildJvm withBuffers(final String kind) {
    return new ChildJvm(List.of("-D" + Buffers.PROPERTY + "=" + kind));
  }

  /** With one more option of the JVM. */
  public ChildJvm with(final String option) {
    final List<String> more = new ArrayList<>(options);
    more.add(option);
    return new ChildJvm(more);
  }

  /** Has a shell run a command first, in the same process. */
  public ChildJvm inShell(final String command) {
    before = command;
    return this;
  }

  public Result run(final Class<?> main, final String... arguments)
      throws IOException, InterruptedException {
    final List<String> command = new ArrayList<>();
    if (!before.isEmpty()) {
      command.addAll(List.of("/bin/sh", "-c", before + "; exec \"$@\"", "sh"));
    }
    command.add(String.join(File.separator, System.getProperty("java.home"), "bin", "java"));
    command.addAll(options);
    command.addAll(List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    final ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().remove("JDK_JAVA_OPTIONS");
    final Process child = builder.start();
    try {
      final String errors = new String(child.getErrorStream().readAllBytes());
      return new Result(child.waitFor(), errors);
    } finally {
      child.destroyForcibly();
    }
  }
}
