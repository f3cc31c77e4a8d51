package org.intercore.icmsg.region;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Makes files that appear whole or not at all: written beside their place, then put there in one
 * step. The space is written through, so that it is really there.
 */
public final class FileCreation {
  private static final int CHUNK = 1 << 16;

  private FileCreation() {}

  /** Fills in what a new file begins with, before anybody can see the file. */
  @FunctionalInterface
  public interface Content {
    /**
     * Writes into the zeroed file.
     *
     * @param channel the file
     * @throws IOException if that fails
     */
    void writeTo(FileChannel channel) throws IOException;
  }

  /**
   * Creates a file that must not exist yet.
   *
   * @param path where
   * @param size in bytes
   * @param content what is not zero in it
   */
  public static void create(final Path path, final long size, final Content content) {
    publish(path, size, content, false);
  }

  /**
   * Creates a file, in place of one that may stand there.
   *
   * @param path where
   * @param size in bytes
   * @param content what is not zero in it
   */
  public static void replace(final Path path, final long size, final Content content) {
    publish(path, size, content, true);
  }

  private static void publish(
      final Path path, final long size, final Content content, final boolean replace) {
    final Path parent = path.toAbsolutePath().getParent();
    try {
      final Path draft = Files.createTempFile(parent, "." + path.getFileName(), ".new", mode());
      try {
        fill(draft, size, content);
        if (replace) {
          Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE);
        } else {
          // A link is refused where something stands; a move would replace it.
          Files.createLink(path, draft);
        }
      } finally {
        Files.deleteIfExists(draft);
      }
    } catch (final IOException e) {
      throw new UncheckedIOException("cannot create " + path + ": " + reason(e, parent, size), e);
    }
  }

  private static void fill(final Path draft, final long size, final Content content)
      throws IOException {
    try (FileChannel channel =
        FileChannel.open(draft, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      final ByteBuffer zeros = ByteBuffer.allocateDirect(CHUNK);
      for (long done = 0; done < size; done += zeros.limit()) {
        zeros.clear().limit((int) Math.min(CHUNK, size - done));
        while (zeros.hasRemaining()) {
          channel.write(zeros);
        }
      }
      content.writeTo(channel.position(0));
    }
  }

  private static String reason(final IOException e, final Path parent, final long size) {
    if (e instanceof FileAlreadyExistsException) {
      return "it exists already";
    }
    if (e instanceof AccessDeniedException) {
      return "no permission to make files in " + parent;
    }
    try {
      final long usable = Files.getFileStore(parent).getUsableSpace();
      if (usable < size) {
        return size + " bytes are needed, but " + parent + " has only " + usable + " left";
      }
    } catch (final IOException unknown) {
      e.addSuppressed(unknown);
    }
    return e instanceof FileSystemException fs && fs.getReason() != null
        ? fs.getReason()
        : e.toString();
  }

  private static FileAttribute<?>[] mode() {
    if (!FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
      return new FileAttribute<?>[0];
    }
    return new FileAttribute<?>[] {
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
    };
  }
}
