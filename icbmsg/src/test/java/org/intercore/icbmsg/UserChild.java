package org.intercore.icbmsg;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.agrona.DirectBuffer;
import org.intercore.icbmsg.endpoint.Endpoint;

/** One side of a channel of several users, which answers: DIRECTORY READY-FILE [USER-ID]. */
final class UserChild {
  private UserChild() {}

  public static void main(final String[] arguments) throws IOException {
    final IcbmsgConfig config = IcbmsgConfig.named("prices").directory(Path.of(arguments[0]));
    final Path ready = Path.of(arguments[1]);
    if (arguments.length > 2) {
      config.peerUsers(Integer.parseInt(arguments[2]));
    }
    final Icbmsg side;
    try {
      side = Icbmsg.open(config);
    } catch (final UncheckedIOException refused) {
      ChildJvm.say(ready, refused.getMessage());
      return;
    }
    try (IcbmsgRunner runner =
        IcbmsgRunner.start(side, (e) -> Runtime.getRuntime().halt(3))) {
      runner.instance().register("echo", new Inbox() {
        @Override
        public void onMessage(
            final Endpoint endpoint,
            final DirectBuffer buffer,
            final int offset,
            final int length,
            final long rxToken) {
          endpoint.send(buffer, offset, length);
        }
      });
      ChildJvm.say(ready, side.role().name());
      System.in.read();
    }
  }
}
