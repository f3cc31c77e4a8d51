package org.intercore.icbmsg;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server and its clients, each in a process of its own. Clients come one after the other or all at once,
 * close, die or are killed; the others' messages stay whole and in order, and nothing is left of those who
 * went: no file, descriptor, thread or mapping.
 *
 * <p>{@code icbmsg.server.sequence} clients come one after the other (4, in the profile "soak" 1,000), each
 * a process, then {@code icbmsg.server.connections} of one process (100, 10,000), and
 * {@code icbmsg.server.clients} at once (5, 64), of which one is killed every second, {@code
 * icbmsg.server.kills} times (4, 60). {@code icbmsg.server.idle} is for how many seconds all are silent (2,
 * 60). The seed of who is killed is printed; {@code -Dicbmsg.server.seed=SEED} kills the same again.
 */
@Tag("campaign")
@EnabledOnOs(OS.LINUX)
@Timeout(value = 60, unit = TimeUnit.MINUTES)
class ServerProcessesTest {
  private static final int SEQUENCE = Integer.getInteger("icbmsg.server.sequence", 4);
  private static final int CLIENTS = Integer.getInteger("icbmsg.server.clients", 5);
  private static final int KILLS = Integer.getInteger("icbmsg.server.kills", 4);
  private static final int IDLE_SECONDS = Integer.getInteger("icbmsg.server.idle", 2);
  private static final int CONNECTIONS = Integer.getInteger("icbmsg.server.connections", 100);
  private static final List<String> SMALL = List.of("-Xmx32m", "-XX:+UseSerialGC", "-Xss512k");

  private static final Pattern COUNTS =
      Pattern.compile("accepted (\\d+), gone (\\d+), messages \\d+, problem: none");

  @TempDir
  private Path folder;

  private final List<ChildJvm> clients = new ArrayList<>();
  private Path directory;
  private ChildJvm server;
  private int started;

  /** What is left of clients that have gone is seen from outside. */
  private record Resources(long descriptors, long threads, long mappings, List<String> files) {
    static Resources of(final long pid, final Path directory) throws IOException {
      final Path process = Path.of("/proc", Long.toString(pid));
      try (Stream<Path> descriptors = Files.list(process.resolve("fd"));
          Stream<Path> threads = Files.list(process.resolve("task"));
          Stream<String> mappings = Files.lines(process.resolve("maps"));
          Stream<Path> files = Files.list(directory)) {
        return new Resources(
            descriptors.count(),
            threads.count(),
            mappings.filter(line -> line.contains(directory.toString())).count(),
            files.map(file -> file.getFileName().toString()).sorted().toList());
      }
    }
  }

  @BeforeEach
  void startServer() throws Exception {
    directory = folder.resolve("dir");
    final Path ready = folder.resolve("ready");
    server = ChildJvm.start(SMALL, ShopServer.class, directory, ready, folder.resolve("report"));
    server.awaitFile(ready);
  }

  @AfterEach
  void end() {
    clients.forEach(ChildJvm::close);
    server.close();
  }

  private ChildJvm start(final String mode, final int connections) {
    final ChildJvm client =
        ChildJvm.start(SMALL, ShopClient.class, directory, mode, connections, report(started++));
    clients.add(client);
    return client;
  }

  private Path report(final int number) {
    return folder.resolve("client" + number);
  }

  private void awaitReady(final ChildJvm client, final int number) throws Exception {
    client.awaitFile(folder.resolve("client" + number + ".ready"));
  }

  private List<Long> firsts(final ChildJvm client, final int number) throws Exception {
    return Arrays.stream(client.awaitFile(report(number)).split(" "))
        .map(Long::valueOf)
        .toList();
  }

  /** A first client comes and goes, so that whatever a server makes but once is there. */
  private Resources resourcesOfAnIdleServer() throws Exception {
    assertThat(start("close", 1).exitCode()).isZero();
    return awaitAlone();
  }

  /** Until the server has noticed that all have gone. */
  private Resources awaitAlone() throws Exception {
    Resources now = Resources.of(server.pid(), directory);
    while (now.files().size() != 3) {
      Thread.sleep(10);
      now = Resources.of(server.pid(), directory);
    }
    return now;
  }

