package org.intercore.jmh.claim;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.intercore.jmh.Jvm;
import org.intercore.jmh.report.MarkdownTable;

/**
 * All ways to hand out blocks side by side, each as a multiple of the floor that was measured just before
 * and after it: what slows a shared machine down slows both, so the multiple can be trusted where the
 * time cannot.
 *
 * <pre>
 *  java -cp benchmarks.jar org.intercore.jmh.claim.ClaimComparison [--short]
 * </pre>
 */
public final class ClaimComparison {
  private static final int[] BLOCKS = {1, 4, 16};
  private static final int[] THREADS = {1, 2, 4};
  private static final int[] FULL_WORDS = {1, 4, 7};

  private ClaimComparison() {}

  /**
   * Measures and prints one table.
   *
   * @param args {@code --short} for less than two minutes and rough figures
   * @throws IOException if a JVM cannot be started or fails
   * @throws InterruptedException if interrupted
   */
  public static void main(final String[] args) throws IOException, InterruptedException {
    final boolean isShort = Arrays.asList(args).contains("--short");
    final Pace pace = isShort ? Pace.SHORT : Pace.FULL;
    final List<Cell> cells = cells(isShort);
    final Map<Cell, List<Sample>> samples = new LinkedHashMap<>();
    cells.forEach(cell -> samples.put(cell, new ArrayList<>()));
    for (int fork = 0; fork < pace.forks(); fork++) {
      for (final Cell cell : cells) {
        System.err.printf(
            "%s, %d blocks, %d threads%n", cell.what(), cell.blocks(), cell.threads());
        samples.get(cell).addAll(inOwnJvm(cell, pace));
      }
    }
    System.out.print(table(samples));
  }

  static List<Cell> cells(final boolean isShort) {
    final List<Cell> cells = new ArrayList<>();
    for (final int blocks : BLOCKS) {
      for (final int threads : THREADS) {
        cells.add(Cell.claim(blocks, 0, threads));
      }
    }
    for (final int blocks : isShort ? new int[] {1} : BLOCKS) {
      for (final int fullWords : FULL_WORDS) {
        cells.add(Cell.claim(blocks, fullWords, 1));
      }
    }
    for (final int threads : isShort ? new int[] {1} : THREADS) {
      cells.add(Cell.refused(threads));
    }
    return cells;
  }

  private static List<Sample> inOwnJvm(final Cell cell, final Pace pace)
      throws IOException, InterruptedException {
    final List<String> command = new ArrayList<>(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        Jvm.ADD_OPENS,
        "-cp",
        System.getProperty("java.class.path"),
        ClaimSampler.class.getName()));
    command.addAll(cell.toArguments());
    command.add(Integer.toString(pace.rounds()));
    command.add(Integer.toString(pace.warmUpMs()));
    command.add(Integer.toString(pace.sampleMs()));
    final Process process = new ProcessBuilder(command)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      final List<Sample> samples = lines.lines().map(Sample::ofLine).toList();
      if (process.waitFor() != 0) {
        throw new IOException("the JVM for \"" + cell.what() + "\" ended with an error");
      }
      return samples;
    } finally {
      process.destroy();
    }
  }

  static MarkdownTable table(final Map<Cell, List<Sample>> samples) {
    final MarkdownTable table = new MarkdownTable(
        "what", "blocks", "threads", "subject", "ns", "floor ns", "x floor", "middle half");
    samples.forEach((cell, ofCell) -> {
      for (final String subject : cell.subjects()) {
        final List<Sample> own =
            ofCell.stream().filter(sample -> sample.subject().equals(subject)).toList();
        table.row(
            cell.what(),
            cell.blocks(),
            cell.threads(),
            subject,
            number("%.1f", quantile(own, Sample::ns, 0.5)),
            number("%.1f", quantile(own, Sample::floorNs, 0.5)),
            number("%.2f", quantile(own, Sample::ratio, 0.5)),
            number("%.2f", quantile(own, Sample::ratio, 0.25)) + " to "
                + number("%.2f", quantile(own, Sample::ratio, 0.75)));
      }
    });
    return table;
  }

  private static String number(final String format, final double value) {
    return String.format(Locale.ROOT, format, value);
  }

  /** The value below which that part of all values lies, by the nearest rank. */
  static double quantile(
      final List<Sample> samples, final ToDoubleFunction<Sample> figure, final double part) {
    final double[] sorted = samples.stream().mapToDouble(figure).sorted().toArray();
    return sorted[(int) Math.round(part * (sorted.length - 1))];
  }
}
