package org.intercore.jmh.claim;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Measures the subjects of one cell in turn, the floor between each two of them, in this JVM. JMH does
 * each measurement; it is told not to fork, because the next JVM would come at another moment.
 */
public final class ClaimSampler {
  private ClaimSampler() {}

  /**
   * Samples one cell, a line each.
   *
   * @param args of the cell, then rounds, milliseconds of warm-up and of a sample
   * @throws RunnerException if a benchmark fails
   */
  public static void main(final String[] args) throws RunnerException {
    final List<String> arguments = Arrays.asList(args);
    final int cellEnd = arguments.size() - 3;
    final Pace pace = new Pace(
        1,
        Integer.parseInt(arguments.get(cellEnd)),
        Integer.parseInt(arguments.get(cellEnd + 1)),
        Integer.parseInt(arguments.get(cellEnd + 2)));
    sample(
        Cell.ofArguments(arguments.subList(0, cellEnd)),
        pace,
        sample -> System.out.println(sample.toLine()));
  }

  static void sample(final Cell cell, final Pace pace, final Consumer<Sample> to)
      throws RunnerException {
    measure(cell, Cell.FLOOR, pace.warmUpMs());
    for (final String subject : cell.subjects()) {
      measure(cell, subject, pace.warmUpMs());
    }
    double floor = measure(cell, Cell.FLOOR, pace.sampleMs());
    for (int round = 0; round < pace.rounds(); round++) {
      for (final String subject : cell.subjects()) {
        final double ns = measure(cell, subject, pace.sampleMs());
        final double floorAfter = measure(cell, Cell.FLOOR, pace.sampleMs());
        to.accept(new Sample(subject, ns, (floor + floorAfter) / 2));
        floor = floorAfter;
      }
    }
  }

  /** Nanoseconds of one operation of one thread. */
  private static double measure(final Cell cell, final String subject, final int ms)
      throws RunnerException {
    final Options options = new OptionsBuilder()
        .include("^" + Pattern.quote(cell.benchmark(subject)) + "$")
        .param("blocks", Integer.toString(cell.blocks()))
        .param("fullWords", Integer.toString(cell.fullWords()))
        .threads(cell.threads())
        // Summed up over the threads: one that got no core for once does not spoil the mean.
        .mode(Mode.Throughput)
        .timeUnit(TimeUnit.NANOSECONDS)
        .forks(0)
        .warmupIterations(0)
        .measurementIterations(1)
        .measurementTime(TimeValue.milliseconds(ms))
        .verbosity(VerboseMode.SILENT)
        .shouldFailOnError(true)
        .build();
    return cell.threads() / new Runner(options).runSingle().getPrimaryResult().getScore();
  }
}
