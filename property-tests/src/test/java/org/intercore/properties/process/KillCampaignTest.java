package org.intercore.properties.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.intercore.properties.HuntJvm;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two processes under load on three endpoints, of which one or both are killed at random moments and
 * replaced. Hunts for messages that are torn, lost within a bond, delivered twice or to the wrong
 * life, for blocks that do not come back, waits that do not end, and leftovers that need a hand.
 *
 * <p>The seed is printed; {@code -Dicbmsg.kill.seed=SEED} draws the same kills again, at moments that
 * depend on the scheduler. As many kills as {@code icbmsg.kills} says: 30 by default, 2,000 in the
 * profile "soak".
 */
@Tag("campaign")
class KillCampaignTest {
  private static final int KILLS = Integer.getInteger("icbmsg.kills", 30);

  @TempDir
  private Path folder;

  @Test
  void whoeverIsKilledAtWhateverMomentCostsTheOtherNothingButThePeer() throws Exception {
    final long seed = Long.getLong("icbmsg.kill.seed", System.nanoTime());
    final Path directory = folder.resolve("dir");
    final KillCampaign campaign = new KillCampaign(seed, directory);
    final KillCampaignReport report;
    try {
      report = campaign.run(KILLS);
    } catch (final Throwable t) {
      throw new AssertionError("kill campaign with seed " + seed + ": " + t.getMessage(), t);
    }
    HuntJvm.say("kill campaign with seed " + seed + ": " + report);
    assertThat(report.verified()).isPositive();
    assertThat(report.claimsEnded()).isPositive();
    assertThat(report.heldAcrossDeath()).isPositive();
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left.map(file -> file.getFileName().toString())).containsOnly(".lock");
    }
  }
}
