package org.intercore.jmh.bench.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How the JVMs of a pair are started.
 *
 * @param sharedDirectory where their files go
 * @param cpus what {@code taskset} binds them to, one process after the other; empty = nothing
 * @param arguments what the user wants them to have
 */
public record JvmOptions(Path sharedDirectory, List<String> cpus, List<String> arguments) {
  private static final Path RAM_DISK = Path.of("/dev/shm");

  /** Nothing special: files in memory, if there is such a place. */
  public static JvmOptions standard() {
    return new JvmOptions(defaultDirectory(), List.of(), List.of());
  }

  /** Where files are memory, if there is such a place. */
  public static Path defaultDirectory() {
    return RAM_DISK.toFile().canWrite() ? RAM_DISK : Path.of(System.getProperty("java.io.tmpdir"));
  }

  /** The start of the command line of one of the processes. */
  List<String> command(final int number, final int processes) {
    final List<String> command = new ArrayList<>();
    if (!cpus.isEmpty()) {
      // Two threads in one process cannot be bound one by one.
      final String ofProcess =
          processes == 1 ? String.join(",", cpus) : cpus.get(number % cpus.size());
      command.addAll(List.of("taskset", "-c", ofProcess));
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Small and fixed: nothing here needs a heap, and no collection should fall into a window.
    command.addAll(List.of("-Xms256m", "-Xmx256m", "-XX:+UseSerialGC"));
    command.addAll(arguments);
    return command;
  }
}
