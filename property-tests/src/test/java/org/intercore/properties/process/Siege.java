package org.intercore.properties.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.intercore.icbmsg.layout.LinkFormat;
import org.intercore.properties.BrokenVariant;
import org.intercore.properties.ChildJvm;

/**
 * A process that is lied to by one after another. After each attacker, who closes or is killed, an honest
 * peer comes: all blocks are free again, all messages right, and nothing more is counted as a fault. As
 * often as not it is the next attacker.
 */
final class Siege {
  private static final int LIVES_OF_A_PROCESS = 1_000;
  private static final int BURSTS = 100;
  private static final int HONEST_MS = 50;
  private static final int PARAMETERS = 8;

  private final long seed;
  private final Path directory;
  private final LinkFormat format;
  private final Set<BrokenVariant> broken;
  private final SplittableRandom random;
  private final List<Conversation> started = new ArrayList<>();
  private final Map<String, Long> lies = new TreeMap<>();
  private final Map<String, Long> faults = new TreeMap<>();
  private Map<String, Long> faultsBefore = Map.of();
  private Conversation victim;
  private Conversation other;
  private boolean honestIsOpen;
  private long verified;
  private long verifiedBefore;
  private int attacks;
  private int reopenings;

  /**
   * A siege.
   *
   * @param format that all sides speak, and lie in
   * @param broken what is broken in the victim's library
   */
  Siege(
      final long seed,
      final Path directory,
      final LinkFormat format,
      final Set<BrokenVariant> broken) {
    this.seed = seed;
    this.directory = directory;
    this.format = format;
    this.broken = broken;
    this.random = new SplittableRandom(seed);
  }

  void run(final int rounds) throws Exception {
    try {
      victim = start(broken);
      victim.ask("beware");
      victim.ask("open");
      for (int round = 0; round < rounds; round++) {
        attack();
        talk();
      }
      for (final Conversation each : List.of(other, victim)) {
        each.ask("close");
        each.ask("end");
        assertThat(each.exitCode()).isZero();
      }
    } finally {
      started.forEach(Conversation::close);
    }
  }

  private Conversation start(final Set<BrokenVariant> variants) throws IOException {
    final int number = started.size();
    final List<String> arguments = List.of(
        Long.toString(seed),
        Integer.toString(number * LIVES_OF_A_PROCESS),
        directory.toString(),
        format.name());
    final Conversation begun = new Conversation(
        number == 0 ? "the victim" : "process " + number,
        ChildJvm.startBroken(variants, BesiegedPeer.class, arguments));
    started.add(begun);
    return begun;
  }

  private void attack() throws Exception {
    victim.ask("beware");
    if (other == null) {
      other = start(Set.of());
      other.ask("beware");
      other.ask("open");
    } else {
      other.ask("beware");
    }
    victim.ask("resume");
    other.ask("resume");
    final boolean parameters = random.nextInt(PARAMETERS) == 0;
    other.tell("attack " + BURSTS + " " + parameters);
    victim.ask("progress");
    for (final String told : words(other.await("attack", line -> {}))) {
      add(lies, told);
    }
    attacks++;
    victim.ask("progress");
    if (random.nextBoolean()) {
      other.kill(line -> {});
      other = null;
    } else {
      other.ask("close");
    }
    victim.ask("alone");
    victim.ask("trust");
    if (parameters || random.nextInt(PARAMETERS) == 0) {
      // Who lies about the channel's parameters keeps everybody else out, until the file is made
      // anew.
      count();
      victim.ask("close");
      faultsBefore = Map.of();
      reopenings++;
    } else {
      return;
    }
    if (random.nextBoolean()) {
      openHonest();
      victim.ask("open");
    } else {
      victim.ask("open");
    }
  }

  private void openHonest() throws Exception {
    if (other == null) {
      other = start(Set.of());
    }
    other.ask("trust");
    other.ask("open");
    honestIsOpen = true;
  }

  /** An honest peer comes, talks, and stays. */
  private void talk() throws Exception {
    if (!honestIsOpen) {
      openHonest();
    }
    honestIsOpen = false;
    other.ask("meet");
    victim.ask("meet");
    final Map<String, Long> ofVictim = count();
    final String[] ofOther = words(other.ask("faults"));
    Thread.sleep(random.nextInt(HONEST_MS));
    askBoth("pause");
    askBoth("settle");
    Arrivals.await(victim, answer -> figures(answer, 0), other, answer -> figures(answer, 1));
    Arrivals.await(other, answer -> figures(answer, 0), victim, answer -> figures(answer, 1));
    assertThat(count()).as("faults of an honest peer").isEqualTo(ofVictim);
    assertThat(withoutFigure(words(other.ask("faults"))))
        .as("faults that the honest peer sees")
        .isEqualTo(withoutFigure(ofOther));
  }

  private void askBoth(final String order) throws InterruptedException {
    for (final Conversation peer : List.of(victim, other)) {
      peer.tell(order);
    }
    for (final Conversation peer : List.of(victim, other)) {
      peer.await(order, line -> {});
    }
  }

  /** Takes over what the victim has counted since the last time; the faults of its present life. */
  private Map<String, Long> count() throws InterruptedException {
    final String[] words = words(victim.ask("faults"));
    verified += Long.parseLong(words[0]) - verifiedBefore;
    verifiedBefore = Long.parseLong(words[0]);
    final Map<String, Long> now = new TreeMap<>();
    for (final String counted : withoutFigure(words)) {
      add(now, counted);
    }
    now.forEach((kind, count) ->
        faults.merge(kind, count - faultsBefore.getOrDefault(kind, 0L), Long::sum));
    faultsBefore = now;
    return now;
  }

  private static String[] words(final String[] answer) {
    return Arrays.copyOfRange(answer, 1, answer.length);
  }

  /** One figure of each lane. */
  private static List<String> figures(final String[] answer, final int which) {
    return Arrays.stream(words(answer)).map(lane -> lane.split(",")[which]).toList();
  }

  private static List<String> withoutFigure(final String[] words) {
    return Arrays.asList(words).subList(1, words.length);
  }

  private static void add(final Map<String, Long> counts, final String word) {
    final String[] pair = word.split("=");
    counts.merge(pair[0], Long.parseLong(pair[1]), Long::sum);
  }

  long liesTold() {
    return lies.values().stream().mapToLong(Long::longValue).sum();
  }

  long faultsCounted() {
    return faults.values().stream().mapToLong(Long::longValue).sum();
  }

  long verified() {
    return verified;
  }

  @Override
  public String toString() {
    return attacks + " attacks, lies told " + liesTold() + " " + lies + "; faults counted "
        + faultsCounted() + " " + faults + "; messages of honest peers verified " + verified
        + "; the victim opened anew " + reopenings + " times";
  }
}
