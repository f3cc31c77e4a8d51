package org.intercore.properties.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.intercore.icbmsg.layout.LinkFormat;
import org.intercore.properties.process.KillablePeer.Bell;
import org.intercore.properties.process.PeerHandle.Launch;

/**
 * Lets one process after the other die at a point of its life, and sees each time that whoever comes
 * next finds nothing in its way: its survivor and a new peer, or a new pair, talk to each other, get
 * back every block, and leave nothing behind when they close.
 */
final class DeathPointCampaign implements AutoCloseable {
  /** Passes of a step that repeats itself while somebody waits; every other one has fewer. */
  private static final int MOST_PASSES = 8;

  private static final int SPARES = 2;
  private static final int MESSAGES = 5;

  /**
   * So many blocks that the longest message finds room between those that are held meanwhile: three, of
   * eight blocks together, would have to leave four gaps of less than five.
   */
  private static final int BLOCKS = 32;

  private static final int BLOCK_SIZE = 128;

  private final long seed;
  private final Path folder;
  private final Launch launch;
  private final Launch launchOfVictims;
  private final KillCampaignReport report = new KillCampaignReport();
  private final Deque<PeerHandle> spares = new ArrayDeque<>();
  private final List<PeerHandle> started = new ArrayList<>();
  private PeerHandle survivor;
  private PeerHandle successor;
  private final Map<LinkFormat, Path> leftovers = new EnumMap<>(LinkFormat.class);
  private int incarnations;
  private int trials;
  private boolean survivorIsOpen;

  /** What a process finds that is going to die. */
  enum Situation {
    /** Not even the directory; its peer comes later. */
    CREATOR,
    /** What two dead processes have left, and a half-made file; its peer comes later. */
    HEIR,
    /** A peer that waits. */
    ATTACHER,
    /** A peer that has lost its initiator. */
    SUCCESSOR;

    boolean isFirst() {
      return this == CREATOR || this == HEIR;
    }
  }

  /**
   * How two sides talk to each other.
   *
   * @param format of both sides
   * @param bell of both sides
   */
  record Way(LinkFormat format, Bell bell) {
    private KillShape shape() {
      return new KillShape(BLOCKS, BLOCK_SIZE, format);
    }
  }

  /**
   * One death.
   *
   * @param way in which both sides talk
   * @param situation of the one who dies
   * @param point where it dies
   */
  record Trial(Way way, Situation situation, DeathPoint.At point) {
    DyingPeer.Phase phase() {
      return DyingPeer.Phase.valueOf(point.phase());
    }
  }

  /**
   * A campaign.
   *
   * @param ahead class path of all processes, before that of the library
   * @param aheadOfVictims the same with steps
   */
  DeathPointCampaign(
      final long seed,
      final Path folder,
      final List<Path> ahead,
      final Path aheadOfVictims,
      final long patienceS)
      throws Exception {
    this.seed = seed;
    this.folder = folder;
    this.launch = new Launch(KillablePeer.class, ahead, patienceS);
    this.launchOfVictims = new Launch(DyingPeer.class, List.of(aheadOfVictims), patienceS);
    survivor = start(launch);
    successor = start(launch);
    fillSpares();
    for (final LinkFormat format : LinkFormat.values()) {
      makeLeftovers(new Way(format, Bell.SOCKET));
    }
  }

  private PeerHandle start(final Launch how) throws IOException {
    final PeerHandle peer = PeerHandle.start(how, seed, started.size(), report);
    started.add(peer);
    return peer;
  }

  private void fillSpares() throws IOException {
    while (spares.size() < SPARES) {
      spares.add(start(launchOfVictims));
    }
  }

  /** What the directory of two processes looks like that died this moment. */
  private void makeLeftovers(final Way way) throws Exception {
    final Path directory = folder.resolve("living-" + way.format);
    open(survivor, directory, way);
    open(successor, directory, way);
    final Path left = Files.createDirectory(folder.resolve("left-" + way.format));
    leftovers.put(way.format, left);
    try (Stream<Path> files = Files.list(directory)) {
      for (final Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        copy(file, left);
      }
    }
    settleAndLeave(directory);
  }

