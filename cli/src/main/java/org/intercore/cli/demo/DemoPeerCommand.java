package org.intercore.cli.demo;

import static org.intercore.cli.channel.ControlMessage.Kind.END;
import static org.intercore.cli.channel.ControlMessage.Kind.GOODBYE;
import static org.intercore.cli.channel.ControlMessage.Kind.STORED;
import static org.intercore.cli.channel.ControlMessage.Kind.THROUGH;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.intercore.cli.channel.Channel;
import org.intercore.cli.channel.ChannelOptions;
import org.intercore.cli.channel.ControlMessage;
import org.intercore.cli.console.CommandFailure;
import org.intercore.cli.console.StopSignal;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icmsg.time.Timeout;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The second JVM's side of a demo; started by {@code demo} only. */
@Command(name = DemoPeerCommand.NAME, hidden = true, description = "The second JVM of a demo.")
public final class DemoPeerCommand implements Callable<Integer> {
  /** The command's name. */
  public static final String NAME = "demo-peer";

  private static final Timeout DRAIN = Timeout.of(Duration.ofSeconds(5));

  private final StopSignal stop;

  @Option(names = "--channel", required = true)
  private String name;

  @Option(names = "--directory", required = true)
  private Path directory;

  @Mixin
  private ChannelOptions options;

  public DemoPeerCommand(final StopSignal stop) {
    this.stop = stop;
  }

  @Override
  public Integer call() {
    stop.arm();
    final ProcessHandle parent = ProcessHandle.current().parent().orElseThrow();
    try {
      serve(parent);
    } finally {
      if (!parent.isAlive()) {
        DemoDirectory.inherit(directory).close();
      }
    }
    return 0;
  }

  private void serve(final ProcessHandle parent) {
    try (Channel channel = new Channel(name, options.in(directory), stop, "demo")) {
      final FileDigester digester = new FileDigester(channel.link());
      final EchoResponder echo = new EchoResponder(channel.link());
      channel.cycle().work(digester::doWork).work(echo::doWork).guard(() -> checkParent(parent));
      channel.awaitOther();
      channel.hear(END);
      channel.cycle().until(digester::isIdle);
      channel.say(
          ControlMessage.of(STORED, digester.digest(), digester.bytes(), digester.messages()));
      channel.hear(THROUGH);
      sayGoodbye(channel, echo);
    }
  }

  private static void sayGoodbye(final Channel channel, final EchoResponder echo) {
    final Icbmsg link = channel.link();
    link.drain(DRAIN);
    channel.say(ControlMessage.of(
        GOODBYE,
        "",
        link.txBlocksInUse(),
        link.rxRunsInUse(),
        link.txBlocksHighWater(),
        echo.count()));
    // So that the demo has heard it before this side goes.
    link.drain(DRAIN);
  }

  /** A demo that was killed cannot say goodbye. */
  private static void checkParent(final ProcessHandle parent) {
    if (!parent.isAlive()) {
      throw new CommandFailure("the demo died");
    }
  }
}
