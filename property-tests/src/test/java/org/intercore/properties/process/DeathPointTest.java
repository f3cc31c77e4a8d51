package org.intercore.properties.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icmsg.IcmsgLink;
import org.intercore.properties.BrokenVariant;
import org.intercore.properties.HuntJvm;
import org.intercore.properties.process.DeathPointCampaign.Situation;
import org.intercore.properties.process.DeathPointCampaign.Trial;
import org.intercore.properties.process.DyingPeer.Phase;
import org.intercore.properties.process.KillablePeer.Bell;
import org.intercore.zerocopy.ZeroCopyEndpoint;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A process dies in front of a store into shared memory, or of a call to the file system or a socket,
 * and whoever comes next finds nothing in its way. Hunts for files, sockets, words and indexes that a
 * life leaves half-made.
 *
 * <p>By default ({@code sample}) some points are tried, of each phase and others each time; {@code
 * -Dicbmsg.deathpoints=all}, as in the profile "soak", tries every one, {@code
 * -Dicbmsg.deathpoints=N} every N-th. The seed is printed; {@code -Dicbmsg.deathpoints.seed=SEED}
 * draws the same points again.
 */
class DeathPointTest {
  private static final String WANTED = System.getProperty("icbmsg.deathpoints", "sample");
  private static final int POINTS = 36;
  private static final long PATIENCE_WITH_THE_BROKEN_S = 10;

  @TempDir
  private Path folder;

  @Test
  @Tag("campaign")
  void whereverAProcessDiesTheNextOneFindsNothingInItsWay() throws Exception {
    final long seed = Long.getLong("icbmsg.deathpoints.seed", System.nanoTime());
    final SplittableRandom random = new SplittableRandom(seed);
    final DeathPointReport report = new DeathPointReport();
    try (DeathPointCampaign campaign = campaign(seed, Set.of(), Conversation.PATIENCE_S)) {
      final List<Trial> plan = new ArrayList<>();
      for (final Bell bell : List.of(Bell.SOCKET, Bell.POLLING)) {
        for (final Situation situation : Situation.values()) {
          plan.addAll(campaign.plan(situation, bell));
        }
      }
      report.planned(plan);
      for (final Trial trial : choose(plan, random)) {
        report.tried(trial, campaign.run(trial, random.nextBoolean()));
      }
      // A short phase may have been left out, or its only point was one that not every life passes.
      final int start = random.nextInt(plan.size());
      for (int i = 0; i < plan.size(); i++) {
        final Trial trial = plan.get((start + i) % plan.size());
        if (!report.phases().contains(trial.phase())) {
          report.tried(trial, campaign.run(trial, random.nextBoolean()));
        }
      }
    } catch (final Throwable t) {
      throw new AssertionError("death points with seed " + seed + ": " + t.getMessage(), t);
    } finally {
      HuntJvm.say("death points with seed " + seed + ": " + report);
    }
    assertThat(report.phases()).containsExactlyInAnyOrder(Phase.values());
  }

  private static List<Trial> choose(final List<Trial> plan, final SplittableRandom random) {
    final int stride = stride(plan.size());
    final List<Trial> chosen = new ArrayList<>();
    for (int i = random.nextInt(stride); i < plan.size(); i += stride) {
      chosen.add(plan.get(i));
    }
    return chosen;
  }

  private static int stride(final int planned) {
    return switch (WANTED) {
      case "sample" -> Math.max(1, planned / POINTS);
      case "all" -> 1;
      default -> Integer.parseInt(WANTED);
    };
  }

  @ParameterizedTest
  @CsvSource({
    "LEAVES_BLOCKS_WITH_THE_DEAD, ATTACHER, RELEASE, PacketRingWriter.*, does not mourn",
    "LEAVES_DRAFTS, CREATOR, OPEN, FileCreation.fill.*write, .new",
    "PUBLISHES_BEFORE_THE_LAST_BYTE, ATTACHER, SEND, PacketRingWriter.write.*putByte, failed",
  })
  void aBrokenVariantIsCaught(
      final BrokenVariant broken,
      final Situation situation,
      final Phase phase,
      final String step,
      final String finding)
      throws Exception {
    try (DeathPointCampaign campaign = campaign(1, Set.of(broken), PATIENCE_WITH_THE_BROKEN_S)) {
      assertThatThrownBy(() -> {
            final List<Trial> plan = campaign.plan(situation, Bell.SOCKET).stream()
                .filter(trial -> trial.phase() == phase && trial.point().step().matches(step))
                .toList();
            final String last = plan.get(plan.size() - 1).point().step();
            for (final Trial trial : plan) {
              if (trial.point().step().equals(last)) {
                campaign.run(trial, false);
              }
            }
          })
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining(finding);
    }
  }

  private DeathPointCampaign campaign(
      final long seed, final Set<BrokenVariant> broken, final long patienceS) throws Exception {
    final List<Path> ahead = broken.isEmpty() ? List.of() : List.of(BrokenVariant.compile(broken));
    final List<Path> origins = new ArrayList<>(ahead);
    for (final Class<?> one :
        List.of(IcmsgLink.class, Icbmsg.class, ZeroCopyEndpoint.class, Letter.class)) {
      origins.add(originOf(one));
    }
    final Path steps = folder.resolve("classes");
    StepInstrumentation.copy(steps, origins);
    return new DeathPointCampaign(
        seed, Files.createDirectory(folder.resolve("run")), ahead, steps, patienceS);
  }

  private static Path originOf(final Class<?> one) throws URISyntaxException {
    return Path.of(one.getProtectionDomain().getCodeSource().getLocation().toURI());
  }
}
