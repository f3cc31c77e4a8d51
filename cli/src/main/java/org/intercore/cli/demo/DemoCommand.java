package org.intercore.cli.demo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.intercore.cli.channel.ChannelOptions;
import org.intercore.cli.console.CommandFailure;
import org.intercore.cli.console.Console;
import org.intercore.cli.console.JsonLine;
import org.intercore.cli.console.StopSignal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends a real file to a second JVM through blocks of shared memory, and measures. */
@Command(
    name = "demo",
    description = {
      "Starts a second JVM and sends it a file through blocks of shared memory,",
      "with small echo messages beside it; checks both sides and reports."
    },
    footerHeading = "%nEXAMPLE%n",
    footer = {
      "  icbmsg demo                          # the JDK's own lib/modules",
      "  icbmsg demo --blocks 16 big.iso      # few blocks",
      "  icbmsg demo --json /etc/services     # one line for machines"
    })
public final class DemoCommand implements Callable<Integer> {
  private static final int MESSAGES_IN_FLIGHT = 8;

  private final StopSignal stop;
  private final Console console = new Console("demo");

  @Spec
  private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description = "What to send (default: the JDK's lib/modules).")
  private Path file;

  @Mixin
  private ChannelOptions channel;

  @Option(
      names = "--message-blocks",
      paramLabel = "N",
      description = "Blocks that a message of the file takes (default: an eighth of --blocks).")
  private Integer messageBlocks;

  @Option(names = "--json", description = "Print the result as one line of JSON.")
  private boolean json;

  public DemoCommand(final StopSignal stop) {
    this.stop = stop;
  }

  @Override
  public Integer call() {
    channel.check();
    final int run = messageBlocks == null ? channel.blocks() / MESSAGES_IN_FLIGHT : messageBlocks;
    if (run < 1 || run > channel.blocks()) {
      throw new ParameterException(
          spec.commandLine(), "--message-blocks must be 1 to --blocks, but is " + run);
    }
    final Path source =
        file == null ? Path.of(System.getProperty("java.home"), "lib", "modules") : file;
    requireReadable(source);
    stop.arm();
    final DemoResult result;
    try (DemoDirectory directory = DemoDirectory.create()) {
      result = new Demo(source, channel, run, directory.path(), stop, console).run();
    }
    console.result(json ? JsonLine.of(result.toJson()) : result.toTable());
    if (result.failure() != null) {
      throw new CommandFailure(result.failure());
    }
    return 0;
  }

  private static void requireReadable(final Path source) {
    if (!Files.exists(source)) {
      throw new CommandFailure(source + " does not exist");
    }
    if (!Files.isRegularFile(source)) {
      throw new CommandFailure(source + " is not a file");
    }
    if (!Files.isReadable(source)) {
      throw new CommandFailure("no permission to read " + source);
    }
  }
}
