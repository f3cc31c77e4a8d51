package org.intercore.cli.transfer;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.intercore.cli.channel.Channel;
import org.intercore.cli.console.Console;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** What send and receive have in common. */
final class TransferOptions {
  @Spec(Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--channel",
      required = true,
      paramLabel = "NAME",
      description = "The channel's name, the same on both sides.")
  private String channel;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      description = "Wait that long at most for the other side to come (default: for ever).")
  private Integer waitSeconds;

  @Option(names = "--json", description = "Print the results as one line of JSON.")
  private boolean json;

  void check() {
    if (waitSeconds != null && waitSeconds < 0) {
      throw new ParameterException(
          spec.commandLine(), "--wait must be 0 or more, but is " + waitSeconds);
    }
  }

  String channel() {
    return channel;
  }

  boolean json() {
    return json;
  }

  /** Waits for the other side as long as the user wants to. */
  void awaitOther(final Channel link, final Console console, final String other) {
    awaitOtherOr(link, console, other, () -> false);
  }

  /**
   * Waits for the other side as long as the user wants to, or until something else is so.
   *
   * @return whether the other side is there
   */
  boolean awaitOtherOr(
      final Channel link,
      final Console console,
      final String other,
      final BooleanSupplier otherwise) {
    console.note("waiting for a " + other + " on channel '" + channel + "'");
    final Duration limit = waitSeconds == null ? null : Duration.ofSeconds(waitSeconds);
    return link.awaitOther(limit, otherwise);
  }
}
