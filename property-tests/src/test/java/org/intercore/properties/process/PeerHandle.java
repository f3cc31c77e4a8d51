package org.intercore.properties.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.intercore.properties.ChildJvm;

/** A {@link KillablePeer} as the test has it in hand. */
final class PeerHandle implements AutoCloseable {
  private static final long PATIENCE_S = 60;
  private static final String END = "the end";

  private final int incarnation;
  private final ChildJvm child;
  private final KillCampaignReport report;
  private final BlockingQueue<Line> lines = new LinkedBlockingQueue<>();
  private KillablePeer.Bell bell;
  private boolean ready;
  private String role = "OPENING";
  private final NavigableSet<Long> deathsOfOthers = new TreeSet<>();
  private final long[] figures = new long[KillCampaignReport.FIGURES];

  /** What it said, and when that was heard. */
  private record Line(String text, long atNs) {
    String word() {
      return text.split(" ", 2)[0];
    }
  }

  private PeerHandle(final int incarnation, final ChildJvm child, final KillCampaignReport report) {
    this.incarnation = incarnation;
    this.child = child;
    this.report = report;
  }

  static PeerHandle start(final long seed, final int incarnation, final KillCampaignReport report)
      throws IOException {
    final ChildJvm child = ChildJvm.start(
        KillablePeer.class, List.of(Long.toString(seed), Integer.toString(incarnation)));
    final PeerHandle peer = new PeerHandle(incarnation, child, report);
    final Thread reader = new Thread(peer::read, "reader of " + peer);
    reader.setDaemon(true);
    reader.start();
    return peer;
  }

  private void read() {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(child.output(), StandardCharsets.UTF_8))) {
      for (String text = in.readLine(); text != null; text = in.readLine()) {
        lines.add(new Line(text, System.nanoTime()));
      }
    } catch (final IOException killed) {
      // Its last line was cut off.
    }
    lines.add(new Line(END, System.nanoTime()));
  }

  void tell(final String order) {
    child.tell(order);
  }

  void open(final Object directory, final KillShape shape, final KillablePeer.Bell how) {
    bell = how;
    tell("open " + directory + " " + shape.blocks() + " " + shape.blockSize() + " " + how);
  }

  /** Tells it to do something and waits until it is done. */
  String[] ask(final String order) throws InterruptedException {
    tell(order);
    return await(order.split(" ")[0]);
  }

  /** Waits until its JVM has started. */
  void awaitReady() throws InterruptedException {
    if (!ready) {
      await("ready");
      ready = true;
    }
  }

  /** Waits for a word and takes note of what else it says. */
  String[] await(final String word) throws InterruptedException {
    while (true) {
      final Line line = lines.poll(PATIENCE_S, TimeUnit.SECONDS);
      if (line == null) {
        tell("dump");
        TimeUnit.SECONDS.sleep(2); // It hangs anyway; this is for its threads' traces to come.
        throw new AssertionError(this + " does not " + word + rest(""));
      }
      if (line.word().equals("failed") || line.text().equals(END)) {
        TimeUnit.SECONDS.sleep(1); // For the rest of its last words.
        throw new AssertionError(this + " ended where it should " + word + rest(line.text()));
      }
      note(line);
      if (line.word().equals(word)) {
        return line.text().split(" ");
      }
    }
  }

  private String rest(final String first) {
    return System.lineSeparator()
        + first
        + lines.stream()
            .map(line -> System.lineSeparator() + line.text())
            .collect(Collectors.joining());
  }

  private void note(final Line line) {
    final String[] words = line.text().split(" ");
    switch (words[0]) {
      case "open" -> role = words[1];
      case "unbound" -> {
        final Long deathNs = deathsOfOthers.floor(line.atNs());
        if (deathNs == null) {
          throw new AssertionError(this + " is told " + line.text() + ", and nobody was killed");
        }
        report.unbound(bell, words[1], line.atNs() - deathNs);
        // A peer that dies before it is bound is never told of.
        deathsOfOthers.headSet(deathNs, true).clear();
      }
      case "mourn", "settle" -> {
        for (int i = 0; i < figures.length; i++) {
          final long now = Long.parseLong(words[1 + i]);
          report.add(i, role, now - figures[i]);
          figures[i] = now;
        }
      }
      default -> {
        // Nothing to be remembered.
      }
    }
  }

  /** The other process is killed right now. */
  void expectLoss() {
    deathsOfOthers.add(System.nanoTime());
  }

  /** Kills it, whatever it is at; what it found wrong before that counts. */
  void kill() throws InterruptedException {
    child.kill();
    for (Line line = lines.take(); !line.text().equals(END); line = lines.take()) {
      if (line.word().equals("failed")) {
        throw new AssertionError(this + " failed before it was killed" + rest(line.text()));
      }
      note(line);
    }
  }

  int exitCode() {
    return child.exitCode();
  }

  String role() {
    return role;
  }

  KillablePeer.Bell bell() {
    return bell;
  }

  @Override
  public void close() {
    child.close();
  }

  @Override
  public String toString() {
    return "incarnation " + incarnation + " (" + role + ", " + bell + ")";
  }
}
