package org.intercore.properties.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.intercore.icbmsg.layout.LinkFormat;
import org.intercore.properties.BrokenVariant;
import org.intercore.properties.ChildJvm;

/**
 * Two processes under mixed load for a long time, of which one closes and opens again now and then. At
 * regular intervals all comes to rest, everything sent has to have arrived, and each process says what
 * it uses.
 */
final class Soak {
  private static final int SAMPLES = 60;
  /** So many as are compared stand at either end of what is left after the warm-up, and apart. */
  private static final int LEAST_SAMPLES = 10;
  /** The median of fewer may be one that was taken in the middle of a compilation. */
  private static final int LEAST_COMPARED = 3;

  private static final long LEAST_PERIOD_MS = 500;
  private static final int LONGEST_ABSENCE_MS = 200;
  private static final int LANES = 6;
  private static final int OUTLET = LANES - 1;
  private static final int REOPENINGS = 3;
  /** What a collection finds varies by some classes and buffers that are loaded late. */
  private static final long HEAP_TOLERANCE_KB = 512;
  /** Code is compiled and memory is cached by the JVM at any time. */
  private static final long RESIDENT_TOLERANCE_KB = 6 * 1024;

  private static final long MAPPINGS_TOLERANCE = 12;
  // A heap of one size, all of it touched, so that what grows is not the heap's own; and threads
  // that do not come and go with the work of the compiler.
  private static final List<String> FLAGS = List.of(
      "-Xms24m",
      "-Xmx24m",
      "-XX:+UseSerialGC",
      "-XX:+AlwaysPreTouch",
      "-XX:-UseDynamicNumberOfCompilerThreads");

  private final SplittableRandom random;
  private final Log log;
  private final Conversation[] peers = new Conversation[2];
  private final List<List<SoakSample>> samples = List.of(new ArrayList<>(), new ArrayList<>());
  private int lives;
  private int newest;

  /** Where the samples go, one line at a time. */
  @FunctionalInterface
  interface Log {
    void accept(String line) throws IOException;
  }

  Soak(
      final long seed,
      final Path directory,
      final LinkFormat format,
      final int messagesPerSecond,
      final Set<BrokenVariant> broken,
      final long patienceS,
      final Log log)
      throws IOException {
    final List<Path> ahead = broken.isEmpty() ? List.of() : List.of(BrokenVariant.compile(broken));
    this.random = new SplittableRandom(seed);
    this.log = log;
    for (int place = 0; place < peers.length; place++) {
      final List<String> arguments = List.of(
          Long.toString(seed),
          Integer.toString(place),
          directory.toString(),
          Integer.toString(messagesPerSecond),
          format.name());
      peers[place] = new Conversation(
          "process " + place, ChildJvm.start(ahead, FLAGS, SoakPeer.class, arguments), patienceS);
    }
  }

