package org.intercore.cli.transfer;

import static org.intercore.cli.channel.ControlMessage.Kind.HELLO;

import org.intercore.cli.channel.Channel;
import org.intercore.cli.channel.ControlMessage;
import org.intercore.cli.console.CommandFailure;
import org.intercore.cli.console.Words;

/** Both sides say who they are: two receivers on one channel would wait for each other for ever. */
final class Greeting {
  static final String SENDER = "sender";
  static final String RECEIVER = "receiver";

  private static final int VERSION = 1;

  private Greeting() {}

  static ControlMessage of(final String self) {
    return ControlMessage.of(HELLO, self, VERSION);
  }

  static void exchange(final Channel channel, final String self, final String expected) {
    channel.say(of(self));
    check(channel.hear(HELLO), expected);
  }

  static void check(final ControlMessage hello, final String expected) {
    if (!hello.text().equals(expected)) {
      throw new CommandFailure("the other side of the channel is a " + Words.printable(hello.text())
          + " too, not a " + expected);
    }
    if (hello.number(0) != VERSION) {
      throw new CommandFailure("the " + expected + " speaks version " + hello.number(0)
          + " of the transfer, this side version " + VERSION);
    }
  }
}
