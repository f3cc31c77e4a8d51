package org.intercore.properties.lincheck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.intercore.properties.BrokenVariant;
import org.intercore.properties.Controls;
import org.intercore.properties.HuntJvm;
import org.intercore.properties.lincheck.LincheckHunt.Effort;
import org.intercore.properties.lincheck.LincheckHunt.Strategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** The hunts by Lincheck find nothing; over a broken variant each finds what is broken. */
class LincheckTest {
  private static final Effort SHORT_MODEL_CHECKING = new Effort(2, 3, 4, 300);
  private static final Effort SHORT_STRESS = new Effort(2, 3, 2, 300);
  // Lincheck is an agent that attaches itself; short runs do not repay a better compiler.
  private static final String[] JVM_FLAGS = {
    "-XX:+EnableDynamicAgentLoading",
    "-Djdk.attach.allowAttachSelf=true",
    "-XX:TieredStopAtLevel=1",
    "-XX:+UseSerialGC",
    "-Xmx512m"
  };
  private static final long PATIENCE_MINUTES = 120;

  private static boolean isLong() {
    return Integer.getInteger("icbmsg.test.scale", 1) > 1;
  }

  @Test
  void theModelCheckerFindsNothing() throws Exception {
    findsNothing(
        Strategy.MODEL_CHECKING, isLong() ? new Effort(3, 4, 60, 2_000) : SHORT_MODEL_CHECKING);
  }

  @Test
  void freeThreadsFindNothing() throws Exception {
    findsNothing(Strategy.STRESS, isLong() ? new Effort(3, 4, 60, 1_000) : SHORT_STRESS);
  }

  private static void findsNothing(final Strategy strategy, final Effort effort) throws Exception {
    final HuntJvm.End end = run(strategy, effort, Set.of(), LincheckHunt.values());
    assertThat(end.exitCode()).as(end.output()).isZero();
    final List<String> tried =
        end.output().lines().filter(line -> line.contains("nothing found")).toList();
    assertThat(tried).hasSize(LincheckHunt.values().length);
    tried.forEach(HuntJvm::say);
  }

  private static HuntJvm.End run(
      final Strategy strategy,
      final Effort effort,
      final Set<BrokenVariant> broken,
      final LincheckHunt... hunts)
      throws Exception {
    final List<String> arguments = new ArrayList<>();
    arguments.add(Integer.toString(effort.threads()));
    arguments.add(Integer.toString(effort.calls()));
    arguments.add(Integer.toString(effort.scenarios()));
    arguments.add(Integer.toString(effort.invocations()));
    for (final LincheckHunt hunt : hunts) {
      arguments.add(strategy.name());
      arguments.add(hunt.name());
    }
    final String name = "lincheck-" + strategy + (hunts.length == 1 ? "-" + hunts[0] : "");
    return new HuntJvm(name, LincheckHunt.class.getName(), broken, JVM_FLAGS)
        .run(arguments, PATIENCE_MINUTES);
  }

  @ParameterizedTest
  @Controls(
      some = 3,
      of = {
        "BITMAP, READS_ONCE, Invalid execution results",
        "WITHIN_WORD, TAKES_WITHOUT_COMPARING, Invalid execution results",
        "WITHIN_WORD, TAKES_ONE_WITHOUT_COMPARING, Invalid execution results",
        "WITHIN_WORD, FREES_WITHOUT_COMPARING, Invalid execution results",
        "ACROSS_WORDS, FREES_ACROSS_WORDS_WITHOUT_LOCK, Invalid execution results",
        "WAITING, LEAVES_WHAT_WAS_GRANTED, Invalid execution results",
        "ENDLESS, ENTERS_THE_LINE_WITHOUT_LOOKING, The execution has hung",
        "ENDLESS, FREES_WITHOUT_LOOKING_AT_THE_LINE, The execution has hung"
      })
  void aBrokenVariantIsCaught(
      final LincheckHunt hunt, final BrokenVariant broken, final String finding) throws Exception {
    final HuntJvm.End end =
        run(Strategy.MODEL_CHECKING, SHORT_MODEL_CHECKING, Set.of(broken), hunt);
    assertThat(end.exitCode()).as(end.output()).isNotZero();
    assertThat(end.output()).contains(finding).doesNotContain("nothing found");
  }
}