  private void assertNothingIsLeft(final Resources before) throws Exception {
    Resources now = awaitAlone();
    // A JVM ends threads of its own when it likes, and starts some.
    final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!isNoMore(now, before) && System.nanoTime() < deadlineNs) {
      Thread.sleep(50);
      now = Resources.of(server.pid(), directory);
    }
    assertThat(isNoMore(now, before)).as("%s, and before %s", now, before).isTrue();
  }

  private static boolean isNoMore(final Resources now, final Resources before) {
    return now.descriptors() <= before.descriptors()
        && now.threads() <= before.threads()
        && now.mappings() <= before.mappings()
        && now.files().equals(before.files());
  }

  private String serverReport() throws Exception {
    server.ask();
    return server.awaitFile(folder.resolve("report"));
  }

  @Test
  void clientsThatComeOneAfterTheOtherLeaveNothing() throws Exception {
    final Resources before = resourcesOfAnIdleServer();
    final List<Long> cold = new ArrayList<>();
    for (int i = 0; i < SEQUENCE; i++) {
      final boolean halts = i % 4 == 3;
      final ChildJvm client = start(halts ? "halt" : "close", 1);
      assertThat(client.exitCode()).isEqualTo(halts ? 137 : 0);
      if (!halts) {
        cold.addAll(firsts(client, started - 1));
      }
      clients.clear();
    }
    final ChildJvm again = start("close", CONNECTIONS);
    final List<Long> warm = firsts(again, started - 1);
    assertThat(again.exitCode()).isZero();
    assertNothingIsLeft(before);
    say(
        "%d clients in sequence, then %d connections of one process; from connect to the first answer:"
            + " %s in a new JVM, %s in a warm one",
        SEQUENCE, CONNECTIONS, times(cold), times(warm.subList(CONNECTIONS / 2, CONNECTIONS)));
    final int accepted = 1 + SEQUENCE + CONNECTIONS;
    assertThat(serverReport())
        .startsWith("accepted " + accepted + ", gone " + accepted)
        .endsWith("problem: none");
  }

  private static String times(final List<Long> nanos) {
    final long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
    return String.format(
        "p50 %.2f ms, p99 %.2f ms",
        sorted[sorted.length / 2] / 1e6, sorted[sorted.length * 99 / 100] / 1e6);
  }

  @Test
  void clientsThatAreKilledCostTheOthersNothing() throws Exception {
    final long seed = Long.getLong("icbmsg.server.seed", System.nanoTime());
    final Random random = new Random(seed);
    final Resources before = resourcesOfAnIdleServer();
    clients.clear();
    final List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      numbers.add(started);
      start("load", 1);
    }
    for (int i = 0; i < CLIENTS; i++) {
      awaitReady(clients.get(i), numbers.get(i));
    }
    for (int i = 0; i < KILLS; i++) {
      // Not to wait for something: this is how often one dies.
      Thread.sleep(1_000);
      final int victim = random.nextInt(CLIENTS);
      clients.get(victim).kill();
      numbers.set(victim, started);
      final ChildJvm next = start("load", 1);
      clients.remove(clients.size() - 1);
      clients.set(victim, next);
    }
    for (int i = 0; i < CLIENTS; i++) {
      awaitReady(clients.get(i), numbers.get(i));
    }
    for (final ChildJvm client : clients) {
      client.ask();
    }
    for (final ChildJvm client : clients) {
      assertThat(client.exitCode()).as("seed %d", seed).isZero();
    }
    assertNothingIsLeft(before);
    final String report = serverReport();
    say("%d clients at once, %d killed with seed %d: %s", CLIENTS, KILLS, seed, report);
    final Matcher counts = COUNTS.matcher(report);
    assertThat(counts.matches()).as(report).isTrue();
    // One that is killed again before it has connected was never accepted.
    assertThat(Integer.parseInt(counts.group(1)))
        .as(report)
        .isBetween(1 + CLIENTS, 1 + CLIENTS + KILLS)
        .isEqualTo(Integer.parseInt(counts.group(2)));
  }

  /** Nobody spins while nobody says anything; how little it costs is printed. */
  @Test
  void silentClientsCostNextToNothing() throws Exception {
    for (int i = 0; i < CLIENTS; i++) {
      start("silent", 1);
    }
    for (int i = 0; i < CLIENTS; i++) {
      awaitReady(clients.get(i), i);
    }
    final double serverBefore = cpuSeconds(server);
    final double clientsBefore = cpuSecondsOfClients();
    final long startNs = System.nanoTime();
    Thread.sleep(TimeUnit.SECONDS.toMillis(IDLE_SECONDS)); // This is what is measured.
    final double server = cpuSeconds(this.server) - serverBefore;
    final double all = cpuSecondsOfClients() - clientsBefore;
    final double seconds = (System.nanoTime() - startNs) / 1e9;
    final Resources now = Resources.of(this.server.pid(), directory);
    say(
        "%d silent clients for %.0f s: the server takes %.2f %% of a core, each client %.3f %%; the server"
            + " has %d descriptors, %d threads, %d mappings in %s",
        CLIENTS,
        seconds,
        100 * server / seconds,
        100 * all / seconds / CLIENTS,
        now.descriptors(),
        now.threads(),
        now.mappings(),
        directory.getFileName());
    // Far from one who spins, and far from what is seen.
    assertThat(server / seconds).isLessThan(0.5);
  }

  private double cpuSecondsOfClients() throws IOException {
    double sum = 0;
    for (final ChildJvm client : clients) {
      sum += cpuSeconds(client);
    }
    return sum;
  }

  /** In the kernel's ticks, of which there are a hundred a second. */
  private static double cpuSeconds(final ChildJvm process) throws IOException {
    final String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
    final String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / 100.0;
  }

  private static void say(final String format, final Object... values) {
    // Past what captures the tests' output.
    new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8)
        .println(String.format(format, values));
  }
}
