package org.intercore.properties.jcstress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.intercore.icmsg.buffer.Buffers;
import org.intercore.properties.BrokenVariant;
import org.intercore.properties.Controls;
import org.intercore.properties.HuntJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.openjdk.jcstress.Main;

/**
 * The hazards that jcstress provokes show nothing that is forbidden; over a broken variant each shows
 * what is broken.
 *
 * <p>The system property {@code icbmsg.jcstress.mode} says how long: {@code quick} takes half a second
 * for each hazard in one JVM, {@code default} and {@code tough} are nearly what jcstress means by them, with
 * all compilers that there are. Without it the mode follows {@code icbmsg.test.scale}.
 */
class JcstressTest {
  private static final String QUICK = "quick";
  private static final int HAZARDS = 15;
  private static final int CONTROL_RUNS = 6;
  private static final long PATIENCE_MINUTES = 240;
  private static final Pattern REMAINING =
      Pattern.compile("All remaining tests: (\\d+) matching test results");

  private static final Pattern SAMPLES =
      Pattern.compile("^[\\d, ]+?  +([\\d,]+) +<?[\\d.]+% +Acceptable", Pattern.MULTILINE);

  private static String mode() {
    final boolean isLong = Integer.getInteger("icbmsg.test.scale", 1) > 1;
    return System.getProperty("icbmsg.jcstress.mode", isLong ? "default" : QUICK);
  }

  private static List<String> arguments(final String mode, final int quickMs) {
    final List<String> arguments = new ArrayList<>(List.of("-m", mode));
    if (mode.equals(QUICK)) {
      arguments.addAll(
          List.of("-jvmArgs", Buffers.JVM_FLAG + " -XX:+UseSerialGC -XX:-UsePerfData"));
      arguments.addAll(List.of("-sc", "false", "-af", "NONE", "-f", "1", "-fsm", "1"));
      // A heap is touched before each run, which takes longer than the run if it is large.
      arguments.addAll(List.of("-hs", "64"));
      arguments.addAll(List.of("-iters", "1", "-time", Integer.toString(quickMs)));
      return arguments;
    }
    arguments.addAll(List.of("-jvmArgsPrepend", Buffers.JVM_FLAG));
    if (mode.equals("default")) {
      // What random compilations add is worth two hours only to those who ask for "tough".
      arguments.addAll(List.of("-fsm", "1", "-iters", "2"));
    }
    return arguments;
  }

  private static HuntJvm.End run(
      final String name, final List<String> arguments, final Set<BrokenVariant> broken)
      throws Exception {
    final Path results = Files.createDirectories(HuntJvm.directory().resolve("jcstress"));
    arguments.addAll(List.of("-r", results + File.separator));
    return new HuntJvm("jcstress-" + name, Main.class.getName(), broken)
        .run(arguments, PATIENCE_MINUTES);
  }

  @Test
  void noHazardShowsWhatIsForbidden() throws Exception {
    final List<String> arguments = arguments(mode(), 400);
    arguments.add("-v");
    final HuntJvm.End end = run(mode(), arguments, Set.of());
    assertThat(end.output())
        .contains("Failed tests: No matches.", "Error tests: No matches.")
        .doesNotContain("[FAILED]", "Observed forbidden state");
    final Matcher remaining = REMAINING.matcher(end.output());
    assertThat(remaining.find()).as(end.output()).isTrue();
    assertThat(Integer.parseInt(remaining.group(1))).isEqualTo(HAZARDS);
    HuntJvm.say("jcstress, mode " + mode() + ": " + HAZARDS + " hazards, " + samples(end.output())
        + " samples: nothing found");
  }

  /** How often the two threads of any hazard have met, in all configurations. */
  private static long samples(final String output) {
    return SAMPLES
        .matcher(output.substring(0, output.indexOf("RUN RESULTS:")))
        .results()
        .mapToLong(row -> Long.parseLong(row.group(1).replace(",", "")))
        .sum();
  }