  void run(final long seconds) throws Exception {
    try {
      open(0);
      open(1);
      log.accept("  after s  " + SoakSample.heading() + "  |  " + SoakSample.heading());
      final long periodMs = Math.max(LEAST_PERIOD_MS, TimeUnit.SECONDS.toMillis(seconds) / SAMPLES);
      final long beginNs = System.nanoTime();
      while (System.nanoTime() - beginNs < TimeUnit.SECONDS.toNanos(seconds)
          || samples.get(0).size() < LEAST_SAMPLES) {
        load(periodMs);
        settle();
        sample(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - beginNs));
        askBoth("resume");
      }
      for (final Conversation peer : peers) {
        peer.ask("close");
        peer.ask("end");
        assertThat(peer.exitCode()).isZero();
      }
    } finally {
      for (final Conversation peer : peers) {
        peer.close();
      }
    }
  }

  private void open(final int place) throws InterruptedException {
    peers[place].ask("open " + ++lives);
    newest = place;
  }

  private void askBoth(final String order) throws InterruptedException {
    for (final Conversation peer : peers) {
      peer.tell(order);
    }
    for (final Conversation peer : peers) {
      peer.await(order, line -> {});
    }
  }

  private void load(final long periodMs) throws InterruptedException {
    final long beforeMs = random.nextLong(periodMs);
    Thread.sleep(beforeMs);
    if (random.nextInt(REOPENINGS) == 0) {
      final int place = random.nextInt(2);
      peers[place].ask("close");
      Thread.sleep(random.nextInt(LONGEST_ABSENCE_MS));
      open(place);
    }
    Thread.sleep(periodMs - beforeMs);
  }

  private void settle() throws InterruptedException {
    // The newest first: what it gets comes from a bond with it, so the other one is in it too.
    peers[newest].ask("receive");
    peers[1 - newest].ask("receive");
    askBoth("pause");
    askBoth("settle");
    for (int place = 0; place < peers.length; place++) {
      Arrivals.await(peers[place], Soak::sent, peers[1 - place], Soak::received);
    }
  }

  private static List<String> sent(final String[] answer) {
    return Arrays.stream(answer)
        .skip(1)
        .limit(LANES)
        .map(lane -> lane.split(",")[0])
        .toList();
  }

  /** Of those that were sent to a guest, the ones that are known to be lost, too. */
  private static List<String> received(final String[] answer) {
    return Stream.concat(
            Arrays.stream(answer).skip(1).limit(OUTLET).map(lane -> lane.split(",")[1]),
            Stream.of(answer[1 + LANES]))
        .toList();
  }

  private void sample(final long afterS) throws Exception {
    final StringBuilder line = new StringBuilder(String.format("%9d", afterS));
    for (int place = 0; place < peers.length; place++) {
      final SoakSample sample = SoakSample.parse(peers[place].ask("sample"));
      samples.get(place).add(sample);
      line.append("  |  ").append(sample.row());
    }
    log.accept(line.toString());
  }

  /** Compares the first quarter of the samples after a fifth for warming up, or a few, with the last. */
  void checkThatNothingGrows() {
    for (final List<SoakSample> all : samples) {
      final List<SoakSample> warm = all.subList(all.size() / 5, all.size());
      final int quarter = Math.max(LEAST_COMPARED, warm.size() / 4);
      final List<SoakSample> first = warm.subList(0, quarter);
      final List<SoakSample> last = warm.subList(warm.size() - quarter, warm.size());
      assertNoGrowth("heap KB", SoakSample::heapKb, first, last, HEAP_TOLERANCE_KB);
      assertNoGrowth("RSS KB", SoakSample::residentKb, first, last, RESIDENT_TOLERANCE_KB);
      assertNoGrowth("mappings", SoakSample::mappings, first, last, MAPPINGS_TOLERANCE);
      assertConstant("descriptors", SoakSample::descriptors, warm);
      assertConstant("threads", SoakSample::threads, warm);
      assertConstant("mappings of the channel", SoakSample::channelMappings, warm);
      assertThat(all).allSatisfy(sample -> {
        assertThat(sample.txBlocks()).isZero();
        assertThat(sample.rxRuns()).isZero();
      });
    }
  }

  private static void assertNoGrowth(
      final String what,
      final ToLongFunction<SoakSample> of,
      final List<SoakSample> first,
      final List<SoakSample> last,
      final long tolerance) {
    assertThat(median(last, of))
        .as("%s, median of the last", what)
        .isLessThanOrEqualTo(median(first, of) + tolerance);
  }

  private static void assertConstant(
      final String what, final ToLongFunction<SoakSample> of, final List<SoakSample> warm) {
    assertThat(warm.stream().mapToLong(of).distinct().toArray()).as(what).hasSize(1);
  }

  private static long median(final List<SoakSample> some, final ToLongFunction<SoakSample> of) {
    return some.stream()
        .mapToLong(of)
        .sorted()
        .skip(some.size() / 2)
        .findFirst()
        .orElseThrow();
  }

  /** What was done, in one line. */
  String summary() {
    return "openings " + lives + ", messages verified " + sum(SoakSample::verified)
        + ", of these held " + sum(SoakSample::held) + "; claims refused "
        + sum(SoakSample::refused)
        + "; registrations of guests " + sum(SoakSample::registrations);
  }

  long verified() {
    return sum(SoakSample::verified);
  }

  private long sum(final ToLongFunction<SoakSample> of) {
    return samples.stream()
        .mapToLong(all -> of.applyAsLong(all.get(all.size() - 1)))
        .sum();
  }
}
