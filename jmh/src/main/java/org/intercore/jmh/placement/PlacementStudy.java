package org.intercore.jmh.placement;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.intercore.jmh.Arguments;

/**
 * Puts every placement policy to the same demands and prints what came of it. Nothing is timed; the
 * same arguments give the same tables on every machine.
 *
 * <pre>
 *  java -cp benchmarks.jar org.intercore.jmh.placement.PlacementStudy [seeds [messages]]
 * </pre>
 */
public final class PlacementStudy {
  static final int[] BLOCKS = {64, 256};
  static final int[] LOADS = {10, 50, 70, 90};

  private static final int SEEDS = 5;
  private static final int MESSAGES = 100_000;

  private PlacementStudy() {}

  /**
   * Runs the study.
   *
   * @param args how many seeds, and how many messages in each run; both may be left out
   */
  public static void main(final String[] args) {
    final int seeds = Arguments.count(args, 0, "seeds", SEEDS);
    final int messages = Arguments.count(args, 1, "messages", MESSAGES);
    System.out.printf(
        "%d workloads, %d seeds, %d messages in each run, of which the second half counts.%n",
        workloads().size(), seeds, messages);
    System.out.print(report(seeds, messages));
  }

  /** The tables as text. */
  static String report(final int seeds, final int messages) {
    final Map<Policy, Map<Workload, List<Figures>>> results = new EnumMap<>(Policy.class);
    for (final Policy policy : Policy.values()) {
      results.put(policy, new LinkedHashMap<>());
    }
    for (final Workload workload : workloads()) {
      results.values().forEach(ofPolicy -> ofPolicy.put(workload, new ArrayList<>()));
      for (int seed = 1; seed <= seeds; seed++) {
        final Demand demand = Demand.of(workload, messages, seed);
        results.forEach((policy, ofPolicy) ->
            ofPolicy.get(workload).add(Simulation.run(demand, policy.placer(), workload.blocks())));
      }
    }
    return new StudyReport(results, seeds).toString();
  }

  static List<Workload> workloads() {
    final List<Workload> workloads = new ArrayList<>();
    for (final int blocks : BLOCKS) {
      for (final int load : LOADS) {
        for (final Mix mix : Mix.values()) {
          for (final Holding holding : Holding.values()) {
            workloads.add(new Workload(blocks, load, mix, holding));
          }
        }
      }
    }
    return workloads;
  }
}