  /**
   * What is broken together, to save time, and the hazards that show it. No hazard comes near two
   * of the defects that it is run with.
   */
  private enum Control {
    CLAIMS_AND_LEDGER(
        Set.of(
            BrokenVariant.TAKES_WITHOUT_COMPARING,
            BrokenVariant.LEAVES_WHAT_WAS_GRANTED,
            BrokenVariant.RELEASES_WITHOUT_COMPARING,
            BrokenVariant.MOVES_WITHOUT_COMPARING),
        "WithinWordHazards.ClaimVsClaim",
        "WakeUpHazards.WakeUpVsTimeout",
        "LedgerHazards.ReleaseVsRelease",
        "LedgerHazards.DropVsSend"),
    RELEASES(
        Set.of(
            BrokenVariant.FREES_WITHOUT_COMPARING, BrokenVariant.FREES_WITHOUT_LOOKING_AT_THE_LINE),
        "WithinWordHazards.ClaimVsReleaseOfTheNext",
        "WakeUpHazards.LostWakeUp"),
    SECOND_RELEASE(
        Set.of(BrokenVariant.FREES_TWICE),
        "WithinWordHazards.ClaimVsRelease",
        "WithinWordHazards.ShrinkVsClaim"),
    LARGEST(Set.of(BrokenVariant.TAKES_ONE_WITHOUT_COMPARING), "WithinWordHazards.LargestVsClaim"),
    ACROSS_WORDS(
        Set.of(
            BrokenVariant.FREES_ACROSS_WORDS_WITHOUT_LOCK, BrokenVariant.FAILS_WITHOUT_GIVING_BACK),
        "AcrossWordsHazards.ReleaseVsTwoClaims",
        "AcrossWordsHazards.ShrinkVsTwoClaims",
        "AcrossWordsHazards.ClaimVsClaimOfAPart"),
    SLEEPERS(
        Set.of(BrokenVariant.ARMS_WITHOUT_A_FENCE, BrokenVariant.WAKES_WITHOUT_A_FENCE),
        "DoorbellHazards.ArmVsMessage",
        "DoorbellHazards.ParkVsUnpark"),
    RINGERS(Set.of(BrokenVariant.ASKS_WITHOUT_A_FENCE), "DoorbellHazards.ArmVsRelease");

    private final Set<BrokenVariant> broken;
    private final List<String> hazards;

    Control(final Set<BrokenVariant> broken, final String... hazards) {
      this.broken = broken;
      this.hazards = List.of(hazards);
    }
  }

  @Test
  void everyHazardHasAControl() throws Exception {
    final Controls controls = JcstressTest.class
        .getDeclaredMethod("aBrokenVariantIsCaught", Control.class)
        .getAnnotation(Controls.class);
    assertThat(controls.of())
        .containsExactly(Arrays.stream(Control.values()).map(Enum::name).toArray(String[]::new));
    assertThat(Arrays.stream(Control.values()).flatMap(control -> control.hazards.stream()))
        .doesNotHaveDuplicates()
        .hasSize(HAZARDS);
  }

  /** Whether a defect shows in one run is up to the scheduler; a rare one is given several. */
  @ParameterizedTest
  @Controls(
      some = 2,
      of = {
        "CLAIMS_AND_LEDGER",
        "RELEASES",
        "SECOND_RELEASE",
        "LARGEST",
        "ACROSS_WORDS",
        "SLEEPERS",
        "RINGERS"
      })
  void aBrokenVariantIsCaught(final Control control) throws Exception {
    final List<String> left = new ArrayList<>(control.hazards);
    String output = "";
    for (int run = 0; run < CONTROL_RUNS && !left.isEmpty(); run++) {
      final List<String> arguments = arguments(QUICK, 1000);
      arguments.addAll(List.of("-t", "(" + String.join("|", left) + ")$"));
      output = run("control", arguments, control.broken).output();
      assertThat(output).contains("RUN RESULTS:", "Error tests: No matches.");
      left.removeIf(showsForbiddenState(output));
    }
    assertThat(left).as(output).isEmpty();
  }

  private static Predicate<String> showsForbiddenState(final String output) {
    return hazard -> Pattern.compile(Pattern.quote(hazard) + " \\[.*Observed forbidden state")
        .matcher(output)
        .find();
  }
}
