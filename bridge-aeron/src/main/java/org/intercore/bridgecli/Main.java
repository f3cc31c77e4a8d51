package org.intercore.bridgecli;

import java.util.Arrays;
import org.intercore.cli.console.CommandFailure;
import org.intercore.cli.console.Reasons;
import org.intercore.cli.console.StopSignal;
import org.intercore.twohosts.Display;
import org.intercore.twohosts.Sensor;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;

/** The {@code icbmsg bridge} command. Exit codes: 0 fine, 1 failed, 2 wrong usage. */
public final class Main {
  private static final String EXAMPLE = "two-hosts";
  private static final int HELP_WIDTH = 100;

  /** Set this variable to see where a failure came from that nobody foresaw. */
  private static final String DEBUG = "ICBMSG_DEBUG";

  private Main() {}

  /**
   * Runs the command and ends the JVM with its exit code.
   *
   * @param args of the command; the launcher passes its own first word on
   */
  public static void main(final String[] args) {
    if (args.length > 0 && args[0].equals(EXAMPLE)) {
      System.exit(runExample(args));
    }
    final boolean named = args.length > 0 && args[0].equals(BridgeCommand.NAME);
    final StopSignal stop = new StopSignal();
    final int exitCode =
        commandLine(stop).execute(named ? Arrays.copyOfRange(args, 1, args.length) : args);
    stop.finish(exitCode);
    System.exit(exitCode);
  }

  /** What {@code bin/example} starts here, since only here are both a bridge and its programs. */
  private static int runExample(final String[] args) {
    switch (args.length == 2 ? args[1] : "") {
      case "sensor" -> Sensor.main(new String[0]);
      case "display" -> Display.main(new String[0]);
      default -> {
        System.err.println("bin/example two-hosts ROLE, where ROLE is one of sensor, display");
        return ExitCode.USAGE;
      }
    }
    return ExitCode.OK;
  }

  /** The parser. */
  static CommandLine commandLine(final StopSignal stop) {
    return new CommandLine(new BridgeCommand(stop))
        .setUsageHelpWidth(HELP_WIDTH)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler((wrong, args) -> explainUsage(wrong))
        .setExecutionExceptionHandler((thrown, command, parsed) -> explain(thrown, command));
  }

  private static int explainUsage(final ParameterException wrong) {
    final String name = wrong.getCommandLine().getCommandSpec().qualifiedName();
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
