package org.intercore.cli.observe;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.intercore.cli.console.CommandFailure;
import org.intercore.cli.console.Console;
import org.intercore.icbmsg.rendezvous.ChannelDirectory;
import org.intercore.icbmsg.rendezvous.ChannelFileView;
import org.intercore.icbmsg.rendezvous.ChannelView;
import org.intercore.icbmsg.rendezvous.ChannelWatch;
import org.intercore.icbmsg.rendezvous.SideView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows everything about one instance, and says what seems to be wrong. */
@Command(
    name = "inspect",
    description = {
      "Shows one instance: its file, both rings, endpoints, each run of blocks in use, the last faults,",
      "and what seems to be wrong. It only reads, and works while an instance hangs, after it has died,",
      "and on files that are broken."
    },
    footerHeading = "%nEXAMPLE%n",
    footer = {"  icbmsg inspect prices", "  icbmsg inspect prices --json"})
public final class InspectCommand implements Callable<Integer> {
  private final Console console = new Console("inspect");

  @Spec
  private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "NAME", description = "The instance's name.")
  private String name;

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
    final ChannelWatch watch = new ChannelWatch(path);
    final ChannelView channel = look(watch);
    Optional<ChannelFileView> file = Optional.empty();
    String problem = null;
    try {
      file = watch.file(name);
    } catch (final UncheckedIOException e) {
      problem = e.getMessage();
    }
    if (file.isEmpty() && problem == null) {
      if (channel.sides().stream().allMatch(InspectCommand::isNothing)) {
        throw new CommandFailure("there is no channel \"" + name + "\" in " + path);
      }
      problem = "it is not there";
    }
    final InspectReport report = new InspectReport(path.resolve(name), channel, file, problem);
    console.result(json ? report.toJson() : report.toText());
    return 0;
  }

  private ChannelView look(final ChannelWatch watch) {
    try {
      return watch.one(name);
    } catch (final IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private static boolean isNothing(final SideView side) {
    return side.holder().isEmpty() && side.counters() == null && side.problem() == null;
  }
}
