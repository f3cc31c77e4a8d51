package org.intercore.icbmsg.rendezvous;

import java.io.IOException;
import java.nio.file.Path;
import org.intercore.icbmsg.ChildJvm;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icbmsg.IcbmsgConfig;
import org.intercore.icbmsg.Inbox;

/** One side of a channel in a process of its own: DIRECTORY NAME READY-FILE. */
final class ChannelChild {
  private ChannelChild() {}

  public static void main(final String[] arguments) throws IOException {
    final Path ready = Path.of(arguments[2]);
    try (Icbmsg side =
        Icbmsg.open(IcbmsgConfig.named(arguments[1]).directory(Path.of(arguments[0])))) {
      side.register("endpoint", new Inbox());
      ChildJvm.say(ready, side.role().name());
      while (!ChildJvm.isAskedToEnd()) {
        side.doWork();
        side.isPeerAlive();
      }
    } catch (final IllegalStateException refused) {
      ChildJvm.say(ready, refused.getMessage());
    }
  }
}
