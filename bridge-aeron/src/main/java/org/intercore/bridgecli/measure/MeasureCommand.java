package org.intercore.bridgecli.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.intercore.cli.console.Console;
import org.intercore.cli.console.JsonLine;
import org.intercore.icbmsg.rendezvous.ChannelDirectory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures two bridged programs beside plain Aeron. */
@Command(
    name = "measure",
    description = {
      "Measures messages a second and round trips between two processes over loopback: over plain",
      "Aeron; as programs of two instances, each with a bridge on its own thread; and with two bridges",
      "in processes of their own. They take turns; what is printed are medians over the rounds, of the",
      "figures and of their ratios to those of plain Aeron in the same round."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footerHeading = "%nEXAMPLE%n",
    footer = "  icbmsg bridge measure --rounds 9 --size 64,1024,8192")
public final class MeasureCommand implements Callable<Integer> {
  private static final int SHORTEST = 16;
  private static final double P99 = 99;
  private static final double MEDIAN = 50;
  private static final int PORTS = 2;
  /** For the compilers: a bridge is more code than plain Aeron is, and they are busy with it for seconds. */
  private static final int ROUNDS_TO_COMPILE = 4;

  private static final long PATIENCE_SECONDS = 20;

  private final Console console = new Console("bridge measure");
  private final List<Process> processes = new ArrayList<>();
  private final List<Process> bridges = new ArrayList<>();

  @Spec
  private CommandSpec spec;

  @Option(
      names = "--rounds",
      defaultValue = "7",
      paramLabel = "N",
      description = "Turns that each of them has (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--millis",
      defaultValue = "1000",
      paramLabel = "MS",
      description = "How long a turn is (default: ${DEFAULT-VALUE}).")
  private int millis;

  @Option(
      names = "--size",
      split = ",",
      defaultValue = "64,1024,8192",
      paramLabel = "BYTES",
      description = "Lengths of the messages (default: ${DEFAULT-VALUE}).")
  private List<Integer> sizes = List.of();

  @Option(names = "--json", description = "Print a line of JSON for each length and figure.")
  private boolean json;

  /** What was measured of one length, by round, of each of the lines. */
  private static final class Figures {
    final List<double[]> rates = new ArrayList<>();
    final List<double[]> medians = new ArrayList<>();
    final List<double[]> tails = new ArrayList<>();
  }

  /** A command that the command line fills. */
  public MeasureCommand() {
    // Its options are set afterwards.
  }

  @Override
  public Integer call() throws Exception {
    if (rounds < 1
        || millis < 1
        || sizes.stream().anyMatch(n -> n < SHORTEST || n > Lines.longest())) {
      throw new ParameterException(
          spec.commandLine(),
          "--rounds and --millis must be 1 or more, and each --size " + SHORTEST + " to "
              + Lines.longest());
    }
    // Where channels are by default, and the drivers' files too.
    final Path directory = Files.createTempDirectory(
        ChannelDirectory.defaultPath().toAbsolutePath().getParent(), "icbmsg-measure");
    try {
      measure(directory);
    } finally {
      end();
      delete(directory);
    }
    return 0;
  }

  private void measure(final Path directory) throws IOException {
    final List<Line> lines = new ArrayList<>();
    try {
      for (final Lines what : Lines.values()) {
        lines.add(open(what, directory));
      }
      final Asker[] askers = Arrays.stream(Lines.values())
          .map(what -> new Asker(what.words(), lines.get(what.ordinal())))
          .toArray(Asker[]::new);
      for (final Asker asker : askers) {
        asker.awaitConnected();
      }
      for (final int size : sizes) {
        report(size, measure(askers, size));
      }
    } finally {
      lines.forEach(Line::close);
    }
  }

  /** Starts the far process, and the bridges if they have processes of their own; opens the near side. */
  private Line open(final Lines what, final Path directory) throws IOException {
    final int[] ports = freePorts();
    if (what == Lines.BRIDGED) {
      for (int side = 0; side < 2; side++) {
        startBridge(what, directory, side, ports);
      }
    }
    if (what == Lines.DRIVEN) {
      for (int side = 0; side < 2; side++) {
        startDriver(Lines.driver(directory, side));
      }
    }
    startClass(Answerer.class, arguments(what, directory, 1, ports));
    return Lines.open(arguments(what, directory, 0, ports));
  }

  private static String[] arguments(
      final Lines what, final Path directory, final int side, final int[] ports) {
    return new String[] {
      what.name(),
      directory.toString(),
      Integer.toString(side),
      Integer.toString(ports[1 - side]),
      Integer.toString(ports[side])
    };
  }

  private Figures measure(final Asker[] askers, final int size) {
    final long turnNs = TimeUnit.MILLISECONDS.toNanos(millis);
    final Figures figures = new Figures();
    for (int round = -ROUNDS_TO_COMPILE; round < rounds; round++) {
      final double[] rate = new double[askers.length];
      final double[] median = new double[askers.length];
      final double[] tail = new double[askers.length];
      for (int turn = 0; turn < askers.length; turn++) {
        // Who comes first changes.
        final int who = Math.floorMod(turn + round, askers.length);
        for (final Asker asker : askers) {
          asker.stayAlive();
        }
        rate[who] = askers[who].rate(size, turnNs);
        final Histogram trips = askers[who].roundTrips(size, turnNs);
        median[who] = trips.getValueAtPercentile(MEDIAN) / 1e3;
        tail[who] = trips.getValueAtPercentile(P99) / 1e3;
      }
      if (round >= 0) {
        figures.rates.add(rate);
        figures.medians.add(median);
        figures.tails.add(tail);
      }
    }
    return figures;
  }

  private void report(final int size, final Figures figures) {
    line(size, "messages/s", figures.rates);
    line(size, "round trip, median, us", figures.medians);
    line(size, "round trip, 99 %, us", figures.tails);
  }

  private void line(final int size, final String what, final List<double[]> values) {
    final Map<String, Object> map = new LinkedHashMap<>();
    map.put("size", size);
    map.put("figure", what);
    map.put("rounds", values.size());
    final StringBuilder text =
        new StringBuilder(String.format(Locale.ROOT, "%6d bytes  %-22s", size, what));
    for (final Lines of : Lines.values()) {
      map.put(of.words(), median(values, of, null));
      text.append(String.format(Locale.ROOT, "  %s %,.1f", of.words(), median(values, of, null)));
      if (of.rival() != null) {
        final double ratio = median(values, of, of.rival());
        map.put(of.words() + ", ratio", String.format(Locale.ROOT, "%.3f", ratio));
        text.append(String.format(Locale.ROOT, " (x %.2f)", ratio));
      }
    }
    console.result(json ? JsonLine.of(map) : text.toString());
  }

  private static double median(final List<double[]> values, final Lines of, final Lines to) {
    final double[] sorted = values.stream()
        .mapToDouble(round -> round[of.ordinal()] / (to == null ? 1 : round[to.ordinal()]))
        .toArray();
    return median(sorted);
  }

  private static double median(final double[] values) {
    Arrays.sort(values);
    return (values[(values.length - 1) / 2] + values[values.length / 2]) / 2;
  }

  private void startBridge(
      final Lines what, final Path directory, final int side, final int[] ports) {
    bridges.add(start(
        "-jar",
        jar(),
        "bridge",
        "--channel",
        what.channel(side),
        "--dir",
        directory.toString(),
        "--aeron",
        Lines.uri(ports[1 - side]),
        "--listen",
        Lines.uri(ports[side]),
        "--endpoints",
        InstanceLine.ENDPOINT,
        "--blocks",
        Integer.toString(Lines.blocks()),
        "--block-size",
        Integer.toString(Lines.blockSize()),
        "--liveness",
        Long.toString(Lines.liveness().toSeconds())));
  }

  /** A client that comes before its driver waits for it. */
  private void startDriver(final Path driver) {
    startClass(Driver.class, driver.toString());
  }

  private void startClass(final Class<?> main, final String... more) {
    final List<String> arguments = new ArrayList<>(List.of(
        "--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED", "-cp", jar(), main.getName()));
    Collections.addAll(arguments, more);
    start(arguments.toArray(String[]::new));
  }

  private Process start(final String... arguments) {
    final List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    Collections.addAll(command, arguments);
    try {
      final Process process = new ProcessBuilder(command)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.INHERIT)
          .start();
      processes.add(process);
      return process;
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String jar() {
    try {
      return Path.of(MeasureCommand.class
              .getProtectionDomain()
              .getCodeSource()
              .getLocation()
              .toURI())
          .toString();
    } catch (final URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int[] freePorts() throws IOException {
    final int[] ports = new int[PORTS];
    try (DatagramSocket a = new DatagramSocket();
        DatagramSocket b = new DatagramSocket()) {
      ports[0] = a.getLocalPort();
      ports[1] = b.getLocalPort();
    }
    return ports;
  }

  /** An answerer ends with its input, and a bridge when it is told to: both remove their drivers' files. */
  private void end() throws IOException, InterruptedException {
    for (final Process process : processes) {
      process.getOutputStream().close();
      if (bridges.contains(process)) {
        process.destroy();
      }
    }
    for (final Process process : processes) {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
  }

  private static void delete(final Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      for (final Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(directory);
  }
}
