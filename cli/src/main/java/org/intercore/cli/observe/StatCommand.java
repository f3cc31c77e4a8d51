package org.intercore.cli.observe;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.intercore.cli.console.CommandFailure;
import org.intercore.cli.console.Console;
import org.intercore.icbmsg.rendezvous.ChannelDirectory;
import org.intercore.icbmsg.rendezvous.ChannelView;
import org.intercore.icbmsg.rendezvous.ChannelWatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what the user's instances are doing. */
@Command(
    name = "stat",
    description = {
      "Shows the instances of this host's user: who is there, what has gone through, which blocks are",
      "in use. It only reads, and works while an instance hangs and after it has died."
    },
    footerHeading = "%nEXAMPLE%n",
    footer = {
      "  icbmsg stat --once               # all instances, once",
      "  icbmsg stat prices --once        # one of them, with its endpoints",
      "  icbmsg stat --json               # once, as one line of JSON"
    })
public final class StatCommand implements Callable<Integer> {
  private final Console console = new Console("stat");

  @Spec
  private CommandSpec spec;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "NAME",
      description = "Look at this instance only, with its endpoints (default: all).")
  private String name;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Where the channels are (default: where all commands have them).")
  private Path directory;

  @Option(names = "--once", description = "Print once and end.")
  private boolean once;

  @Option(names = "--json", description = "Print one line of JSON and end.")
  private boolean json;

  @Override
  public Integer call() {
    final Path path = directory == null ? ChannelDirectory.defaultPath() : directory;
    final StatReport report = new StatReport(path, look(path));
    console.result(json ? report.toJson() : report.toText(name != null));
    return 0;
  }

  private List<ChannelView> look(final Path path) {
    try {
      final ChannelWatch watch = new ChannelWatch(path);
      return name == null ? watch.all() : List.of(watch.one(name));
    } catch (final IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    } catch (final UncheckedIOException e) {
      throw new CommandFailure(e.getMessage(), e);
    }
  }
}
