package org.intercore.cli.clean;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.intercore.cli.console.CommandFailure;
import org.intercore.cli.console.Console;
import org.intercore.icbmsg.rendezvous.ChannelDirectory;
import org.intercore.icbmsg.rendezvous.DirectoryState;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists the user's channels and removes what nobody holds. */
@Command(
    name = "clean",
    description = {
      "Lists the channels of this host's user, with the processes that hold them, and removes what",
      "nobody holds: all that processes left that were killed. Nothing needs that to work again; it",
      "gives the space back. A channel that somebody holds is never touched."
    },
    footerHeading = "%nEXAMPLE%n",
    footer = {
      "  icbmsg clean --list              # only look",
      "  icbmsg clean                     # remove what nobody holds",
      "  icbmsg clean --channel inbox     # of this channel only"
    })
public final class CleanCommand implements Callable<Integer> {
  private final Console console = new Console("clean");

  @Option(names = "--list", description = "Only list; remove nothing.")
  private boolean list;

  @Option(
      names = "--channel",
      paramLabel = "NAME",
      description = "Look at this channel only (default: all, and what was never finished).")
  private String channel;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Where the channels are (default: where all commands have them).")
  private Path directory;

  @Option(names = "--json", description = "Print one line of JSON.")
  private boolean json;

  @Override
  public Integer call() {
    final Path path = directory == null ? ChannelDirectory.defaultPath() : directory;
    final CleanReport report = new CleanReport(path, look(path), !list, Instant.now());
    console.result(json ? report.toJson() : report.toText());
    return 0;
  }

  private DirectoryState look(final Path path) {
    try {
      if (list) {
        final DirectoryState all = ChannelDirectory.list(path);
        return channel == null ? all : all.only(channel);
      }
      return channel == null ? ChannelDirectory.clean(path) : ChannelDirectory.clean(path, channel);
    } catch (final UncheckedIOException e) {
      throw new CommandFailure(e.getMessage(), e);
    }
  }
}
