package org.intercore.icbmsg;

import java.io.IOException;
import java.nio.file.Path;
import org.agrona.DirectBuffer;
import org.intercore.icbmsg.endpoint.Endpoint;

/** Answers every message with the same, in a process of its own: DIRECTORY NAME READY-FILE. */
final class EchoChild {
  private EchoChild() {}

  public static void main(final String[] arguments) throws IOException {
    final IcbmsgConfig config = IcbmsgConfig.named(arguments[1])
        .directory(Path.of(arguments[0]))
        .txBlocks(8)
        .rxBlocks(8);
    try (IcbmsgRunner runner = IcbmsgRunner.start(Icbmsg.open(config), EchoChild::fail)) {
      runner.instance().register("echo", new Echo());
      ChildJvm.say(Path.of(arguments[2]), runner.instance().role().name());
      System.in.read();
    }
  }

  private static void fail(final Throwable unexpected) {
    Runtime.getRuntime().halt(3);
  }

  private static final class Echo extends Inbox {
    @Override
    public void onMessage(
        final Endpoint endpoint,
        final DirectBuffer buffer,
        final int offset,
        final int length,
        final long rxToken) {
      endpoint.send(buffer, offset, length);
    }
  }
}
