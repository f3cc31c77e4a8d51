package org.intercore.icbmsg.rendezvous;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import org.intercore.icbmsg.endpoint.Role;
import org.intercore.icmsg.doorbell.SocketDoorbell;

/**
 * The Unix domain socket beside a channel's file: the initiator listens, the follower connects. Only
 * processes of the directory's owner, and of those who may meet there, are spoken to, as the kernel
 * knows them.
 */
final class BellSocket implements SocketDoorbell.Connector, AutoCloseable {
  private final Path path;
  private final UserPrincipal owner;
  private final Access access;
  private final ServerSocketChannel listener;

  private BellSocket(
      final Path path,
      final UserPrincipal owner,
      final Access access,
      final ServerSocketChannel listener) {
    this.path = path;
    this.owner = owner;
    this.access = access;
    this.listener = listener;
  }

  /**
   * Opens a side's end, in place of what a dead process may have left.
   *
   * @param path of the socket
   * @param role of this side
   * @param access who may meet there
   * @throws IOException if there cannot be a socket there, for one because the path is too long
   */
  static BellSocket open(final Path path, final Role role, final Access access) throws IOException {
    final UserPrincipal owner = Files.getOwner(path.toAbsolutePath().getParent());
    if (role == Role.FOLLOWER) {
      return new BellSocket(path, owner, access, null);
    }
    ChannelDirectory.remove(path);
    final ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      listener.configureBlocking(false);
      listener.bind(UnixDomainSocketAddress.of(path));
      access.grant(path);
      return new BellSocket(path, owner, access, listener);
    } catch (final IOException | RuntimeException e) {
      listener.close();
      throw e;
    }
  }

  @Override
  public SocketChannel tryConnect() throws IOException {
    final SocketChannel made = listener == null ? call() : listener.accept();
    if (made == null) {
      return null;
    }
    boolean accepted = false;
    try {
      accepted = PeerCredentials.areAllowed(made, owner, access);
      return accepted ? made : null;
    } finally {
      if (!accepted) {
        made.close();
      }
    }
  }

  @Override
  public ServerSocketChannel listener() {
    return listener;
  }

  private SocketChannel call() throws IOException {
    final SocketChannel made = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      made.configureBlocking(false);
      if (made.connect(UnixDomainSocketAddress.of(path))) {
        return made;
      }
      made.close();
      return null;
    } catch (final IOException | RuntimeException e) {
      made.close();
      throw e;
    }
  }

  /** Lets go of the descriptor; the file stays, for one who has the directory's lock. */
  @Override
  public void close() throws IOException {
    if (listener != null) {
      listener.close();
    }
  }
}
