package org.intercore.cli.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A directory of a demo's own for the channel's file: nothing of it is left behind. */
final class DemoDirectory implements AutoCloseable {
  private static final Path SHARED_MEMORY = Path.of("/dev/shm");

  private final Path path;

  private DemoDirectory(final Path path) {
    this.path = path;
  }

  static DemoDirectory create() {
    final Path parent = Files.isWritable(SHARED_MEMORY)
        ? SHARED_MEMORY
        : Path.of(System.getProperty("java.io.tmpdir"));
    try {
      return new DemoDirectory(Files.createTempDirectory(parent, "icbmsg-demo-"));
    } catch (final IOException e) {
      throw new UncheckedIOException("cannot create a directory in " + parent, e);
    }
  }

  /** The directory of a demo that was killed: somebody else has to remove it. */
  static DemoDirectory inherit(final Path path) {
    return new DemoDirectory(path);
  }

  Path path() {
    return path;
  }

  @Override
  public void close() {
    try (Stream<Path> content = Files.walk(path)) {
      final List<Path> deepestFirst = content.sorted(Comparator.reverseOrder()).toList();
      for (final Path entry : deepestFirst) {
        Files.deleteIfExists(entry);
      }
    } catch (final IOException e) {
      throw new UncheckedIOException("cannot remove " + path, e);
    }
  }
}
