package org.intercore.properties.lincheck;

import static org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt.forClasses;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import org.intercore.properties.HuntJvm;
import org.jetbrains.kotlinx.lincheck.Actor;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.StressOptions;

/**
 * A hunt by Lincheck for histories that no order explains. Each begins with scenarios that lie in
 * wait for a certain hazard; random ones follow, always the same.
 */
public enum LincheckHunt {
  /** A refusal by the bitmap is true although blocks wander between words meanwhile. */
  BITMAP(BlockHistory.Bitmap.class) {
    @Override
    List<ExecutionScenario> ambushes() {
      return List.of(scenario(
          List.of(call("claim", 2, 0)),
          List.of(call("shrink", 0), call("claim", 2, 0)),
          List.of(call("take", 1))));
    }
  },

  /** Claims, drops and shrinks within a word. */
  WITHIN_WORD(BlockHistory.WithinWord.class) {
    @Override
    List<ExecutionScenario> ambushes() {
      return List.of(
          scenario(
              List.of(call("claim", 3, 0)),
              List.of(call("shrink", 0), call("claim", 1, 0)),
              List.of(call("claim", 2, 1), call("drop", 1))),
          scenario(
              List.of(call("claim", 1, 0)),
              List.of(call("drop", 0), call("claim", 2, 0)),
              List.of(call("claimLargest", 1), call("claim", 1, 1))));
    }
  },

  /** Claims, drops and shrinks of runs of which a part lies in the next word. */
  ACROSS_WORDS(BlockHistory.AcrossWords.class) {
    @Override
    List<ExecutionScenario> ambushes() {
      return List.of(
          scenario(
              List.of(call("claim", 4, 0)),
              List.of(call("drop", 0)),
              List.of(call("claim", 2, 1), call("claim", 2, 1))),
          scenario(
              List.of(call("claim", 4, 0)),
              List.of(call("shrink", 0)),
              List.of(call("claim", 1, 1), call("claim", 2, 1))),
          scenario(
              List.of(),
              List.of(call("claim", 3, 0), call("drop", 0)),
              List.of(call("claim", 1, 1), call("claim", 3, 1))));
    }
  },

  /** Bounded waits among claims that do not wait. */
  WAITING(BlockHistory.Waiting.class) {
    @Override
    List<ExecutionScenario> ambushes() {
      return List.of(scenario(
          List.of(call("claim", 3, 0)),
          List.of(call("drop", 0), call("claim", 2, 0)),
          List.of(call("claimWaiting", 2, 1), call("claim", 1, 1))));
    }
  },

  /** An endless wait ends when enough is freed: nobody misses its wake-up. */
  ENDLESS(BlockHistory.Endless.class) {
    @Override
    List<ExecutionScenario> ambushes() {
      return List.of(
          scenario(
              List.of(call("claim", 3, 0)),
              List.of(call("drop", 0)),
              List.of(call("claimForever", 2, 1))),
          scenario(
              List.of(call("claim", 3, 0)),
              List.of(call("shrink", 0), call("drop", 0)),
              List.of(call("claimForever", 1, 1), call("drop", 1), call("claimForever", 2, 1))),
          scenario(
              List.of(call("claim", 3, 0)),
              List.of(call("drop", 0)),
              List.of(call("claimForever", 2, 1), call("drop", 1)),
              List.of(call("claimForever", 2, 2), call("drop", 2))));
    }

    @Override
    boolean isRandomToo() {
      // A random scenario would wait for what nobody frees.
      return false;
    }
  };

  private final Class<? extends BlockHistory> history;

  LincheckHunt(final Class<? extends BlockHistory> history) {
    this.history = history;
  }

  abstract List<ExecutionScenario> ambushes();

  boolean isRandomToo() {
    return true;
  }

  final Actor call(final String name, final Object... arguments) {
    final Method method = Arrays.stream(history.getMethods())
        .filter(candidate -> candidate.getName().equals(name))
        .findFirst()
        .orElseThrow();
    return new Actor(method, List.of(arguments));
  }

  private static ExecutionScenario scenario(
      final List<Actor> before, final List<Actor> first, final List<Actor> second) {
    return new ExecutionScenario(before, List.of(first, second), List.of(), null);
  }

  private static ExecutionScenario scenario(
      final List<Actor> before,
      final List<Actor> first,
      final List<Actor> second,
      final List<Actor> third) {
    return new ExecutionScenario(before, List.of(first, second, third), List.of(), null);
  }

  /** How Lincheck drives the threads. */
  public enum Strategy {
    /** Every order in which threads can take turns, few turns first, up to so many. */
    MODEL_CHECKING,
    /** Threads run free. */
    STRESS
  }

  /**
   * How much is tried.
   *
   * @param threads of a random scenario
   * @param calls of each of them
   * @param scenarios that are random
   * @param invocations of each scenario, random or not
   */
  public record Effort(int threads, int calls, int scenarios, int invocations) {}

  /** Runs the hunt, and throws what Lincheck found; else how much was tried. */
  String run(final Strategy strategy, final Effort effort) {
    if (strategy == Strategy.MODEL_CHECKING) {
      final ModelCheckingOptions options = new ModelCheckingOptions()
          .addGuarantee(forClasses(Purse.class.getName()).allMethods().ignore());
      prepare(options, effort).check(history);
    } else {
      prepare(new StressOptions(), effort).check(history);
    }
    return this + " by " + strategy + ": " + ambushes().size() + " chosen and "
        + (isRandomToo() ? effort.scenarios : 0) + " random scenarios of " + effort.threads
        + " threads with " + effort.calls + " calls each, up to " + effort.invocations
        + " invocations of each scenario: nothing found";
  }

  private <O extends Options<O, ?>> O prepare(final O options, final Effort effort) {
    ambushes().forEach(options::addCustomScenario);
    // Shortening a scenario that failed would take longer than finding it, and they are short.
    return options
        .minimizeFailedScenario(false)
        .iterations(isRandomToo() ? effort.scenarios : 0)
        .invocationsPerIteration(effort.invocations)
        .threads(effort.threads)
        .actorsBefore(2)
        .actorsPerThread(effort.calls)
        .actorsAfter(2)
        .verifier(BlockVerifier.class);
  }

  /**
   * Runs hunts in a JVM of their own, whose class path may begin with a broken variant.
   *
   * @param args the four numbers of the effort, then pairs of strategy and hunt
   */
  public static void main(final String[] args) {
    final int[] numbers =
        Arrays.stream(args).limit(4).mapToInt(Integer::parseInt).toArray();
    final Effort effort = new Effort(numbers[0], numbers[1], numbers[2], numbers[3]);
    for (int i = 4; i < args.length; i += 2) {
      final long startNs = System.nanoTime();
      final String tried = valueOf(args[i + 1]).run(Strategy.valueOf(args[i]), effort);
      HuntJvm.say(tried + " in " + (System.nanoTime() - startNs) / 1_000_000 + " ms");
    }
  }
}
