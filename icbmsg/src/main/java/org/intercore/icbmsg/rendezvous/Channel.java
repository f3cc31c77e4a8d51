package org.intercore.icbmsg.rendezvous;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icbmsg.endpoint.Role;
import org.intercore.icbmsg.layout.LinkFormat;
import org.intercore.icbmsg.observe.CountersStore;
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
  private final ChannelDirectory directory;
  private final String name;
  private final Role role;
  private final RoleLock lock;
  private final SharedMemory memory;
  private final CountersStore counters;
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
      final CountersStore counters,
      final ChannelHeader header) {
    this.directory = directory;
    this.name = name;
    this.role = role;
    this.lock = lock;
    this.memory = memory;
    this.counters = counters;
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
   * @param format what to speak
   */
  public record Request(
      int txBlocks,
      int rxBlocks,
      int blockSize,
      int alignment,
      int wordSize,
      UnboundMode unbound,
      LinkFormat format) {
    private ChannelHeader header(final Role role) {
      final boolean initiator = role == Role.INITIATOR;
      return new ChannelHeader(
          initiator ? txBlocks : rxBlocks,
          initiator ? rxBlocks : txBlocks,
          blockSize,
          alignment,
          wordSize,
          unbound,
          format);
    }
  }

  /**
   * Opens one side. Blocks for as long as another process opens or closes a channel of the same
   * directory.
   *
   * @param path of the directory
   * @param access who may meet there
   * @param name of the channel: letters, digits, dot, dash and underscore, 64 at most
   * @param request its parameters
   * @return this side, with one of the two roles
   * @throws IllegalArgumentException if the name cannot be used, or the other side has other
   *     parameters
   * @throws IllegalStateException if both roles are taken
   * @throws UncheckedIOException if the directory or the file cannot be used
   */
  public static Channel open(
      final Path path, final Access access, final String name, final Request request) {
    if (!ChannelFiles.isChannel(name)) {
      throw new IllegalArgumentException(
          "a channel's name is 1 to 64 letters, digits, dots, dashes and underscores, but is \""
              + name + "\"");
    }
    try {
      final ChannelDirectory directory = ChannelDirectory.open(path, access);
      return directory.locked(() -> open(directory, name, request));
    } catch (final IOException e) {
      throw new UncheckedIOException("cannot open channel \"" + name + "\": " + Reasons.of(e), e);
    }
  }

  /**
   * How large a channel's file is.
   *
   * @param request its parameters
   * @return bytes, what the two sides count not included
   */
  public static long fileSize(final Request request) {
    return request.header(Role.INITIATOR).fileSize();
  }

  private static Channel open(
      final ChannelDirectory directory, final String name, final Request request)
      throws IOException {
    for (final Role role : Role.values()) {
      final RoleLock lock = RoleLock.tryLock(lockFile(directory, name, role), directory.access());
      if (lock != null) {
        try {
          return open(directory, name, role, lock, request.header(role));
        } catch (final IOException | RuntimeException e) {
          leave(directory, name, role, lock, e);
          throw e;
        }
      }
    }
    throw new IllegalStateException("both sides of channel \"" + name + "\" are taken, by process "
        + RoleLock.holder(lockFile(directory, name, Role.INITIATOR)) + " and process "
        + RoleLock.holder(lockFile(directory, name, Role.FOLLOWER)));
  }

  /** After a failure, which nothing shall be left of where nobody else is. */
  private static void leave(
      final ChannelDirectory directory,
      final String name,
      final Role role,
      final RoleLock lock,
      final Exception failure) {
    lock.close();
    try {
      if (!RoleLock.isHeld(lockFile(directory, name, role.other()))) {
        removeAll(directory, name);
      }
    } catch (final IOException e) {
      failure.addSuppressed(e);
    }
  }

  /** Removes what is left of a channel if nobody holds a role of it; under the directory's lock. */
  static void removeUnheld(final ChannelDirectory directory, final String name) throws IOException {
    for (final Role role : Role.values()) {
      if (RoleLock.isHeld(lockFile(directory, name, role))) {
        return;
      }
    }
    removeAll(directory, name);
  }

  private static void removeAll(final ChannelDirectory directory, final String name)
      throws IOException {
    ChannelDirectory.remove(directory.resolve(name));
    ChannelDirectory.remove(lockFile(directory, name, Role.INITIATOR));
    ChannelDirectory.remove(lockFile(directory, name, Role.FOLLOWER));
    ChannelDirectory.remove(directory.resolve(ChannelFiles.bell(name)));
    removeCounters(directory, name);
  }

  private static void removeCounters(final ChannelDirectory directory, final String name)
      throws IOException {
    for (final Role role : Role.values()) {
      ChannelDirectory.remove(directory.resolve(ChannelFiles.counters(name, role)));
    }
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
    directory.removeDrafts();
    if (RoleLock.isHeld(otherLock)) {
      requireSame(file, name, header, RoleLock.holder(otherLock));
    } else {
      // What dead processes have left may be the space that the new file needs.
      ChannelDirectory.remove(file);
      removeCounters(directory, name);
      FileCreation.replace(file, header.fileSize(), (channel) -> channel.write(header.toBytes()));
      directory.access().grantIfOwn(file);
    }
    final SharedMemory memory = SharedMemory.mapFile(file);
    try {
      final Path counters = directory.resolve(ChannelFiles.counters(name, role));
      return new Channel(
          directory,
          name,
          role,
          lock,
          memory,
          CountersFile.create(counters, directory.access(), header.countersHeader(role)),
          header);
    } catch (final RuntimeException e) {
      memory.close();
      throw e;
    }
  }

  private static void requireSame(
      final Path file, final String name, final ChannelHeader header, final String peer)
      throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException("its file " + file + " has gone although process " + peer
          + " has it open; close that side first");
    }
    final ByteBuffer bytes = ByteBuffer.allocate(ChannelHeader.LENGTH);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      final boolean whole = channel.read(bytes) == ChannelHeader.LENGTH;
      if (whole) {
        header.requireSame(bytes.flip(), name);
      }
      // To touch memory that has no file under it would end the JVM.
      if (!whole || channel.size() < header.fileSize()) {
        throw new IOException("its file " + file + " has " + channel.size() + " bytes where "
            + header.fileSize() + " are needed, although process " + peer
            + " has it open; close that side first");
      }
    }
  }

  private static Path lockFile(
      final ChannelDirectory directory, final String name, final Role role) {
    return directory.resolve(ChannelFiles.role(name, role));
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
   * Where this side counts, for whoever looks; closed together with the channel, but in place as long as
   * somebody has a lease of it.
   *
   * @return the file beside the channel's; memory of this process if there could be none
   */
  public CountersStore counters() {
    return counters;
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
    socket = BellSocket.open(bellFile(), role, directory.access());
    try {
      bell = new SocketDoorbell(
          page,
          ChannelHeader.bellOffset(role),
          ChannelHeader.bellOffset(role.other()),
          socket,
          sleeps);
    } catch (final IOException e) {
      // Nobody must connect to where nobody rings.
      socket.close();
      throw e;
    }
    return bell;
  }

  private Path bellFile() {
    return directory.resolve(ChannelFiles.bell(name));
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

  /** Gives the role up; the last side to close removes the file. Also by an interrupted thread. */
  @Override
  public void close() {
    try {
      if (bell != null) {
        // Before the memory goes: tells the other side that nobody sleeps here any more.
        bell.close();
      }
    } finally {
      memory.close();
      counters.initial().close();
      giveRoleUp();
    }
  }

  private void giveRoleUp() {
    try {
      directory.lockedUninterruptibly(() -> {
        removeFiles();
        return null;
      });
    } catch (final NoSuchFileException directoryHasGone) {
      // And everything in it.
    } catch (final IOException e) {
      throw new UncheckedIOException("cannot close channel \"" + name + "\": " + Reasons.of(e), e);
    } finally {
      closeSocket();
      lock.close(); // Idempotent.
    }
  }

  private void removeFiles() throws IOException {
    if (role == Role.INITIATOR) {
      closeSocket();
      ChannelDirectory.remove(bellFile());
    }
    // That they are gone says that this side has closed in good order.
    ChannelDirectory.remove(directory.resolve(ChannelFiles.counters(name, role)));
    lock.close();
    if (!isPeerAlive()) {
      removeAll(directory, name);
    }
  }

  private void closeSocket() {
    if (socket != null) {
      try {
        socket.close();
      } catch (final IOException e) {
        throw new UncheckedIOException("cannot close the socket " + bellFile() + ": " + e, e);
      }
    }
  }

  @Override
  public String toString() {
    return "channel \"" + name + "\" (" + role + ")";
  }
}
