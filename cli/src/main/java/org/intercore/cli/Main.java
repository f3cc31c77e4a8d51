package org.intercore.cli;

import org.intercore.cli.bench.BenchCommand;
import org.intercore.cli.bridge.BridgeCommand;
import org.intercore.cli.clean.CleanCommand;
import org.intercore.cli.console.CommandFailure;
import org.intercore.cli.console.Reasons;
import org.intercore.cli.console.StopSignal;
import org.intercore.cli.demo.DemoCommand;
import org.intercore.cli.demo.DemoPeerCommand;
import org.intercore.cli.layout.LayoutCommand;
import org.intercore.cli.observe.InspectCommand;
import org.intercore.cli.observe.StatCommand;
import org.intercore.cli.peer.PeerCommand;
import org.intercore.cli.transfer.ReceiveCommand;
import org.intercore.cli.transfer.SendCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The {@code icbmsg} command. Exit codes: 0 fine, 1 failed, 2 wrong usage. */
@Command(
    name = "icbmsg",
    description = "Zero-copy messages between JVMs and Zephyr cores over shared memory.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    exitCodeOnInvalidInput = ExitCode.USAGE,
    exitCodeListHeading = "%nEXIT CODES%n",
    exitCodeList = {"0:fine", "1:failed, and a sentence on stderr says why", "2:wrong usage"})
public final class Main implements Runnable {
  private static final int HELP_WIDTH = 100;

  /** Set this variable to see where a failure came from that nobody foresaw. */
  private static final String DEBUG = "ICBMSG_DEBUG";

  @Spec
  private CommandSpec spec;

  private Main() {}

  /** Runs one command and ends the JVM with its exit code. */
  public static void main(final String[] args) {
    final StopSignal stop = new StopSignal();
    final int exitCode = commandLine(stop).execute(args);
    stop.finish(exitCode);
    System.exit(exitCode);
  }

  /** The parser with every command in it. */
  static CommandLine commandLine(final StopSignal stop) {
    final CommandLine line = new CommandLine(new Main());
    line.addSubcommand("demo", new DemoCommand(stop))
        .addSubcommand("send", new SendCommand(stop))
        .addSubcommand("receive", new ReceiveCommand(stop))
        .addSubcommand("layout", new LayoutCommand())
        .addSubcommand("clean", new CleanCommand())
        .addSubcommand("stat", new StatCommand(stop))
        .addSubcommand("inspect", new InspectCommand())
        .addSubcommand("peer", new PeerCommand(stop))
        .addSubcommand("bench", new BenchCommand())
        .addSubcommand("bridge", new BridgeCommand())
        .addSubcommand(DemoPeerCommand.NAME, new DemoPeerCommand(stop))
        .setUsageHelpWidth(HELP_WIDTH)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler((wrong, args) -> explainUsage(wrong))
        .setExecutionExceptionHandler((thrown, command, parsed) -> explain(thrown, command));
    BenchCommand.passHelpOn(line.getSubcommands().get("bench").getCommandSpec());
    return line;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  private static int explainUsage(final ParameterException wrong) {
    final CommandLine command = wrong.getCommandLine();
    final String name = command.getCommandSpec().qualifiedName();
    System.err.println(name + ": " + wrong.getMessage());
    System.err.println("Try '" + name + " --help'.");
    return ExitCode.USAGE;
  }

  private static int explain(final Exception thrown, final CommandLine command) {
    System.err.println(command.getCommandSpec().qualifiedName() + ": " + Reasons.of(thrown));
    if (!(thrown instanceof CommandFailure) && System.getenv(DEBUG) != null) {
      for (final StackTraceElement frame : thrown.getStackTrace()) {
        System.err.println("  at " + frame);
      }
    }
    return ExitCode.SOFTWARE;
  }
}
