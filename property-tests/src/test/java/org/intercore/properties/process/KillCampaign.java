package org.intercore.properties.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import org.intercore.properties.process.KillablePeer.Bell;

/**
 * Kills one of two processes, or both, again and again, and sees between the kills that all is well.
 * It has no side of its own, so that every process can be the survivor of one kill and the victim of
 * the next.
 */
final class KillCampaign {
  /** Enough for both places, so that no JVM has to start between a kill and the next life. */
  private static final int SPARES = 3;

  private static final int LOAD_MS = 100;
  private static final int OPENING_MS = 200;

  private final long seed;
  private final Path directory;
  private final SplittableRandom random;
  private final KillCampaignReport report = new KillCampaignReport();
  private final Deque<PeerHandle> spares = new ArrayDeque<>();
  private final List<PeerHandle> started = new ArrayList<>();
  private final PeerHandle[] peers = new PeerHandle[2];
  private KillShape shape;
  private int newest;

  KillCampaign(final long seed, final Path directory) {
    this.seed = seed;
    this.directory = directory;
    this.random = new SplittableRandom(seed);
  }

  KillCampaignReport run(final int kills) throws Exception {
    try {
      fillSpares();
      openBoth();
      while (report.kills() < kills) {
        if (random.nextInt(4) == 0) {
          killWhileOpening();
        } else {
          settle();
          killUnderLoad();
        }
      }
      settle();
      for (final PeerHandle peer : peers) {
        peer.expectLoss();
      }
      for (final PeerHandle peer : peers) {
        peer.ask("close");
        assertThat(peer.exitCode()).as("exit code of " + peer).isZero();
      }
      return report;
    } finally {
      started.forEach(PeerHandle::close);
    }
  }

  private void fillSpares() throws Exception {
    while (spares.size() < SPARES) {
      spares.add(startPeer());
    }
    for (final PeerHandle spare : spares) {
      spare.awaitReady();
    }
  }

  private PeerHandle startPeer() throws IOException {
    final PeerHandle peer =
        PeerHandle.start(PeerHandle.Launch.OF_KILLABLE_PEER, seed, started.size(), report);
    started.add(peer);
    return peer;
  }

  private void openBoth() throws Exception {
    shape = KillShape.draw(random);
    final int first = random.nextInt(2);
    open(first);
    if (random.nextBoolean()) {
      Thread.sleep(random.nextInt(OPENING_MS));
    }
    open(1 - first);
  }

  private void open(final int place) throws Exception {
    if (spares.isEmpty()) {
      fillSpares();
    }
    final Bell[] bells = Bell.values();
    peers[place] = spares.remove();
    peers[place].open(directory, shape, bells[random.nextInt(bells.length)]);
    newest = place;
  }

  private void kill(final int place) throws InterruptedException {
    final PeerHandle victim = peers[place];
    peers[1 - place].expectLoss();
    victim.kill();
    report.killed(victim.role(), victim.bell());
  }

  /** As likely as not before it is bound. */
  private void killWhileOpening() throws Exception {
    Thread.sleep(random.nextInt(OPENING_MS));
    final int victim = random.nextInt(3) > 0 ? newest : 1 - newest;
    kill(victim);
    open(victim);
  }

  private void killUnderLoad() throws Exception {
    fillSpares();
    for (final PeerHandle peer : peers) {
      peer.ask("resume");
    }
    Thread.sleep(random.nextInt(LOAD_MS));
    final int victim = random.nextInt(2);
    switch (random.nextInt(6)) {
      case 0 -> {
        kill(victim);
        Thread.sleep(random.nextInt(3));
        kill(1 - victim);
        report.bothDied();
        openBoth();
      }
      case 1, 2 -> {
        kill(victim);
        open(victim);
      }
      default -> {
        killAndMourn(victim);
        open(victim);
      }
    }
  }

  /** Until the survivor knows that it is alone, nobody comes who could free what it waits for. */
  private void killAndMourn(final int victim) throws InterruptedException {
    final PeerHandle survivor = peers[1 - victim];
    final boolean aware = survivor.bell() != Bell.UNAWARE;
    if (aware && random.nextBoolean()) {
      survivor.ask("hoard");
    }
    kill(victim);
    if (aware) {
      survivor.await("unbound");
      survivor.ask("mourn");
    }
  }

  /** Waits until both talk to each other's present life, and everything sent has come back. */
  private void settle() throws InterruptedException {
    final int count = random.nextInt(1, 50);
    // The newest first: what it gets comes from a bond with it, so the other one is in it too.
    Settlement.settle(peers[newest], peers[1 - newest], count, report);
  }
}
