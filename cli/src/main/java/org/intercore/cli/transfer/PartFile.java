package org.intercore.cli.transfer;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file under way, beside its final place. It is locked while its receiver lives, so that whatever
 * a killed receiver has left behind can be told from the work of a living one, and swept away.
 */
final class PartFile implements AutoCloseable {
  private static final String PREFIX = ".icbmsg-";
  private static final String SUFFIX = ".part";

  private final Path path;
  private final FileChannel channel;
  private boolean moved;

  private PartFile(final Path path, final FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /** Makes a new one. */
  static PartFile create(final Path directory) throws IOException {
    for (int i = 0; ; i++) {
      final Path path =
          directory.resolve(PREFIX + ProcessHandle.current().pid() + "-" + i + SUFFIX);
      try {
        // Not a JDK temporary file: those are private to their owner for good.
        final FileChannel channel = FileChannel.open(
            path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        channel.tryLock();
        return new PartFile(path, channel);
      } catch (final FileAlreadyExistsException taken) {
        continue;
      }
    }
  }

  /** Removes what receivers have left behind that did not live to do it. */
  static void sweep(final Path directory) throws IOException {
    try (DirectoryStream<Path> parts = Files.newDirectoryStream(directory, PREFIX + "*" + SUFFIX)) {
      for (final Path part : parts) {
        removeIfDead(part);
      }
    }
  }

  private static void removeIfDead(final Path part) {
    try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock != null) {
        Files.deleteIfExists(part);
      }
    } catch (final IOException | OverlappingFileLockException notOurs) {
      // Another user's, or gone already: it does not stand in our way.
      return;
    }
  }

  FileChannel channel() {
    return channel;
  }

  /** Puts the file in its final place, in one step and for good. */
  void moveTo(final Path target) throws IOException {
    channel.force(true);
    Files.move(path, target, StandardCopyOption.ATOMIC_MOVE);
    moved = true;
    syncDirectory(target.getParent());
  }

  /** Without this a crash of the machine could forget the move; not every system can do it. */
  private static void syncDirectory(final Path directory) {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (final IOException unsupported) {
      return;
    }
  }

  /** Closes it, and removes it unless it was moved. */
  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      if (!moved) {
        Files.deleteIfExists(path);
      }
    }
  }
}
