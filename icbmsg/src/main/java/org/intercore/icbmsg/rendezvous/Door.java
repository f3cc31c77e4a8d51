package org.intercore.icbmsg.rendezvous;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Where a server's clients knock: a Unix domain socket in the directory of the channels. That the
 * server runs is a lock that the kernel holds, so there is one server of a name, and a dead one is no
 * obstacle for the next.
 */
public final class Door implements AutoCloseable {
  /** Who could not be let in yet waits in the kernel. */
  private static final int BACKLOG = 128;

  private static final int RADIX = 36;
  private static final long LIVES = 2_821_109_907_456L; // RADIX to the power of 8

  private final ChannelDirectory directory;
  private final String name;
  private final String life;
  private final RoleLock lock;
  private final UserPrincipal owner;
  private final ServerSocketChannel listener;

  private Door(
      final ChannelDirectory directory,
      final String name,
      final RoleLock lock,
      final UserPrincipal owner,
      final ServerSocketChannel listener) {
    this.directory = directory;
    this.name = name;
    this.life = Long.toString(ThreadLocalRandom.current().nextLong(LIVES), RADIX);
    this.lock = lock;
    this.owner = owner;
    this.listener = listener;
  }

  /**
   * Opens the door, and removes what an earlier server of that name has left that nobody holds. Blocks
   * for as long as another process opens or closes a channel of the same directory.
   *
   * @param path of the directory
   * @param access who may knock
   * @param name of the server: letters, digits, dot, dash and underscore, 45 at most
   * @return the door
   * @throws IllegalArgumentException if the name cannot be used
   * @throws IllegalStateException if a server of that name runs
   * @throws UncheckedIOException if the directory cannot be used or there cannot be a socket
   */
  public static Door open(final Path path, final Access access, final String name) {
    requireName(name);
    try {
      final ChannelDirectory directory = ChannelDirectory.open(path, access);
      return directory.locked(() -> open(directory, name));
    } catch (final IOException e) {
      throw new UncheckedIOException("cannot open server \"" + name + "\": " + Reasons.of(e), e);
    }
  }

  private static void requireName(final String name) {
    if (!ChannelFiles.isServer(name)) {
      throw new IllegalArgumentException(
          "a server's name is 1 to 45 letters, digits, dots, dashes and underscores, but is \""
              + name + "\"");
    }
  }

  private static Door open(final ChannelDirectory directory, final String name) throws IOException {
    final Path lockFile = directory.resolve(ChannelFiles.server(name));
    final RoleLock lock = RoleLock.tryLock(lockFile, directory.access());
    if (lock == null) {
      throw new IllegalStateException(
          "a server \"" + name + "\" runs already, in process " + RoleLock.holder(lockFile));
    }
    try {
      directory.removeDrafts();
      directory.removeClientsOf(name);
      final Path socket = directory.resolve(ChannelFiles.door(name));
      ChannelDirectory.remove(socket);
      final UserPrincipal owner = Files.getOwner(socket.getParent());
      return new Door(directory, name, lock, owner, listen(socket, directory.access()));
    } catch (final IOException | RuntimeException e) {
      // Whoever waits for this lock waits for the directory's too, so nobody has it meanwhile.
      ChannelDirectory.remove(lockFile);
      lock.close();
      throw e;
    }
  }

  private static ServerSocketChannel listen(final Path socket, final Access access)
      throws IOException {
    final ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      listener.configureBlocking(false);
      listener.bind(UnixDomainSocketAddress.of(socket), BACKLOG);
      access.grant(socket);
      return listener;
    } catch (final IOException | RuntimeException e) {
      listener.close();
      throw e;
    }
  }

  /**
   * Connects to a server. Never blocks.
   *
   * @param path of the directory
   * @param access who may be the server
   * @param name of the server
   * @return a connection, not blocking; null if no such server is there now
   * @throws IllegalArgumentException if a server cannot have that name
   * @throws UncheckedIOException with a sentence, if the directory cannot be used
   */
  public static SocketChannel knock(final Path path, final Access access, final String name) {
    requireName(name);
    try {
      if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        return null;
      }
      access.requireUsable(path);
      // By its real path, which may be short enough for a socket where another one is not.
      final Path directory = path.toRealPath();
      return connect(directory.resolve(ChannelFiles.door(name)), directory, access);
    } catch (final NoSuchFileException goneMeanwhile) {
      return null;
    } catch (final IOException e) {
      throw new UncheckedIOException("cannot call server \"" + name + "\": " + Reasons.of(e), e);
    }
  }

  private static SocketChannel connect(final Path socket, final Path directory, final Access access)
      throws IOException {
    final SocketChannel made = SocketChannel.open(StandardProtocolFamily.UNIX);
    boolean connected = false;
    try {
      made.configureBlocking(false);
      connected = isConnected(made, socket)
          && PeerCredentials.areAllowed(made, Files.getOwner(directory), access);
      return connected ? made : null;
    } finally {
      if (!connected) {
        made.close();
      }
    }
  }

  /** Nobody listens, or too many knock: both may be otherwise in a moment. */
  private static boolean isConnected(final SocketChannel made, final Path socket) {
    try {
      return made.connect(UnixDomainSocketAddress.of(socket));
    } catch (final IOException nobodyThere) {
      return false;
    }
  }

  /**
   * What is ready when somebody knocks, for a selector.
   *
   * @return the socket, not blocking
   */
  public ServerSocketChannel listener() {
    return listener;
  }

  /**
   * The next one who knocks, if the kernel says that it is one of those who may. Never blocks.
   *
   * @return a connection, not blocking; null if nobody knocks, or a stranger was sent away
   * @throws IOException if there cannot be one now
   */
  public SocketChannel tryAccept() throws IOException {
    final SocketChannel made = listener.accept();
    if (made == null) {
      return null;
    }
    boolean accepted = false;
    try {
      made.configureBlocking(false);
      accepted = PeerCredentials.areAllowed(made, owner, directory.access());
      return accepted ? made : null;
    } finally {
      if (!accepted) {
        made.close();
      }
    }
  }

  /**
   * What the channel of a client is called.
   *
   * @param number of the client
   * @return a name that no other client of any life of this server has
   */
  public String channelOf(final long number) {
    return ChannelFiles.client(name, life, number);
  }

  /**
   * Whether a channel may be one of a client of a server.
   *
   * @param channel a name that somebody told
   * @param server the server's name
   * @return true if it is named like one
   */
  public static boolean isChannelOf(final String channel, final String server) {
    return ChannelFiles.isChannel(channel) && server.equals(ChannelFiles.serverOfClient(channel));
  }

  /** Nobody can knock any more, and another server may take the name. Idempotent. */
  @Override
  public void close() {
    try {
      directory.lockedUninterruptibly(() -> {
        if (listener.isOpen()) {
          listener.close();
          ChannelDirectory.remove(directory.resolve(ChannelFiles.door(name)));
          ChannelDirectory.remove(directory.resolve(ChannelFiles.server(name)));
          lock.close();
        }
        return null;
      });
    } catch (final NoSuchFileException directoryHasGone) {
      // And everything in it.
    } catch (final IOException e) {
      throw new UncheckedIOException("cannot close server \"" + name + "\": " + Reasons.of(e), e);
    } finally {
      lock.close(); // Idempotent.
    }
  }

  @Override
  public String toString() {
    return "server \"" + name + "\"";
  }
}
