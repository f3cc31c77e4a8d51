package org.intercore.bridge.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;

/** UDP ports that nobody uses. */
public final class Ports {
  private Ports() {}

  /** Some that are free, each another one. */
  public static int[] free(final int count) {
    final DatagramSocket[] sockets = new DatagramSocket[count];
    final int[] ports = new int[count];
    try {
      for (int i = 0; i < count; i++) {
        sockets[i] = new DatagramSocket();
        ports[i] = sockets[i].getLocalPort();
      }
      return ports;
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      for (final DatagramSocket socket : sockets) {
        if (socket != null) {
          socket.close();
        }
      }
    }
  }
}
