package org.intercore.properties.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.intercore.icbmsg.layout.LinkFormat;
import org.intercore.properties.BrokenVariant;
import org.intercore.properties.Controls;
import org.intercore.properties.HuntJvm;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A second process that maps the channel's file and writes rubbish and plausible lies into all of it, at
 * random moments, while it also talks as an honest peer would. Hunts for exceptions out of the
 * receive path, views beyond the peer's region, a crash of the JVM, calls that do not come back, blocks
 * that are lost, and harm that outlives the liar.
 *
 * <p>As many attackers in each link format as {@code icbmsg.hostile.rounds} says. The seed is printed; {@code
 * -Dicbmsg.hostile.seed=SEED} draws the same lies again, at moments that depend on the scheduler.
 */
class HostileProcessTest {
  private static final int ROUNDS = Integer.getInteger("icbmsg.hostile.rounds", 5);
  private static final int ENOUGH_TO_FIND_WHAT_IS_BROKEN = 20;

  private final long seed = Long.getLong("icbmsg.hostile.seed", System.nanoTime());

  @TempDir
  private Path folder;

  @ParameterizedTest
  @EnumSource
  @Tag("campaign")
  void whoeverLiesAboutWhateverHarmsNobodyForGood(final LinkFormat format) throws Exception {
    final Path directory = folder.resolve("dir");
    final Siege siege = new Siege(seed, directory, format, Set.of());
    final String what = "siege in " + format + " with seed " + seed + ": ";
    try {
      siege.run(ROUNDS);
    } catch (final Throwable t) {
      throw new AssertionError(what + siege + ": " + t.getMessage(), t);
    }
    HuntJvm.say(what + siege);
    assertThat(siege.liesTold()).isPositive();
    assertThat(siege.faultsCounted()).isPositive();
    assertThat(siege.verified()).isPositive();
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left.map(file -> file.getFileName().toString())).containsOnly(".lock");
    }
  }

  /** The control: a victim that believes too much is found out. */
  @ParameterizedTest
  @Controls(
      some = 2,
      of = {
        "ZEPHYR, BELIEVES_THE_SIZE",
        "ZEPHYR, BELIEVES_THE_BLOCK",
        "ZEPHYR, BELIEVES_THE_RELEASE",
        "NATIVE, BELIEVES_THE_SIZE",
        "NATIVE, BELIEVES_THE_BLOCK",
        "NATIVE, BELIEVES_THE_RELEASE",
        "NATIVE, BELIEVES_THE_INLINE_LENGTH"
      })
  void whoBelievesTooMuchIsFoundOut(final LinkFormat format, final BrokenVariant variant) {
    final Siege siege = new Siege(seed, folder.resolve("dir"), format, Set.of(variant));
    assertThatThrownBy(() -> siege.run(ENOUGH_TO_FIND_WHAT_IS_BROKEN))
        .as("%s in %s with seed %d, %s", variant, format, seed, siege)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("the victim");
  }
}