  private static void copy(final Path file, final Path directory) throws IOException {
    Files.copy(file, directory.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
  }

  private void inherit(final LinkFormat format, final Path directory) throws IOException {
    Files.createDirectory(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    try (Stream<Path> files = Files.list(leftovers.get(format))) {
      for (final Path file : (Iterable<Path>) files::iterator) {
        copy(file, directory);
      }
    }
    Files.createFile(directory.resolve(".killed42.new"));
    try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      socket.bind(UnixDomainSocketAddress.of(directory.resolve(".killed.bell")));
    }
  }

  private void open(final PeerHandle peer, final Path directory, final Way way)
      throws InterruptedException {
    peer.awaitReady();
    peer.reopen(++incarnations, directory, way.shape(), way.bell);
    peer.await("open");
  }

  /** All trials of a situation: a life is lived to its end in it, to see what there is. */
  List<Trial> plan(final Way way, final Situation situation) throws Exception {
    final List<String> steps = runTo(new Trial(way, situation, DeathPoint.At.NOWHERE));
    assertThat(steps).as("steps of a life in peace of a %s", situation).isNotNull();
    follow(way, false, true);
    final List<Trial> plan = new ArrayList<>();
    for (final String step : steps) {
      final DeathPoint.At last = DeathPoint.At.parse(step);
      // Once it is open there is nothing to tell an heir from a creator.
      if (situation != Situation.HEIR || last.phase().equals(DyingPeer.Phase.OPEN.name())) {
        for (int pass = 1; pass <= Math.min(last.pass(), MOST_PASSES); pass++) {
          plan.add(new Trial(way, situation, last.atPass(pass)));
        }
      }
    }
    return plan;
  }

  /**
   * Lets a process die and others follow. A process that does not come to that pass, as it had less to
   * wait for, is followed too, and the next one dies earlier.
   *
   * @param bothDie whether the survivor is killed, too
   * @return the pass of the step that was the last one; 0 if none was
   */
  int run(final Trial trial, final boolean bothDie) throws Exception {
    for (int pass = trial.point.pass(); pass > 0; pass /= 2) {
      final Trial now = new Trial(trial.way, trial.situation, trial.point.atPass(pass));
      try {
        final boolean died = runTo(now) == null;
        follow(now.way, bothDie, now.phase().isBound());
        if (died) {
          return pass;
        }
      } catch (final Throwable t) {
        throw new AssertionError(now + ": " + t.getMessage(), t);
      }
    }
    return 0;
  }

  private Path directory() {
    return folder.resolve("p" + trials);
  }

  /** What the process said that lived to its natural end; null if it died where it should. */
  private List<String> runTo(final Trial trial) throws Exception {
    trials++;
    survivorIsOpen = false;
    final Way way = trial.way;
    switch (trial.situation) {
      case HEIR -> inherit(way.format, directory());
      case ATTACHER -> openSurvivor(way);
      case SUCCESSOR -> {
        open(successor, directory(), way);
        openSurvivor(way);
        Settlement.settle(survivor, successor, MESSAGES, report);
        survivor.expectLoss();
        successor.ask("leave");
        survivor.await("unbound");
        survivor.ask("resume");
      }
      default -> {
        // A creator finds nothing.
      }
    }
    final PeerHandle victim = spares.remove();
    victim.awaitReady();
    fillSpares();
    survivor.expectLoss();
    victim.tell(++incarnations + " " + directory() + " " + way.shape() + " " + way.bell + " "
        + trial.point);
    final List<String> steps = hearOut(victim, trial);
    final int exitCode = victim.exitCode();
    assertThat(exitCode).as("exit code of %s", victim).isIn(0, DeathPoint.EXIT_CODE);
    return exitCode == 0 ? steps : null;
  }

  private List<String> hearOut(final PeerHandle victim, final Trial trial) throws Exception {
    final List<String> steps = new ArrayList<>();
    try {
      victim.hearOut(line -> {
        if (!line.startsWith("open ")) {
          steps.add(line);
        } else if (trial.situation.isFirst()) {
          openSurvivor(trial.way);
        }
      });
    } catch (final AssertionError e) {
      throw new AssertionError(
          e.getMessage() + System.lineSeparator() + survivor + survivor.dump(), e);
    }
    return steps;
  }

  private void openSurvivor(final Way way) throws InterruptedException {
    open(survivor, directory(), way);
    survivorIsOpen = true;
  }

  private void follow(final Way way, final boolean bothDie, final boolean wasBound)
      throws Exception {
    if (survivorIsOpen && bothDie) {
      survivor.kill();
      survivor = start(launch);
      survivorIsOpen = false;
    }
    if (!survivorIsOpen) {
      openSurvivor(way);
    } else if (wasBound) {
      survivor.await("unbound");
      survivor.ask("mourn");
    }
    open(successor, directory(), way);
    settleAndLeave(directory());
  }

  private void settleAndLeave(final Path directory) throws Exception {
    Settlement.settle(successor, survivor, MESSAGES, report);
    survivor.expectLoss();
    successor.expectLoss();
    survivor.ask("leave");
    successor.ask("leave");
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left.map(file -> file.getFileName().toString())).containsOnly(".lock");
    }
  }

  @Override
  public void close() {
    started.forEach(PeerHandle::close);
  }
}
