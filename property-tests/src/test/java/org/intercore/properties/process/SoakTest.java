package org.intercore.properties.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.intercore.icbmsg.layout.LinkFormat;
import org.intercore.properties.BrokenVariant;
import org.intercore.properties.Controls;
import org.intercore.properties.HuntJvm;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Two processes under mixed load, whose memory, descriptors, threads, mappings and blocks have to stay
 * what they are. Hunts for leaks that nothing but time shows.
 *
 * <p>For as long as {@code icbmsg.soak.seconds} says: 10 by default, an hour in the profile "soak". {@code
 * icbmsg.soak.load} is how many messages a second each of six senders of a side sends, 400 by default,
 * which leaves most of a core to others. The seed is printed; {@code -Dicbmsg.soak.seed=SEED} draws
 * the same load again. The samples stay in {@code target/hunts/soak-FORMAT.txt}.
 */
@EnabledOnOs(OS.LINUX)
class SoakTest {
  private static final int LOAD = Integer.getInteger("icbmsg.soak.load", 400);

  /** Below that a JVM that warms up looks like one that grows. */
  private static final long LEAST_SECONDS = 8;

  /** With which each side is closed and opened again, as it may not be in so short a time. */
  private static final long SEED_OF_SOME_OPENINGS = 5;

  private static final long PATIENCE_WITH_THE_BROKEN_S = 5;

  private static final long MOST_SECONDS_WITH_THE_BROKEN = 8 * LEAST_SECONDS;

  @TempDir
  private Path folder;

  /** The time is shared among the formats. */
  @ParameterizedTest
  @EnumSource
  @Tag("campaign")
  void nothingGrowsWhileTwoProcessesTalk(final LinkFormat format) throws Exception {
    final long seconds = Math.max(
        LEAST_SECONDS, Long.getLong("icbmsg.soak.seconds", 10) / LinkFormat.values().length);
    final long seed = Long.getLong("icbmsg.soak.seed", System.nanoTime());
    final Path directory = folder.resolve("dir");
    final Path samples = HuntJvm.directory().resolve("soak-" + format + ".txt");
    Files.writeString(samples, "soak of " + seconds + " s with seed " + seed + "\n");
    final Soak soak = new Soak(
        seed,
        directory,
        format,
        LOAD,
        Set.of(),
        Conversation.PATIENCE_S,
        line -> Files.writeString(samples, line + "\n", StandardOpenOption.APPEND));
    try {
      soak.run(seconds);
      soak.checkThatNothingGrows();
    } catch (final Throwable t) {
      throw new AssertionError(
          "soak in " + format + " with seed " + seed + ": " + t.getMessage(), t);
    } finally {
      HuntJvm.say(Files.readString(samples));
    }
    HuntJvm.say(
        "soak of " + seconds + " s in " + format + " with seed " + seed + ": " + soak.summary());
    assertThat(soak.verified()).isPositive();
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left.map(file -> file.getFileName().toString())).containsOnly(".lock");
    }
  }

  /** The control: what grows is found, be it blocks, descriptors or memory. */
  @ParameterizedTest
  @Controls(
      some = 1,
      of = {
        "LEAVES_BLOCKS_TAKEN, NATIVE, does not settle|blocks in use",
        "LEAVES_A_SELECTOR_OPEN, NATIVE, descriptors",
        "KEEPS_WHAT_WAS_RECEIVED, ZEPHYR, heap KB"
      })
  void whatGrowsIsFound(final BrokenVariant variant, final LinkFormat format, final String finding)
      throws Exception {
    final List<String> samples = new ArrayList<>();
    AssertionError found = null;
    // On a machine that has other things to do, less is sent and leaked in the same time.
    for (long seconds = LEAST_SECONDS;
        found == null && seconds <= MOST_SECONDS_WITH_THE_BROKEN;
        seconds *= 2) {
      samples.add(seconds + " s");
      found = soakOf(variant, format, seconds, samples::add);
    }
    assertThat(found)
        .as("%s, of which these are the samples: %s", variant, samples)
        .message()
        .containsPattern(finding);
  }

  /** What a soak finds wrong with a variant, or null. */
  private AssertionError soakOf(
      final BrokenVariant variant, final LinkFormat format, final long seconds, final Soak.Log log)
      throws Exception {
    final Soak soak = new Soak(
        SEED_OF_SOME_OPENINGS,
        folder.resolve("dir of " + seconds),
        format,
        LOAD,
        Set.of(variant),
        PATIENCE_WITH_THE_BROKEN_S,
        log);
    try {
      soak.run(seconds);
      soak.checkThatNothingGrows();
      return null;
    } catch (final AssertionError e) {
      return e;
    }
  }
}
