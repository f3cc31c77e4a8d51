package org.intercore.cli.transfer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.intercore.cli.channel.Channel;
import org.intercore.cli.channel.ChannelOptions;
import org.intercore.cli.console.CommandFailure;
import org.intercore.cli.console.Console;
import org.intercore.cli.console.Reasons;
import org.intercore.cli.console.StopSignal;
import org.intercore.cli.console.Words;
import org.intercore.icmsg.time.Timeout;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Receives files from a {@code send} on the same channel. */
@Command(
    name = "receive",
    description = {
      "Receives files from 'icbmsg send' on the same channel of this host. Either side may be",
      "started first. A file appears in DIR whole and checked, or what was there before stays.",
      "Ends when the sender is through; with --keep it serves several senders at once."
    },
    footerHeading = "%nEXAMPLE%n",
    footer = {
      "  icbmsg receive --channel inbox --out /tmp/in     # terminal 1",
      "  icbmsg send --channel inbox a.iso b.txt          # terminal 2",
      "  icbmsg receive --channel inbox --out /tmp/in --keep   # for any number of terminals"
    })
public final class ReceiveCommand implements Callable<Integer> {
  private static final Timeout DRAIN = Timeout.of(Duration.ofSeconds(5));

  private final StopSignal stop;
  private final Console console = new Console("receive");
  private final List<FileResult> results = new ArrayList<>();
  private boolean troubled;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Where the files go; created if it is missing.")
  private Path directory;

  @Option(
      names = "--keep",
      description = "Serve any number of senders, several at once, until SIGINT or SIGTERM.")
  private boolean keep;

  @Mixin
  private TransferOptions options;

  @Mixin
  private ChannelOptions channelOptions;

  public ReceiveCommand(final StopSignal stop) {
    this.stop = stop;
  }

  @Override
  public Integer call() {
    channelOptions.check();
    options.check();
    prepareDirectory();
    stop.arm();
    try {
      if (keep) {
        serveMany();
      } else {
        serveOne();
      }
    } finally {
      if (options.json()) {
        console.result(FileResult.toJson(results));
      }
    }
    final long failed = results.stream().filter(result -> !result.isFine()).count();
    if (failed > 0) {
      throw new CommandFailure(Words.count(failed, "file") + " of " + results.size() + " failed");
    }
    return troubled ? 1 : 0;
  }

  private void prepareDirectory() {
    if (Files.exists(directory) && !Files.isDirectory(directory)) {
      throw new CommandFailure(directory + " is not a directory");
    }
    try {
      Files.createDirectories(directory);
      PartFile.sweep(directory);
    } catch (final IOException e) {
      throw new CommandFailure(directory + " cannot be written to: " + Reasons.of(e), e);
    }
  }

  private void serveMany() {
    try (ReceiveServer server = new ReceiveServer(
        options.channel(), channelOptions, directory, this::report, this::trouble)) {
      console.note("waiting for a sender on channel '" + options.channel() + "'");
      server.serve(stop);
    } catch (final IllegalStateException | UncheckedIOException e) {
      throw new CommandFailure(e.getMessage(), e);
    }
  }

  private void trouble(final String sentence) {
    troubled = true;
    console.note(sentence);
  }

  private void serveOne() {
    try (Channel channel = new Channel(options.channel(), channelOptions, stop, Greeting.SENDER)) {
      final ReceiveSession session =
          new ReceiveSession(channel.link(), channel.control(), directory, this::report);
      channel.cycle().work(session::work);
      options.awaitOther(channel, console, Greeting.SENDER);
      session.begin();
      try {
        channel.cycle().until(() -> !session.isServing());
      } catch (final CommandFailure | StopSignal.Raised e) {
        session.abort(e.getMessage());
        throw e;
      }
      // So that the sender has heard the last word before this side goes.
      channel.link().drain(DRAIN);
    }
  }

  private void report(final FileResult result) {
    results.add(result);
    if (!options.json()) {
      console.result(result.toLine("received"));
    }
  }
}
