package org.intercore.properties.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.intercore.properties.ChildJvm;

/** A {@link KillablePeer}, or a {@link DyingPeer}, as the test has it in hand. */
final class PeerHandle implements AutoCloseable {
  private final Conversation conversation;
  private final KillCampaignReport report;
  private int incarnation;
  private KillablePeer.Bell bell;
  private boolean ready;
  private String role = "OPENING";
  private final NavigableSet<Long> deathsOfOthers = new TreeSet<>();
  private final long[] figures = new long[KillCampaignReport.FIGURES];

  /**
   * How a process is started.
   *
   * @param main class
   * @param ahead class path before that of the tests
   * @param patienceS how long an answer may take, in seconds
   */
  record Launch(Class<?> main, List<Path> ahead, long patienceS) {
    static final Launch OF_KILLABLE_PEER =
        new Launch(KillablePeer.class, List.of(), Conversation.PATIENCE_S);
  }

  private PeerHandle(
      final int incarnation,
      final ChildJvm child,
      final long patienceS,
      final KillCampaignReport report) {
    this.incarnation = incarnation;
    this.conversation = new Conversation(this, child, patienceS);
    this.report = report;
  }

  static PeerHandle start(
      final Launch launch, final long seed, final int incarnation, final KillCampaignReport report)
      throws IOException {
    final ChildJvm child =
        ChildJvm.start(launch.ahead(), List.of(), launch.main(), List.of(Long.toString(seed)));
    return new PeerHandle(incarnation, child, launch.patienceS(), report);
  }

  void tell(final String order) {
    conversation.tell(order);
  }

  /** As another incarnation than it was last time. */
  void reopen(
      final int next, final Path directory, final KillShape shape, final KillablePeer.Bell how) {
    incarnation = next;
    open(directory, shape, how);
  }

  void open(final Path directory, final KillShape shape, final KillablePeer.Bell how) {
    bell = how;
    tell("open " + incarnation + " " + directory + " " + shape + " " + how);
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

  /** What it says until its end, whatever that is. */
  void hearOut(final Conversation.Listener listener) throws Exception {
    conversation.hearOut(listener);
  }

  /** Where its threads stand. */
  String dump() throws InterruptedException {
    return conversation.dump();
  }

  /** Waits for a word and takes note of what else it says. */
  String[] await(final String word) throws InterruptedException {
    return conversation.await(word, this::note);
  }

  private void note(final Conversation.Line line) {
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
    conversation.kill(this::note);
  }

  int exitCode() {
    return conversation.exitCode();
  }

  String role() {
    return role;
  }

  KillablePeer.Bell bell() {
    return bell;
  }

  @Override
  public void close() {
    conversation.close();
  }

  @Override
  public String toString() {
    return "incarnation " + incarnation + " (" + role + ", " + bell + ")";
  }
}
