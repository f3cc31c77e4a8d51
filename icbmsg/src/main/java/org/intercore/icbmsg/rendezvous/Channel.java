package org.intercore.icbmsg.rendezvous;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.regex.Pattern;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icbmsg.endpoint.Role;
import org.intercore.icmsg.UnboundMode;
import org.intercore.icmsg.doorbell.SocketDoorbell;
import org.intercore.icmsg.region.FileCreation;
import org.intercore.icmsg.region.RegionPair;
import org.intercore.icmsg.region.SharedMemory;
import org.intercore.icmsg.region.SharedRegion;

/**
 * One side of a named channel: a file that two processes map, and one of its two roles. The first to
 * come is the initiator. A role is a lock that the kernel holds, so the role of a process that died
 * is free at once; a file that nobody holds a role of is replaced by a new one.
 */
public final class Channel implements AutoCloseable {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,63}");

  private final ChannelDirectory directory;
  private final String name;
  private final Role role;
  private final RoleLock lock;
  private final SharedMemory memory;
  private final RegionPair regions;
  private final AtomicBuffer page;
  private BellSocket socket;
  private SocketDoorbell bell;

  private Channel(
      final ChannelDirectory directory,
      final String name,
      final Role role,
      final RoleLock lock,
      final SharedMemory memory,
      final ChannelHeader header) {
    this.directory = directory;
    this.name = name;
    this.role = role;
    this.lock = lock;
    this.memory = memory;
    this.page = memory.region(0, ChannelHeader.LENGTH).buffer();
    // A process that died asleep must not be rung.
    page.putLongVolatile(ChannelHeader.bellOffset(role), 0);
    final SharedRegion follower =
        memory.region(header.followerRegionOffset(), header.followerRegionSize());
    final SharedRegion initiator =
        memory.region(header.initiatorRegionOffset(), header.initiatorRegionSize());
    this.regions = role == Role.INITIATOR
        ? RegionPair.of(initiator, follower)
        : RegionPair.of(follower, initiator);
  }

  /**
   * What a side asks for, as it sees it itself.
   *
   * @param txBlocks blocks that it sends with
   * @param rxBlocks blocks that the other side sends with
   * @param blockSize of both, in bytes, header included
   * @param alignment in bytes
   * @param wordSize in bits
   * @param unbound how to bond
   */
  public record Request(
      int txBlocks, int rxBlocks, int blockSize, int alignment, int wordSize, UnboundMode unbound) {
    private ChannelHeader header(final Role role) {
      final boolean initiator = role == Role.INITIATOR;
      return new ChannelHeader(
          initiator ? txBlocks : rxBlocks,
          initiator ? rxBlocks : txBlocks,
          blockSize,
          alignment,
          wordSize,
          unbound);
    }
  }

  /**
   * Opens one side. Blocks for as long as another process opens or closes a channel of the same
   * directory.
   *
   * @param path of the directory
   * @param name of the channel: letters, digits, dot, dash and underscore, 64 at most
   * @param request its parameters
   * @return this side, with one of the two roles
   * @throws IllegalArgumentException if the name cannot be used, or the other side has other
   *     parameters
   * @throws IllegalStateException if both roles are taken
   * @throws UncheckedIOException if the directory or the file cannot be used
   */
  public static Channel open(final Path path, final String name, final Request request) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a channel's name is 1 to 64 letters, digits, dots, dashes and underscores, but is \""
              + name + "\"");
    }
    try {
      final ChannelDirectory directory = ChannelDirectory.open(path);
      return directory.locked(() -> open(directory, name, request));
    } catch (final IOException e) {
      throw new UncheckedIOException("cannot open channel \"" + name + "\": " + e.getMessage(), e);
    }
  }

  private static Channel open(
      final ChannelDirectory directory, final String name, final Request request)
      throws IOException {
    for (final Role role : Role.values()) {
      final RoleLock lock = RoleLock.tryLock(lockFile(directory, name, role));
      if (lock != null) {
        try {
          return open(directory, name, role, lock, request.header(role));
        } catch (final IOException | RuntimeException e) {
          lock.close();
          throw e;
        }
      }
    }
    throw new IllegalStateException("both sides of channel \"" + name + "\" are taken, by process "
        + RoleLock.holder(lockFile(directory, name, Role.INITIATOR)) + " and process "
        + RoleLock.holder(lockFile(directory, name, Role.FOLLOWER)));
  }

  private static Channel open(
      final ChannelDirectory directory,
      final String name,
      final Role role,
      final RoleLock lock,
      final ChannelHeader header)
      throws IOException {
    final Path file = directory.resolve(name);
    final Path otherLock = lockFile(directory, name, role.other());
    if (RoleLock.isHeld(otherLock)) {
      header.requireSame(readHeader(file, name, RoleLock.holder(otherLock)), name);
    } else {
      directory.removeDrafts();
      FileCreation.replace(file, header.fileSize(), (channel) -> channel.write(header.toBytes()));
    }
    return new Channel(directory, name, role, lock, SharedMemory.mapFile(file), header);
  }

  private static ByteBuffer readHeader(final Path file, final String name, final String peer)
      throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException("its file " + file + " has gone although process " + peer
          + " has it open; close that side first");
    }
    final ByteBuffer bytes = ByteBuffer.allocate(ChannelHeader.LENGTH);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      channel.read(bytes);
    }
    return bytes.flip();
  }

  private static Path lockFile(
      final ChannelDirectory directory, final String name, final Role role) {
    return directory.resolve("." + name + "." + role.name().toLowerCase(Locale.ROOT));
  }

  /**
   * Which role this side got.
   *
   * @return the role
   */
  public Role role() {
    return role;
  }

  /**
   * The two regions as this side sees them.
   *
   * @return the pair
   */
  public RegionPair regions() {
    return regions;
  }

  /**
   * The bell between the two processes. At most once; closed together with the channel.
   *
   * @param sleeps whether this side may sleep; if not, it only rings
   * @return this side's end
   * @throws IOException if there cannot be a socket: the path is too long for one, or no descriptor
   *     is left
   */
  public SocketDoorbell openBell(final boolean sleeps) throws IOException {
    socket = BellSocket.open(bellFile(), role);
    bell = new SocketDoorbell(
        page,
        ChannelHeader.bellOffset(role),
        ChannelHeader.bellOffset(role.other()),
        socket,
        sleeps);
    return bell;
  }

  private Path bellFile() {
    return directory.resolve("." + name + ".bell");
  }

  /**
   * Asks the kernel whether a process has the other role. A few system calls.
   *
   * @return true if somebody is there, or if that cannot be told: nobody is given up for want of a
   *     descriptor
   */
  public boolean isPeerAlive() {
    try {
      return RoleLock.isHeld(lockFile(directory, name, role.other()));
    } catch (final IOException unknown) {
      return true;
    }
  }

  /** Gives the role up; the last side to close removes the file. */
  @Override
  public void close() {
    closeBell();
    memory.close();
    try {
      directory.locked(() -> {
        closeSocket();
        lock.close();
        if (!isPeerAlive()) {
          Files.deleteIfExists(directory.resolve(name));
          Files.deleteIfExists(lockFile(directory, name, Role.INITIATOR));
          Files.deleteIfExists(lockFile(directory, name, Role.FOLLOWER));
          Files.deleteIfExists(bellFile());
        }
        return null;
      });
    } catch (final IOException e) {
      throw new UncheckedIOException("cannot close channel \"" + name + "\": " + e.getMessage(), e);
    } finally {
      lock.close(); // Also when the directory has gone; idempotent.
    }
  }

  /** Before the memory goes: the bell tells the other side that nobody sleeps here any more. */
  private void closeBell() {
    if (bell != null) {
      bell.close();
    }
  }

  private void closeSocket() throws IOException {
    if (socket != null) {
      socket.close();
    }
  }

  @Override
  public String toString() {
    return "channel \"" + name + "\" (" + role + ")";
  }
}
