package org.intercore.icbmsg;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.intercore.icbmsg.server.RefusedException;
import org.intercore.icmsg.time.Timeout;

/** A client of another user than its server's, which has a word echoed: DIRECTORY READY-FILE USER-ID. */
final class UserClientChild {
  private UserClientChild() {}

  public static void main(final String[] arguments) throws IOException {
    ChildJvm.say(Path.of(arguments[1]), echo(arguments));
  }

  private static String echo(final String[] arguments) {
    final Inbox inbox = new Inbox();
    final ClientConfig config = new ClientConfig()
        .directory(Path.of(arguments[0]))
        .peerUsers(Integer.parseInt(arguments[2]))
        .connectTimeout(Duration.ofSeconds(2))
        .endpoint("echo", inbox);
    try (IcbmsgClient client = IcbmsgClient.connect("prices", config)) {
      client.endpoint("echo").awaitBound(Timeout.FOREVER);
      client.endpoint("echo").send(Bytes.of("hello"), 0, 5, Timeout.FOREVER);
      while (inbox.told().size() < 2) {
        client.doWork();
      }
      return inbox.told().get(1);
    } catch (final RefusedException e) {
      return "refused: " + e.getMessage();
    }
  }
}
