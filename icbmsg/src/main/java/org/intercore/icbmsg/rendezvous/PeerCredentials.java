package org.intercore.icbmsg.rendezvous;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.attribute.UserPrincipal;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;

/** Who is at the other end of a Unix domain socket, as the kernel knows it. */
final class PeerCredentials {
  private PeerCredentials() {}

  /**
   * Whether the other end may be spoken to.
   *
   * @param other a connected socket
   * @param owner of the directory
   * @param access who else may meet there
   */
  static boolean areAllowed(
      final SocketChannel other, final UserPrincipal owner, final Access access)
      throws IOException {
    if (!other.supportedOptions().contains(ExtendedSocketOptions.SO_PEERCRED)) {
      return true; // The directory is the user's own; nobody else can have come in.
    }
    final UnixDomainPrincipal peer = other.getOption(ExtendedSocketOptions.SO_PEERCRED);
    return peer.user().equals(owner) || access.allows(peer.user());
  }
}
