package org.intercore.properties.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icbmsg.layout.LinkFormat;
import org.intercore.icmsg.IcmsgLink;
import org.intercore.properties.BrokenVariant;
import org.intercore.properties.Controls;
import org.intercore.properties.HuntJvm;
import org.intercore.properties.process.DeathPointCampaign.Situation;
import org.intercore.properties.process.DeathPointCampaign.Trial;
import org.intercore.properties.process.DeathPointCampaign.Way;
import org.intercore.properties.process.DyingPeer.Phase;
import org.intercore.properties.process.KillablePeer.Bell;
import org.intercore.zerocopy.ZeroCopyEndpoint;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;

/**
 * A process dies in front of a store into shared memory, or of a call to the file system or a socket,
 * and whoever comes next finds nothing in its way. Hunts for files, sockets, words and indexes that a
 * life leaves half-made.
 *
 * <p>By default ({@code sample}) some points are tried, of each phase and others each time; {@code
 * -Dicbmsg.deathpoints=all}, as in the profile "soak", tries every one, {@code
 * -Dicbmsg.deathpoints=places} each place in the code when it is passed for the first time, {@code
 * -Dicbmsg.deathpoints=N} every N-th. The seed is printed; {@code -Dicbmsg.deathpoints.seed=SEED}
 * draws the same points again. Each one tried is added to {@code target/hunts/death-points.txt} with its
 * number, so one can end and go on with {@code -Dicbmsg.deathpoints.from=NUMBER}. {@code
 * -Dicbmsg.deathpoints.only=REGEX} keeps to those of which the description has a part like that, {@code
 * -Dicbmsg.deathpoints.times=N} tries each of them N times.
 */
class DeathPointTest {
  private static final String WANTED = System.getProperty("icbmsg.deathpoints", "sample");
  private static final String ONLY = System.getProperty("icbmsg.deathpoints.only", "");
  private static final int FROM = Integer.getInteger("icbmsg.deathpoints.from", 0);
  private static final int TIMES = Integer.getInteger("icbmsg.deathpoints.times", 1);
  private static final int POINTS = 8;
  private static final long PATIENCE_WITH_THE_BROKEN_S = 10;

  /** Which processes are broken. Whoever does not die may fail of what only the dead are to show. */
  private enum Broken {
    ALL,
    VICTIMS
  }

  @TempDir
  private Path folder;

  @Test
  @Tag("campaign")
  void whereverAProcessDiesTheNextOneFindsNothingInItsWay() throws Exception {
    final long seed = Long.getLong("icbmsg.deathpoints.seed", System.nanoTime());
    final SplittableRandom random = new SplittableRandom(seed);
    final DeathPointReport report = new DeathPointReport();
    try (DeathPointCampaign campaign =
        campaign(seed, Set.of(), Broken.ALL, Conversation.PATIENCE_S)) {
      final List<Trial> plan = new ArrayList<>();
      for (final Way way : ways(random)) {
        for (final Situation situation : Situation.values()) {
          plan.addAll(campaign.plan(way, situation));
        }
      }
      report.planned(plan);
      final List<Trial> chosen = choose(plan, random);
      assertThat(chosen).as("points like \"%s\"", ONLY).isNotEmpty();
      for (int number = FROM; number < chosen.size(); number++) {
        for (int i = 0; i < TIMES; i++) {
          final Trial trial = chosen.get(number);
          final int pass = campaign.run(trial, random.nextBoolean());
          report.tried(trial, pass);
          record(number + "/" + chosen.size() + " died at pass " + pass + " of " + trial);
        }
      }
      if (!ONLY.isEmpty()) {
        return;
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

  private static void record(final String line) throws IOException {
    Files.writeString(
        HuntJvm.directory().resolve("death-points.txt"),
        line + System.lineSeparator(),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  /** For a sample each format and each bell once; whoever wants more has all pairs of them. */
  private static List<Way> ways(final SplittableRandom random) {
    final Way[] all = {
      new Way(LinkFormat.NATIVE, Bell.SOCKET),
      new Way(LinkFormat.ZEPHYR, Bell.POLLING),
      new Way(LinkFormat.NATIVE, Bell.POLLING),
      new Way(LinkFormat.ZEPHYR, Bell.SOCKET),
    };
    if (!WANTED.equals("sample")) {
      return List.of(all);
    }
    return random.nextBoolean() ? List.of(all[0], all[1]) : List.of(all[2], all[3]);
  }

  private static List<Trial> choose(final List<Trial> plan, final SplittableRandom random) {
    final int stride = stride(plan.size());
    final Pattern only = Pattern.compile(ONLY);
    final List<Trial> chosen = new ArrayList<>();
    for (int i = random.nextInt(stride); i < plan.size(); i += stride) {
      final Trial trial = plan.get(i);
      final boolean first = trial.point().pass() == 1;
      if ((first || !WANTED.equals("places")) && only.matcher(trial.toString()).find()) {
        chosen.add(trial);
      }
    }
    return chosen;
  }

  private static int stride(final int planned) {
    return switch (WANTED) {
      case "sample" -> Math.max(1, planned / POINTS);
      case "all", "places" -> 1;
      default -> Integer.parseInt(WANTED);
    };
  }

  @ParameterizedTest
  @Controls(
      some = 1,
      of = {
        "ALL, LEAVES_BLOCKS_WITH_THE_DEAD, NATIVE, ATTACHER, RELEASE, SlotLink.*, does not mourn",
        "ALL, LEAVES_DRAFTS, NATIVE, CREATOR, OPEN, FileCreation.fill.*write, .new",
        "VICTIMS, PUBLISHES_BEFORE_THE_LAST_BYTE, ZEPHYR, ATTACHER, SEND, PacketRingWriter.write.*putInt"
            + ", failed",
        "VICTIMS, PUBLISHES_BEFORE_THE_CONTENT, NATIVE, ATTACHER, SEND, SlotWriter.writeReserved.*putBytes, failed"
      })
  void aBrokenVariantIsCaught(
      final Broken who,
      final BrokenVariant broken,
      final LinkFormat format,
      final Situation situation,
      final Phase phase,
      final String step,
      final String finding)
      throws Exception {
    try (DeathPointCampaign campaign =
        campaign(1, Set.of(broken), who, PATIENCE_WITH_THE_BROKEN_S)) {
      assertThatThrownBy(() -> {
            final List<Trial> plan = campaign.plan(new Way(format, Bell.SOCKET), situation).stream()
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
      final long seed, final Set<BrokenVariant> broken, final Broken who, final long patienceS)
      throws Exception {
    final List<Path> ahead = broken.isEmpty() ? List.of() : List.of(BrokenVariant.compile(broken));
    final List<Path> origins = new ArrayList<>(ahead);
    for (final Class<?> one :
        List.of(IcmsgLink.class, Icbmsg.class, ZeroCopyEndpoint.class, Letter.class)) {
      origins.add(originOf(one));
    }
    final Path steps = folder.resolve("classes");
    StepInstrumentation.copy(steps, origins);
    return new DeathPointCampaign(
        seed,
        Files.createDirectory(folder.resolve("run")),
        who == Broken.ALL ? ahead : List.of(),
        steps,
        patienceS);
  }

  private static Path originOf(final Class<?> one) throws URISyntaxException {
    return Path.of(one.getProtectionDomain().getCodeSource().getLocation().toURI());
  }
}
