package org.intercore.icbmsg.rendezvous;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The directory in which a user's channels meet: nobody else's business (0700, files 0600). Opening
 * and closing a channel happen under one lock of the directory, so that each sees the other's work
 * whole.
 */
public final class ChannelDirectory {
  /** System property that names another directory. */
  public static final String PROPERTY = "icbmsg.dir";

  private static final Path SHARED_MEMORY = Path.of("/dev/shm");
  // Within a JVM a second file lock on the same file is an error, not a wait.
  private static final ReentrantLock WITHIN_JVM = new ReentrantLock();

  private final Path path;
  private final Access access;

  private ChannelDirectory(final Path path, final Access access) {
    this.path = path;
    this.access = access;
  }

  /**
   * Where channels are unless something else is said: {@code icbmsg-USER} in /dev/shm or, where that
   * does not exist, in the temp folder; the system property {@value #PROPERTY} names another place.
   *
   * @return the path
   */
  public static Path defaultPath() {
    final String configured = System.getProperty(PROPERTY);
    if (configured != null) {
      return Path.of(configured);
    }
    final Path parent = Files.isWritable(SHARED_MEMORY)
        ? SHARED_MEMORY
        : Path.of(System.getProperty("java.io.tmpdir"));
    return parent.resolve("icbmsg-" + System.getProperty("user.name"));
  }

  /** Opens the directory, which is created if it is not there and the user's own. */
  static ChannelDirectory open(final Path path, final Access access) throws IOException {
    try {
      access.makeDirectory(path);
    } catch (final FileAlreadyExistsException alreadyThere) {
      // Looked at below.
    }
    access.requireUsable(path);
    return of(path, access);
  }

  /** By its real path: what this JVM holds is known by path, and a directory may have several. */
  private static ChannelDirectory of(final Path path, final Access access) throws IOException {
    return new ChannelDirectory(path.toRealPath(), access);
  }

  /** Who may meet here. */
  Access access() {
    return access;
  }

  Path resolve(final String file) {
    return path.resolve(file);
  }

  /**
   * Looks what stands in a directory of channels, without changing it. Blocks for as long as a
   * process opens or closes a channel there.
   *
   * @param path of the directory
   * @return what is there; nothing if the directory does not exist
   * @throws UncheckedIOException if the directory is not one of channels, is not the user's own, or
   *     cannot be read
   */
  public static DirectoryState list(final Path path) {
    return look(path, (found) -> {});
  }

  /**
   * Removes what nobody holds: all files of the channels neither of whose roles is held, and what was
   * left of files that somebody died over. No open needs that, but it gives the space back. Blocks
   * for as long as a process opens or closes a channel there.
   *
   * @param path of the directory
   * @return what was found; the channels in it that are not held, and the drafts, are gone now
   * @throws UncheckedIOException if the directory is not one of channels, is not the user's own, or
   *     something cannot be removed
   */
  public static DirectoryState clean(final Path path) {
    return look(path, ChannelDirectory::removeUnheld);
  }

  /**
   * As {@link #clean(Path)}, for one channel only.
   *
   * @param path of the directory
   * @param channel its name
   * @return what was found of this channel; it is gone now if it is not held
   * @throws UncheckedIOException as {@link #clean(Path)}
   */
  public static DirectoryState clean(final Path path, final String channel) {
    return look(path, (found) -> removeUnheld(found.only(channel))).only(channel);
  }

  private static DirectoryState look(final Path path, final Cleaner cleaner) {
    try {
      if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        return DirectoryState.EMPTY;
      }
      Access.OWNER_ONLY.requireUsable(path);
      if (!Files.isRegularFile(
          path.resolve(ChannelFiles.DIRECTORY_LOCK), LinkOption.NOFOLLOW_LINKS)) {
        // Every channel's opener makes one. Whatever else this is, it is not ours to clean.
        throw new IOException(path + " is not a directory of channels: it has no "
            + ChannelFiles.DIRECTORY_LOCK + " in it");
      }
      final ChannelDirectory directory = of(path, Access.OWNER_ONLY);
      return directory.locked(() -> {
        final DirectoryState found = Inventory.of(directory, directory.path);
        cleaner.clean(found);
        return found;
      });
    } catch (final IOException e) {
      throw new UncheckedIOException(Reasons.of(e), e);
    }
  }

  private interface Cleaner {
    void clean(DirectoryState found) throws IOException;
  }

  private static void removeUnheld(final DirectoryState found) throws IOException {
    for (final ChannelState channel : found.channels()) {
      if (!channel.isHeld()) {
        for (final Path file : channel.files()) {
          remove(file);
        }
      }
    }
    for (final Path draft : found.drafts()) {
      remove(draft);
    }
  }

  /**
   * Removes what processes that died while they made a file left of it. Only under the lock, where
   * nobody else makes one.
   */
  void removeDrafts() throws IOException {
    try (DirectoryStream<Path> drafts = Files.newDirectoryStream(path, ChannelDirectory::isDraft)) {
      for (final Path draft : drafts) {
        remove(draft);
      }
    }
  }

  /** Removes the channels of a server's clients that nobody holds. Only under the lock. */
  void removeClientsOf(final String server) throws IOException {
    final Set<String> channels = new TreeSet<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
      for (final Path file : files) {
        final String channel = ChannelFiles.channelOf(file.getFileName().toString());
        if (channel != null && server.equals(ChannelFiles.serverOfClient(channel))) {
          channels.add(channel);
        }
      }
    }
    for (final String channel : channels) {
      Channel.removeUnheld(this, channel);
    }
  }

  private static boolean isDraft(final Path file) {
    return ChannelFiles.isDraft(file.getFileName().toString());
  }

  /** Removes a file, a socket, or a link itself; a directory is not of our making and stays. */
  static void remove(final Path file) throws IOException {
    if (!Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
      Files.deleteIfExists(file);
    }
  }

  /** What is done while nobody else opens or closes a channel here. */
  interface Work<T> {
    T run() throws IOException;
  }

  <T> T locked(final Work<T> work) throws IOException {
    WITHIN_JVM.lock();
    try (FileChannel channel = FileChannel.open(
            path.resolve(ChannelFiles.DIRECTORY_LOCK),
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
            access.fileMode());
        FileLock held = channel.lock()) {
      access.grantIfOwn(path.resolve(ChannelFiles.DIRECTORY_LOCK));
      if (!held.isValid()) {
        throw new IOException("lost the lock of " + path);
      }
      return work.run();
    } finally {
      WITHIN_JVM.unlock();
    }
  }

  /**
   * As {@link #locked}, for what has to be done by an interrupted thread too; it stays interrupted.
   *
   * @param work does nothing that an interrupt could end
   */
  <T> T lockedUninterruptibly(final Work<T> work) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try {
          return locked(work);
        } catch (final FileLockInterruptionException again) {
          interrupted = Thread.interrupted() || interrupted;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
