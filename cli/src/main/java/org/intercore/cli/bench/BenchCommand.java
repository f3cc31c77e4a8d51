package org.intercore.cli.bench;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.intercore.cli.console.CommandFailure;
import org.intercore.cli.console.Reasons;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Unmatched;

/**
 * Starts the benchmarks in a process of their own: they depend on everything that this library is
 * compared with, and this command does not.
 */
@Command(
    name = "bench",
    description = "Measures this library and others; see 'icbmsg bench --help'.")
public final class BenchCommand implements Callable<Integer> {
  private static final String MAIN = "org.intercore.jmh.bench.Bench";

  @Unmatched
  private List<String> arguments = new ArrayList<>();

  /** Takes every option off that this command was given by its parent: they are for the benchmarks. */
  public static void passHelpOn(final CommandSpec spec) {
    for (final OptionSpec option : List.copyOf(spec.options())) {
      spec.remove(option);
    }
  }

  @Override
  public Integer call() {
    final Path jar = jar();
    if (!Files.exists(jar)) {
      throw new CommandFailure(jar + " does not exist: start it as bin/icbmsg bench, or build it"
          + " with ./mvnw package -pl jmh -am");
    }
    final List<String> command = new ArrayList<>(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-cp",
        jar.toString(),
        MAIN));
    command.addAll(arguments);
    return run(command);
  }

  /** Beside this very jar: both lie in the target directories of one build. */
  private static Path jar() {
    try {
      final Path code = Path.of(
          BenchCommand.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return code.resolve("../../../jmh/target/benchmarks.jar").normalize();
    } catch (final URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int run(final List<String> command) {
    final Process process;
    try {
      process = new ProcessBuilder(command).inheritIO().start();
    } catch (final IOException e) {
      throw new CommandFailure("the benchmarks cannot be started: " + Reasons.of(e), e);
    }
    final Thread end = new Thread(process::destroy, "end of the benchmarks");
    Runtime.getRuntime().addShutdownHook(end);
    try {
      return process.waitFor();
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("interrupted", e);
    } finally {
      process.destroy();
    }
  }
}
