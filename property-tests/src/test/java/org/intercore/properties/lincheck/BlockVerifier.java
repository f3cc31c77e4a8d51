package org.intercore.properties.lincheck;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jetbrains.kotlinx.lincheck.Actor;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionResult;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.kotlinx.lincheck.execution.ResultWithClock;
import org.jetbrains.kotlinx.lincheck.util.ValueResult;
import org.jetbrains.lincheck.datastructures.verifier.CachedVerifier;

/**
 * Looks for an order of the calls, true to who had ended before who began, in which an array of bits
 * gives the same answers:
 *
 * <ul>
 *   <li>a granted run was wholly free, and is as long as asked for; the largest ends before a taken block or
 *       with the last block;
 *   <li>a claim is refused only if no such run is free, or if another thread may be waiting: what is
 *       free is kept for that one;
 *   <li>a freed run was wholly taken;
 *   <li>a bitmap that was only searched within words may have found nothing for no reason.
 * </ul>
 *
 * <p>The place of a run is the allocator's choice. Since the answers name the places, one order of
 * the calls leads to one state, and so do all orders of the same calls; so each set of calls is looked
 * at once.
 */
public final class BlockVerifier extends CachedVerifier {
  private final BitSet takenAtFirst;
  private final int count;
  private final boolean isBitmap;

  /** Lincheck makes one for each scenario; the class is that of the history. */
  public BlockVerifier(final Class<?> history) throws ReflectiveOperationException {
    final BlockHistory first = (BlockHistory) history.getDeclaredConstructor().newInstance();
    this.takenAtFirst = first.takenAtFirst();
    this.count = first.count();
    this.isBitmap = first instanceof BlockHistory.Bitmap;
  }

  @Override
  public boolean verifyResultsImpl(
      final ExecutionScenario scenario, final ExecutionResult results) {
    return new Search(scenario.getThreads(), results.getThreadsResultsWithClock())
        .canEnd((BitSet) takenAtFirst.clone());
  }

  /** One history: how many calls of each thread have had their place in the order so far. */
  private final class Search {
    private final List<List<Actor>> calls;
    private final List<List<ResultWithClock>> answers;
    private final int[] done;
    private final Set<List<Integer>> fruitless = new HashSet<>();

    Search(final List<List<Actor>> calls, final List<List<ResultWithClock>> answers) {
      this.calls = calls;
      this.answers = answers;
      this.done = new int[calls.size()];
    }

    boolean canEnd(final BitSet taken) {
      boolean isEnd = true;
      for (int thread = 0; thread < done.length; thread++) {
        if (done[thread] == calls.get(thread).size()) {
          continue;
        }
        isEnd = false;
        if (mayBegin(thread) && canEndAfter(thread, taken)) {
          return true;
        }
      }
      return isEnd;
    }

    private boolean canEndAfter(final int thread, final BitSet taken) {
      final BitSet after = (BitSet) taken.clone();
      if (!step(thread, after)) {
        return false;
      }
      done[thread]++;
      final List<Integer> place = Arrays.stream(done).boxed().toList();
      final boolean ends = !fruitless.contains(place) && canEnd(after);
      if (!ends) {
        fruitless.add(place);
      }
      done[thread]--;
      return ends;
    }

    /** Whether all calls that ended before this thread's next one began have had their place. */
    private boolean mayBegin(final int thread) {
      final ResultWithClock next = answers.get(thread).get(done[thread]);
      for (int other = 0; other < done.length; other++) {
        if (done[other] < next.getClockOnStart().get(other)) {
          return false;
        }
      }
      return true;
    }

    /** Whether the model can give this answer now; if so it does what the call did. */
    private boolean step(final int thread, final BitSet taken) {
      final Actor call = calls.get(thread).get(done[thread]);
      if (!(answers.get(thread).get(done[thread]).getResult() instanceof ValueResult result
          && result.getValue() instanceof Answer answer)) {
        return false;
      }
      final String name = call.getMethod().getName();
      final boolean provesNothing = isBitmap && name.equals("claim");
      return switch (answer.kind()) {
        case GRANTED -> grant(answer, wanted(call), taken);
        case REFUSED ->
          provesNothing || !hasRun(Math.max(1, wanted(call)), taken) || anotherMayWait(thread);
        case FREED -> free(answer, taken);
        case OWNS_NOTHING -> true;
        case UNEXPECTED -> false;
      };
    }

    private boolean anotherMayWait(final int thread) {
      for (int other = 0; other < done.length; other++) {
        if (other != thread
            && done[other] < calls.get(other).size()
            && waits(calls.get(other).get(done[other]))
            && mayBegin(other)) {
          return true;
        }
      }
      return false;
    }
  }

  private static int wanted(final Actor call) {
    return switch (call.getMethod().getName()) {
      case "claimLargest" -> 0;
      case "take" -> 1;
      default -> (int) call.getArguments().get(0);
    };
  }

  private static boolean waits(final Actor call) {
    final String name = call.getMethod().getName();
    return name.equals("claimWaiting") || name.equals("claimForever");
  }

  private boolean grant(final Answer answer, final int wanted, final BitSet taken) {
    final int end = answer.start() + answer.length();
    final boolean fits = wanted == 0
        ? answer.length() > 0 && (end == count || taken.get(end))
        : answer.length() == wanted;
    if (!fits || end > count || !taken.get(answer.start(), end).isEmpty()) {
      return false;
    }
    taken.set(answer.start(), end);
    return true;
  }

  private boolean hasRun(final int length, final BitSet taken) {
    int start = taken.nextClearBit(0);
    while (start + length <= count) {
      final int end = taken.nextSetBit(start);
      if (end < 0 || end - start >= length) {
        return true;
      }
      start = taken.nextClearBit(end);
    }
    return false;
  }

  private static boolean free(final Answer answer, final BitSet taken) {
    final int end = answer.start() + answer.length();
    if (taken.nextClearBit(answer.start()) < end) {
      return false;
    }
    taken.clear(answer.start(), end);
    return true;
  }
}
