package org.intercore.icbmsg.rendezvous;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Set;

/**
 * A file lock that the kernel holds for a process and gives up when the process dies, whatever way it
 * dies. The file's content is the holder's process id, for messages only.
 *
 * <p>POSIX locks belong to a process and end when <em>any</em> of its descriptors of the file is
 * closed. So within this JVM the locks that are held are known by path, and a file whose lock this
 * JVM holds is never opened a second time.
 *
 * <p>Two bytes are locked. The first decides who has the role, and only who wants the role ever
 * locks it. The second says that the role is taken, and is what others probe: a probe is a lock
 * too, for a moment, and must not be taken for a holder of the role.
 */
final class RoleLock implements AutoCloseable {
  private static final Set<Path> HELD_HERE = new HashSet<>();
  private static final int MAX_PID_LENGTH = 20;
  private static final long ROLE = 0;
  private static final long TAKEN = 1;

  private final Path path;
  private final FileChannel channel;

  private RoleLock(final Path path, final FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /** Takes the lock if nobody has it; null if somebody has. */
  static RoleLock tryLock(final Path path, final Access access) throws IOException {
    final Path key = path.toAbsolutePath().normalize();
    synchronized (HELD_HERE) {
      if (HELD_HERE.contains(key)) {
        return null;
      }
      final FileChannel channel = FileChannel.open(
          key,
          Set.of(
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              LinkOption.NOFOLLOW_LINKS),
          access.fileMode());
      try {
        access.grantIfOwn(key);
        if (channel.tryLock(ROLE, 1, false) == null) {
          channel.close();
          return null;
        }
        channel.lock(TAKEN, 1, false); // Waits for a probe at most.
        sign(channel);
        HELD_HERE.add(key);
        return new RoleLock(key, channel);
      } catch (final IOException e) {
        channel.close();
        throw e;
      }
    }
  }

  /** Whoever has the lock does not need a place on a full disk for that. */
  private static void sign(final FileChannel channel) throws IOException {
    try {
      channel.truncate(0).write(ByteBuffer.wrap(ownPid().getBytes(StandardCharsets.US_ASCII)), 0);
    } catch (final IOException e) {
      if (!channel.isOpen()) {
        throw e; // By an interrupt, and the lock has gone with it.
      }
    }
  }

  /**
   * Whether somebody has the lock, here or in another process.
   *
   * @throws IOException if it cannot be told, for one because no descriptor is left
   */
  static boolean isHeld(final Path path) throws IOException {
    final Path key = path.toAbsolutePath().normalize();
    synchronized (HELD_HERE) {
      if (HELD_HERE.contains(key)) {
        return true;
      }
      if (!isRegularFile(key)) {
        return false;
      }
      try (FileChannel channel =
              FileChannel.open(key, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
          FileLock probe = channel.tryLock(TAKEN, 1, true)) {
        return probe == null;
      } catch (final NoSuchFileException never) {
        return false;
      }
    }
  }

  private static boolean isRegularFile(final Path path) throws IOException {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .isRegularFile();
    } catch (final NoSuchFileException never) {
      return false;
    }
  }

  /** The process id that the holder wrote, or "?" if it cannot be read. */
  static String holder(final Path path) {
    final Path key = path.toAbsolutePath().normalize();
    synchronized (HELD_HERE) {
      if (HELD_HERE.contains(key)) {
        return ownPid();
      }
      final ByteBuffer bytes = ByteBuffer.allocate(MAX_PID_LENGTH);
      try (FileChannel channel =
          FileChannel.open(key, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
        channel.read(bytes);
      } catch (final IOException unreadable) {
        return "?";
      }
      final String pid =
          StandardCharsets.US_ASCII.decode(bytes.flip()).toString().trim();
      return pid.matches("\\d+") ? pid : "?";
    }
  }

  private static String ownPid() {
    return Long.toString(ProcessHandle.current().pid());
  }

  @Override
  public void close() {
    synchronized (HELD_HERE) {
      if (HELD_HERE.remove(path)) {
        try {
          channel.close();
        } catch (final IOException e) {
          // Closing a descriptor gives up its lock even if it reports an error.
          throw new UncheckedIOException("cannot close " + path + ": " + e, e);
        }
      }
    }
  }
}
