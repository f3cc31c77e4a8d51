package org.intercore.jmh.wakeup;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.agrona.concurrent.UnsafeBuffer;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icbmsg.IcbmsgConfig;
import org.intercore.icbmsg.IcbmsgRunner;
import org.intercore.icbmsg.endpoint.Endpoint;
import org.intercore.icbmsg.endpoint.EndpointHandler;
import org.intercore.icmsg.time.Timeout;
import org.intercore.jmh.Arguments;
import org.intercore.jmh.Jvm;
import org.intercore.jmh.report.MarkdownTable;

/**
 * Wakes a process that sleeps, in turns by a bare Unix domain socket and by a message, and compares how
 * long it takes until the other side has it: what slows a shared machine down slows both.
 *
 * <pre>
 *  java --add-opens ... -cp benchmarks.jar org.intercore.jmh.wakeup.WakeUpLatency [rounds [pause in us]]
 * </pre>
 *
 * <p>The two processes compare {@link System#nanoTime()}, which counts from the same moment in all
 * processes on Linux.
 */
public final class WakeUpLatency {
  private static final int ROUNDS = 5_000;
  private static final int PAUSE_US = 3_000;
  private static final int WARM_UP_PART = 5;
  private static final double US = 1e3;

  private WakeUpLatency() {}

  /**
   * What was seen.
   *
   * @param bare a socket alone, in nanoseconds
   * @param ours from before the send until the handler runs
   */
  record Figures(Histogram bare, Histogram ours) {
    private static Figures empty() {
      return new Figures(new Histogram(3), new Histogram(3));
    }
  }

  /**
   * Measures and prints a table.
   *
   * @param args how many rounds, and how long each pause is
   * @throws IOException if the other process cannot be started, or fails
   * @throws InterruptedException if interrupted
   */
  public static void main(final String[] args) throws IOException, InterruptedException {
    final int rounds = Arguments.count(args, 0, "rounds", ROUNDS);
    final int pauseUs = Arguments.count(args, 1, "microseconds of a pause", PAUSE_US);
    System.out.print(table(measure(rounds, pauseUs)));
  }

  static MarkdownTable table(final Figures figures) {
    final MarkdownTable table =
        new MarkdownTable("what", "wake-ups", "median us", "p99 us", "median x socket", "p99 x");
    for (final Histogram what : List.of(figures.bare, figures.ours)) {
      table.row(
          what == figures.bare ? "a socket alone" : "a message, send to handler",
          what.getTotalCount(),
          number(what.getValueAtPercentile(50) / US),
          number(what.getValueAtPercentile(99) / US),
          ratio(what, figures.bare, 50),
          ratio(what, figures.bare, 99));
    }
    return table;
  }

  private static String ratio(final Histogram what, final Histogram to, final double percentile) {
    return number((double) what.getValueAtPercentile(percentile)
        / Math.max(1, to.getValueAtPercentile(percentile)));
  }

  private static String number(final double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  static Figures measure(final int rounds, final int pauseUs)
      throws IOException, InterruptedException {
    final Path directory = Files.createTempDirectory("wakeup");
    final Process receiver = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            Jvm.ADD_OPENS,
            "-cp",
            System.getProperty("java.class.path"),
            SleepingReceiver.class.getName(),
            directory.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
    try (BufferedReader said = receiver.inputReader(StandardCharsets.UTF_8)) {
      if (said.readLine() == null) {
        throw new IOException("the receiver ended before it began");
      }
      wake(directory, rounds + rounds / WARM_UP_PART, pauseUs);
      final Figures figures = figures(said.lines().toList(), rounds);
      if (receiver.waitFor() != 0) {
        throw new IOException("the receiver ended with an error");
      }
      return figures;
    } finally {
      receiver.destroyForcibly();
      remove(directory);
    }
  }

  private static void wake(final Path directory, final int rounds, final int pauseUs)
      throws IOException {
    final IcbmsgConfig config =
        IcbmsgConfig.named(SleepingReceiver.CHANNEL).directory(directory.resolve("channels"));
    final ByteBuffer moment = ByteBuffer.allocateDirect(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    final UnsafeBuffer message = new UnsafeBuffer(new byte[Long.BYTES]);
    final EndpointHandler nothing = (endpoint, buffer, offset, length, token) -> {};
    try (SocketChannel bare = SocketChannel.open(
            UnixDomainSocketAddress.of(directory.resolve(SleepingReceiver.SOCKET)));
        IcbmsgRunner runner = IcbmsgRunner.start(Icbmsg.open(config), Throwable::printStackTrace)) {
      final Endpoint ours = runner.instance().register(SleepingReceiver.ENDPOINT, nothing);
      ours.awaitBound(Timeout.FOREVER);
      for (int i = 0; i < rounds; i++) {
        pause(pauseUs);
        moment.putLong(0, System.nanoTime());
        bare.write(moment.rewind());
        pause(pauseUs);
        message.putLong(0, System.nanoTime());
        if (ours.send(message, 0, Long.BYTES) < 0) {
          throw new IOException("the receiver has gone");
        }
      }
      pause(pauseUs);
    }
  }

  /** Long enough for the other side to have stopped spinning. */
  private static void pause(final int pauseUs) {
    final long endNs = System.nanoTime() + pauseUs * 1_000L;
    long leftNs = endNs - System.nanoTime();
    while (leftNs > 0) {
      LockSupport.parkNanos(leftNs);
      leftNs = endNs - System.nanoTime();
    }
  }

  /** Without those at the beginning, when nothing was compiled yet. */
  private static Figures figures(final List<String> lines, final int rounds) {
    final Figures figures = Figures.empty();
    record(lines, SleepingReceiver.BARE, rounds, figures.bare);
    record(lines, SleepingReceiver.OURS, rounds, figures.ours);
    return figures;
  }

  private static void record(
      final List<String> lines, final String what, final int rounds, final Histogram into) {
    final long[] all = lines.stream()
        .filter(line -> line.startsWith(what))
        .mapToLong(line -> Long.parseLong(line.substring(what.length() + 1)))
        .toArray();
    Arrays.stream(all).skip(Math.max(0, all.length - rounds)).forEach(into::recordValue);
  }

  private static void remove(final Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (final Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
