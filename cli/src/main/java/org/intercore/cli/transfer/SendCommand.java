package org.intercore.cli.transfer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.intercore.cli.channel.Channel;
import org.intercore.cli.channel.ChannelOptions;
import org.intercore.cli.console.CommandFailure;
import org.intercore.cli.console.Console;
import org.intercore.cli.console.StopSignal;
import org.intercore.cli.console.Words;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Sends files to a {@code receive} on the same channel. */
@Command(
    name = "send",
    description = {
      "Sends files to 'icbmsg receive' on the same channel of this host. Either side may be",
      "started first. Says of each file what the receiver has confirmed."
    },
    footerHeading = "%nEXAMPLE%n",
    footer = {
      "  icbmsg receive --channel inbox --out /tmp/in     # terminal 1",
      "  icbmsg send --channel inbox a.iso b.txt          # terminal 2"
    })
public final class SendCommand implements Callable<Integer> {
  private final StopSignal stop;
  private final Console console = new Console("send");
  private final List<FileResult> results = new ArrayList<>();

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "What to send.")
  private List<Path> files;

  @Mixin
  private TransferOptions options;

  @Mixin
  private ChannelOptions channelOptions;

  public SendCommand(final StopSignal stop) {
    this.stop = stop;
  }

  @Override
  public Integer call() {
    channelOptions.check();
    options.check();
    final List<OutgoingFile> outgoing = OutgoingFile.of(files);
    stop.arm();
    try {
      run(outgoing);
    } catch (final CommandFailure | StopSignal.Raised e) {
      failRest(outgoing, e.getMessage());
      throw e;
    } finally {
      if (options.json()) {
        console.result(FileResult.toJson(results));
      }
    }
    final long failed = results.stream().filter(result -> !result.isFine()).count();
    if (failed > 0) {
      throw new CommandFailure(Words.count(failed, "file") + " of " + results.size() + " failed");
    }
    return 0;
  }

  /** A receiver for many has a door to knock at; until one appears, a receiver for one may come. */
  private void run(final List<OutgoingFile> outgoing) {
    boolean isOtherHere = false;
    if (!isServer()) {
      try (Channel channel =
          new Channel(options.channel(), channelOptions, stop, Greeting.RECEIVER)) {
        final SendSession session = new SendSession(channel, console);
        isOtherHere = options.awaitOtherOr(channel, console, Greeting.RECEIVER, this::isServer);
        if (isOtherHere) {
          send(session, outgoing);
        }
      }
    }
    if (!isOtherHere) {
      try (Channel channel =
          Channel.connect(options.channel(), channelOptions, stop, Greeting.RECEIVER)) {
        final SendSession session = new SendSession(channel, console);
        options.awaitOther(channel, console, Greeting.RECEIVER);
        send(session, outgoing);
      }
    }
  }

  private boolean isServer() {
    return channelOptions.isServer(options.channel());
  }

  private void send(final SendSession session, final List<OutgoingFile> outgoing) {
    session.greet();
    for (final OutgoingFile file : outgoing) {
      report(session.send(file));
    }
    session.part();
  }

  private void failRest(final List<OutgoingFile> outgoing, final String reason) {
    for (final OutgoingFile file : outgoing.subList(results.size(), outgoing.size())) {
      report(FileResult.failed(file.name(), reason));
    }
  }

  private void report(final FileResult result) {
    results.add(result);
    if (!options.json()) {
      console.result(result.toLine("sent"));
    }
  }
}
