package org.intercore.jmh.placement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.intercore.icbmsg.block.BlockAllocator;
import org.intercore.jmh.NoWaiting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** That the study is about the real allocator, and that its figures are what they are called. */
class PlacementStudyTest {
  private static final int MESSAGES = 2_000;
  private static final int SEED = 7;

  /** The study would say nothing about the library if it simulated something else. */
  @Test
  void thePolicyCalledTheLibrarysIsTheOneThatTheLibraryFollows() {
    for (final Workload workload : PlacementStudy.workloads()) {
      assertEquals(
          startsOfLibrary(workload), startsOf(Policy.LIBRARY, workload), workload::toString);
    }
  }

  /** The control: another policy is told from it. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "WORD_FIRST")
  void noOtherPolicyPlacesAsTheLibraryDoes(final Policy policy) {
    final Workload workload = new Workload(256, 70, Mix.MIXED, Holding.RANDOM);
    assertNotEquals(startsOfLibrary(workload), startsOf(policy, workload));
  }

  private static List<Integer> startsOf(final Policy policy, final Workload workload) {
    return record(policy.placer(), workload);
  }

  private static List<Integer> startsOfLibrary(final Workload workload) {
    final BlockAllocator allocator = new BlockAllocator(workload.blocks(), new NoWaiting());
    return record(
        new Placer() {
          @Override
          public int place(final Blocks blocks, final int length) {
            final long run = allocator.claim(length, 0);
            return run < 0 ? Blocks.NONE : BlockAllocator.start(run);
          }

          @Override
          public void freed(final int start, final int length) {
            allocator.free(start, length);
          }
        },
        workload);
  }

  private static List<Integer> record(final Placer placer, final Workload workload) {
    final List<Integer> starts = new ArrayList<>();
    final Placer recorder = new Placer() {
      @Override
      public int place(final Blocks blocks, final int length) {
        final int start = placer.place(blocks, length);
        starts.add(start);
        return start;
      }

      @Override
      public void freed(final int start, final int length) {
        placer.freed(start, length);
      }
    };
    Simulation.run(Demand.of(workload, MESSAGES, SEED), recorder, workload.blocks());
    return starts;
  }

  /** So the largest free run says what would be refused. That no runs overlap, the blocks check. */
  @ParameterizedTest
  @EnumSource
  void aPolicyRefusesOnlyIfNoRunIsLongEnough(final Policy policy) {
    for (final Workload workload : PlacementStudy.workloads()) {
      final Placer placer = policy.placer();
      final Placer checked = new Placer() {
        @Override
        public int place(final Blocks blocks, final int length) {
          final int largest = blocks.largestRun();
          final int start = placer.place(blocks, length);
          assertEquals(largest < length, start == Blocks.NONE, workload::toString);
          return start;
        }

        @Override
        public void freed(final int start, final int length) {
          placer.freed(start, length);
        }
      };
      Simulation.run(Demand.of(workload, MESSAGES, SEED), checked, workload.blocks());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 31, 32, 33, 64, 100, 256})
  void theLargestRunIsThatOfAnArrayOfBooleans(final int count) {
    final SplittableRandom random = new SplittableRandom(SEED);
    final Blocks blocks = new Blocks(count);
    final boolean[] taken = new boolean[count];
    for (int i = 0; i < MESSAGES; i++) {
      final int block = random.nextInt(count);
      if (taken[block]) {
        blocks.release(block, 1);
      } else {
        blocks.take(block, 1);
      }
      taken[block] = !taken[block];
      assertEquals(largestRun(taken), blocks.largestRun());
    }
  }

  private static int largestRun(final boolean[] taken) {
    int largest = 0;
    int run = 0;
    for (final boolean isTaken : taken) {
      run = isTaken ? 0 : run + 1;
      largest = Math.max(largest, run);
    }
    return largest;
  }

  /** Seen without refusals: what is in use on average is the load that the workload names. */
  @ParameterizedTest
  @EnumSource
  void demandBringsTheLoad(final Holding holding) {
    final Workload workload = new Workload(256, 50, Mix.SMALL, holding);
    final long[] used = new long[2];
    final Demand demand = Demand.of(workload, 50 * MESSAGES, SEED);
    final int roomForAll = 16 * workload.blocks();
    Simulation.run(
        demand,
        (blocks, length) -> {
          used[0]++;
          used[1] += used[0] > demand.messages() / 2 ? blocks.used() : 0;
          return Placers.findWordFirst(blocks, length);
        },
        roomForAll);
    final double mean = used[1] / (demand.messages() / 2.0);
    assertEquals(workload.load(), mean, 0.1 * workload.load());
  }

  @Test
  void theSameArgumentsGiveTheSameTables() {
    final String report = PlacementStudy.report(2, 400);
    assertEquals(report, PlacementStudy.report(2, 400));
    for (final Policy policy : Policy.values()) {
      assertTrue(report.contains("| " + policy + " "), report);
    }
  }

  /** The control: a study that cannot tell a bad policy would tell nothing. */
  @Test
  void aBadPolicyIsFoundOut() {
    final Workload workload = new Workload(256, 70, Mix.MIXED, Holding.RANDOM);
    final Demand demand = Demand.of(workload, 10 * MESSAGES, SEED);
    final Figures good = Simulation.run(demand, Policy.LIBRARY.placer(), workload.blocks());
    final Figures bad = Simulation.run(demand, Policy.WORST_FIT.placer(), workload.blocks());
    assertTrue(bad.refused16() > 2 * good.refused16(), good + " " + bad);
    assertTrue(bad.meanRun() < good.meanRun(), good + " " + bad);
  }
}
