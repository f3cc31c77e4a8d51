package org.intercore.cli.observe;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.intercore.cli.console.CommandFailure;
import org.intercore.cli.console.Console;
import org.intercore.cli.console.StopSignal;
import org.intercore.icbmsg.rendezvous.ChannelDirectory;
import org.intercore.icbmsg.rendezvous.ChannelView;
import org.intercore.icbmsg.rendezvous.ChannelWatch;
import org.intercore.icbmsg.rendezvous.ServerView;
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
      "in use; and servers with their clients. It only reads, and works while an instance hangs and after it has died."
    },
    footerHeading = "%nEXAMPLE%n",
    footer = {
      "  icbmsg stat                      # all instances, again every second",
      "  icbmsg stat --once               # all instances, once",
      "  icbmsg stat prices --once        # one of them, with its endpoints",
      "  icbmsg stat orders --once        # one server, with its clients",
      "  icbmsg stat --json               # once, as one line of JSON"
    })
public final class StatCommand implements Callable<Integer> {
  /** Back to the upper left corner, and nothing below it. */
  private static final String CLEAR = "\033[H\033[J";

  private static final long STOP_LOOK_MS = 20;

  private final Console console = new Console("stat");
  private final StopSignal stop;

  @Spec
  private CommandSpec spec;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "NAME",
      description =
          "Look at this instance, or this server and its clients, with endpoints (default: all).")
  private String name;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Where the channels are (default: where all commands have them).")
  private Path directory;

  @Option(names = "--once", description = "Print totals once and end, as without a terminal.")
  private boolean once;

  @Option(
      names = "--every",
      paramLabel = "SECONDS",
      description =
          "How often to look and say what has come a second since (default on a terminal:" + " 1).")
  private Integer everySeconds;

  @Option(names = "--json", description = "Print one line of JSON and end.")
  private boolean json;

  public StatCommand(final StopSignal stop) {
    this.stop = stop;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (everySeconds != null && everySeconds < 1) {
      throw new ParameterException(
          spec.commandLine(), "--every must be 1 or more, but is " + everySeconds);
    }
    final Path path = directory == null ? ChannelDirectory.defaultPath() : directory;
    final boolean live = everySeconds != null || console.isTerminal();
    if (json || once || !live) {
      final StatReport report = new StatReport(path, look(path), servers(path), null);
      console.result(json ? report.toJson() : report.toText(name != null));
    } else {
      watch(path);
    }
    return 0;
  }

  /** Until it is interrupted: on a terminal each time in the same place. */
  private void watch(final Path path) throws InterruptedException {
    stop.arm();
    final long everyNs = TimeUnit.SECONDS.toNanos(everySeconds == null ? 1 : everySeconds);
    List<ChannelView> before = look(path);
    long beforeNs = System.nanoTime();
    while (!stop.isRaised()) {
      pause(beforeNs + everyNs);
      final List<ChannelView> now = look(path);
      final long nowNs = System.nanoTime();
      final Rates rates = new Rates(before, nowNs - beforeNs);
      final String text = new StatReport(path, now, servers(path), rates).toText(name != null);
      console.result(console.isTerminal() ? CLEAR + text : text + System.lineSeparator());
      before = now;
      beforeNs = nowNs;
    }
  }

  private void pause(final long untilNs) throws InterruptedException {
    while (!stop.isRaised() && System.nanoTime() - untilNs < 0) {
      Thread.sleep(STOP_LOOK_MS);
    }
  }

  /** All channels, one of them, or those of one server's clients. */
  private List<ChannelView> look(final Path path) {
    try {
      final ChannelWatch watch = new ChannelWatch(path);
      if (name == null) {
        return watch.all();
      }
      final List<ServerView> servers = servers(path);
      return servers.isEmpty() ? List.of(watch.one(name)) : servers.get(0).clients();
    } catch (final IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    } catch (final UncheckedIOException e) {
      throw new CommandFailure(e.getMessage(), e);
    }
  }

  private List<ServerView> servers(final Path path) {
    try {
      return new ChannelWatch(path)
          .servers().stream()
              .filter(server -> name == null || server.name().equals(name))
              .toList();
    } catch (final UncheckedIOException e) {
      throw new CommandFailure(e.getMessage(), e);
    }
  }
}
