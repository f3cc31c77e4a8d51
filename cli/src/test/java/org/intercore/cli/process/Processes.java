package org.intercore.cli.process;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** What tests with real processes have in common: a directory, files, and an end for everybody. */
abstract class Processes {
  private static final Path CLASSES = Path.of("target/test-classes");

  @TempDir
  private Path directory;

  private final List<CommandProcess> started = new ArrayList<>();

  final CommandProcess start(final Object... arguments) {
    return watch(CommandProcess.start(directory, Arrays.asList(arguments)));
  }

  final CommandProcess start(final String name, final ProcessBuilder builder) {
    return watch(CommandProcess.start(directory, name, builder));
  }

  /** A program of the tests' own, which uses the libraries that are in the command's jar. */
  final CommandProcess start(final Class<?> program, final String... arguments) {
    final List<String> command = new ArrayList<>(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--add-opens",
        "java.base/jdk.internal.misc=ALL-UNNAMED",
        "-Dicbmsg.dir=" + directory.resolve("channels"),
        "-cp",
        System.getProperty("icbmsg.cli.jar") + File.pathSeparator + CLASSES,
        program.getName()));
    command.addAll(List.of(arguments));
    return start(program.getSimpleName(), new ProcessBuilder(command));
  }

  private CommandProcess watch(final CommandProcess process) {
    started.add(process);
    return process;
  }

  final CommandProcess start(final List<Object> arguments) {
    return start(arguments.toArray());
  }

  @AfterEach
  final void endAll() {
    // The youngest first: a child that is asked for by its parent may be in there.
    Collections.reverse(started);
    started.forEach(CommandProcess::close);
  }

  final Path path(final String name) {
    return directory.resolve(name);
  }

  final Path newDirectory(final String name) {
    try {
      return Files.createDirectories(path(name));
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file of random content. */
  final Path file(final String name, final int size) {
    final byte[] content = new byte[size];
    new Random(size).nextBytes(content);
    return write(path(name), content);
  }

  static Path write(final Path file, final byte[] content) {
    try {
      Files.createDirectories(file.getParent());
      return Files.write(file, content);
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
