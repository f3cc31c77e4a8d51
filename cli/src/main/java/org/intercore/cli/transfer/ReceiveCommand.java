package org.intercore.cli.transfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Receives files from a {@code send} on the same channel. */
@Command(
    name = "receive",
    description = {
      "Receives files from 'icbmsg send' on the same channel of this host. Either side may be",
      "started first. A file appears in DIR whole and checked, or what was there before stays.",
      "Ends when the sender is through."
    },
    footerHeading = "%nEXAMPLE%n",
    footer = {
      "  icbmsg receive --channel inbox --out /tmp/in     # terminal 1",
      "  icbmsg send --channel inbox a.iso b.txt          # terminal 2"
    })
public final class ReceiveCommand implements Callable<Integer> {
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

  @Option(names = "--keep", description = "Go on for further senders until SIGINT or SIGTERM.")
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
    try (Channel channel = new Channel(options.channel(), channelOptions, stop, Greeting.SENDER)) {
      serve(channel);
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

  private void serve(final Channel channel) {
    final ReceiveSession session = new ReceiveSession(channel, directory, this::report);
    try {
      do {
        options.awaitOther(channel, console, Greeting.SENDER);
        serveOne(session);
        channel.part();
      } while (keep);
    } catch (final StopSignal.Raised e) {
      // Between two senders this is how it is meant to end.
      if (!keep || session.isServing()) {
        throw e;
      }
    }
  }

  private void serveOne(final ReceiveSession session) {
    try {
      session.serve();
    } catch (final CommandFailure e) {
      if (!keep) {
        throw e;
      }
      troubled = true;
      console.note(e.getMessage());
    }
  }

  private void report(final FileResult result) {
    results.add(result);
    if (!options.json()) {
      console.result(result.toLine("received"));
    }
  }
}
