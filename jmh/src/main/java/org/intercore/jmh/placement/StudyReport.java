package org.intercore.jmh.placement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.intercore.jmh.report.MarkdownTable;

/** The figures of a study as tables. */
final class StudyReport {
  private static final double PERCENT = 100;
  // A share of refusals below this is too small to be compared with another.
  private static final double RARE = 0.005;
  private static final double FEWER = 0.8;
  private static final double MORE = 1.25;

  private final Map<Policy, Map<Workload, List<Figures>>> results;
  private final int seeds;

  /** For each policy and workload the figures of each seed. */
  StudyReport(final Map<Policy, Map<Workload, List<Figures>>> results, final int seeds) {
    this.results = results;
    this.seeds = seeds;
  }

  @Override
  public String toString() {
    return "\nAll workloads\n\n" + averages()
        + "\nClaims of 16 blocks refused, %\n\n" + parts(StudyReport::refused16)
        + "\nClaims of 4 blocks refused, %\n\n" + parts(StudyReport::refused4)
        + "\nBlocks touched by a thousand messages\n\n" + parts(Figures::touched)
        + "\nClaims of 16 blocks refused, against " + Policy.LIBRARY + "\n\n" + comparison();
  }

  private static double refused4(final Figures figures) {
    return PERCENT * figures.refused4();
  }

  private static double refused16(final Figures figures) {
    return PERCENT * figures.refused16();
  }

  private MarkdownTable averages() {
    final Map<String, ToDoubleFunction<Figures>> columns = new LinkedHashMap<>();
    columns.put("4 refused %", StudyReport::refused4);
    columns.put("16 refused %", StudyReport::refused16);
    columns.put("of which full", figures -> PERCENT * figures.tooFull());
    columns.put("blocks refused %", figures -> PERCENT * figures.refusedBlocks());
    columns.put("largest run", Figures::meanRun);
    columns.put("its 5th percentile", Figures::lowRun);
    columns.put("blocks touched", Figures::touched);
    columns.put("words a claim", Figures::looks);
    final MarkdownTable table = new MarkdownTable(cells("policy", columns.keySet()));
    for (final Policy policy : Policy.values()) {
      final List<String> values = new ArrayList<>();
      columns.values().forEach(figure -> values.add(spread(bySeed(policy, figure))));
      table.row(cells(policy, values));
    }
    return table;
  }

  /** Over all workloads. */
  private double[] bySeed(final Policy policy, final ToDoubleFunction<Figures> figure) {
    final double[] means = new double[seeds];
    for (int i = 0; i < seeds; i++) {
      final int seed = i;
      means[i] = results.get(policy).values().stream()
          .mapToDouble(figures -> figure.applyAsDouble(figures.get(seed)))
          .average()
          .orElseThrow();
    }
    return means;
  }

  /** The mean, and half the distance from the lowest to the highest. */
  private static String spread(final double[] values) {
    final DoubleSummaryStatistics all = Arrays.stream(values).summaryStatistics();
    return String.format(
        Locale.ROOT, "%.2f ± %.2f", all.getAverage(), (all.getMax() - all.getMin()) / 2);
  }

  private static Map<String, Predicate<Workload>> allParts() {
    final Map<String, Predicate<Workload>> parts = new LinkedHashMap<>();
    for (final int blocks : PlacementStudy.BLOCKS) {
      parts.put(blocks + " blocks", workload -> workload.blocks() == blocks);
    }
    for (final int load : PlacementStudy.LOADS) {
      parts.put(load + "% load", workload -> workload.loadPercent() == load);
    }
    for (final Mix mix : Mix.values()) {
      parts.put(mix.toString(), workload -> workload.mix() == mix);
    }
    for (final Holding holding : Holding.values()) {
      parts.put(holding.toString(), workload -> workload.holding() == holding);
    }
    return parts;
  }

  private MarkdownTable parts(final ToDoubleFunction<Figures> figure) {
    final Map<String, Predicate<Workload>> parts = allParts();
    final MarkdownTable table = new MarkdownTable(cells("policy", parts.keySet()));
    for (final Policy policy : Policy.values()) {
      final List<String> shares = new ArrayList<>();
      for (final Predicate<Workload> part : parts.values()) {
        shares.add(String.format(Locale.ROOT, "%.1f", mean(policy, part, figure)));
      }
      table.row(cells(policy, shares));
    }
    return table;
  }

  private static Object[] cells(final Object first, final Iterable<?> others) {
    final List<Object> cells = new ArrayList<>();
    cells.add(first);
    others.forEach(cells::add);
    return cells.toArray();
  }

  private double mean(
      final Policy policy, final Predicate<Workload> part, final ToDoubleFunction<Figures> figure) {
    return results.get(policy).entrySet().stream()
        .filter(entry -> part.test(entry.getKey()))
        .flatMap(entry -> entry.getValue().stream())
        .mapToDouble(figure)
        .average()
        .orElseThrow();
  }

  private MarkdownTable comparison() {
    final MarkdownTable table = new MarkdownTable(
        "policy", "points more", "fewer", "alike", "more", "lowest", "typical", "highest");
    final double[] library = bySeed(Policy.LIBRARY, StudyReport::refused16);
    for (final Policy policy : Policy.values()) {
      final double[] points = bySeed(policy, StudyReport::refused16);
      Arrays.setAll(points, seed -> points[seed] - library[seed]);
      final double[] ratios = ratios(policy);
      table.row(
          policy,
          spread(points),
          Arrays.stream(ratios).filter(ratio -> ratio < FEWER).count(),
          Arrays.stream(ratios).filter(ratio -> ratio >= FEWER && ratio <= MORE).count(),
          Arrays.stream(ratios).filter(ratio -> ratio > MORE).count(),
          ratio(Arrays.stream(ratios).min().orElse(1)),
          ratio(Math.exp(Arrays.stream(ratios).map(Math::log).average().orElse(0))),
          ratio(Arrays.stream(ratios).max().orElse(1)));
    }
    return table;
  }

  private static String ratio(final double ratio) {
    return String.format(Locale.ROOT, "%.2f", ratio);
  }

  /** The refusals of each workload as a multiple of those of the library's policy. */
  private double[] ratios(final Policy policy) {
    return results.get(policy).keySet().stream()
        .filter(workload ->
            refused(policy, workload) > RARE || refused(Policy.LIBRARY, workload) > RARE)
        .mapToDouble(workload -> Math.max(refused(policy, workload), RARE)
            / Math.max(refused(Policy.LIBRARY, workload), RARE))
        .toArray();
  }

  private double refused(final Policy policy, final Workload workload) {
    return mean(policy, workload::equals, Figures::refused16);
  }
}
