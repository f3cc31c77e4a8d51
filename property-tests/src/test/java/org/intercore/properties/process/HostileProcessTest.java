package org.intercore.properties.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.intercore.properties.BrokenVariant;
import org.intercore.properties.HuntJvm;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A second process that maps the channel's file and writes rubbish and plausible lies into all of it, at
 * random moments, while it also talks as an honest peer would. Hunts for exceptions out of the
 * receive path, views beyond the peer's region, a crash of the JVM, calls that do not come back, blocks
 * that are lost, and harm that outlives the liar.
 *
 * <p>As many attackers as {@code icbmsg.hostile.rounds} says. The seed is printed; {@code
 * -Dicbmsg.hostile.seed=SEED} draws the same lies again, at moments that depend on the scheduler.
 */
class HostileProcessTest {
  private static final int ROUNDS = Integer.getInteger("icbmsg.hostile.rounds", 8);
  private static final int ENOUGH_TO_FIND_WHAT_IS_BROKEN = 20;

  private final long seed = Long.getLong("icbmsg.hostile.seed", System.nanoTime());

  @TempDir
  private Path folder;

  @Test
  @Tag("campaign")
  void whoeverLiesAboutWhateverHarmsNobodyForGood() throws Exception {
    final Path directory = folder.resolve("dir");
    final Siege siege = new Siege(seed, directory, Set.of());
    try {
      siege.run(ROUNDS);
    } catch (final Throwable t) {
      throw new AssertionError("siege with seed " + seed + ", " + siege + ": " + t.getMessage(), t);
    }
    HuntJvm.say("siege with seed " + seed + ": " + siege);
    assertThat(siege.liesTold()).isPositive();
    assertThat(siege.faultsCounted()).isPositive();
    assertThat(siege.verified()).isPositive();
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left.map(file -> file.getFileName().toString())).containsOnly(".lock");
    }
  }

  /** The control: a victim that believes too much is found out. */
  @ParameterizedTest
  @EnumSource(names = {"BELIEVES_THE_SIZE", "BELIEVES_THE_BLOCK", "BELIEVES_THE_RELEASE"})
  void whoBelievesTooMuchIsFoundOut(final BrokenVariant variant) {
    final Siege siege = new Siege(seed, folder.resolve("dir"), Set.of(variant));
    assertThatThrownBy(() -> siege.run(ENOUGH_TO_FIND_WHAT_IS_BROKEN))
        .as("%s with seed %d, %s", variant, seed, siege)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("the victim");
  }
}
