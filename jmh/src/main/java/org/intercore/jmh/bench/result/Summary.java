package org.intercore.jmh.bench.result;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;
import org.intercore.jmh.bench.run.Case;

/**
 * The rows of all windows, and how many windows were not used.
 *
 * @param rows one for each case, subject, number of processes and class that has windows
 * @param windows all there were
 * @param dropped those whose floors disagree, or say that others had the cores
 */
public record Summary(List<Row> rows, int windows, int dropped) {
  /**
   * Of those windows.
   *
   * @param all in the order of measurement
   * @param subjects in the order of the table
   */
  public static Summary of(final List<Measured> all, final List<String> subjects) {
    final List<Measured> steady = all.stream().filter(Measured::isSteady).toList();
    final List<Row> rows = new ArrayList<>();
    for (final Case testCase : Case.ALL) {
      for (final FloorClass floorClass : FloorClass.values()) {
        for (final String subject : subjects) {
          for (int processes = 1; processes <= 2; processes++) {
            final List<Measured> own =
                select(steady, testCase.name(), floorClass, subject, processes);
            if (!own.isEmpty()) {
              rows.add(row(testCase, own, steady));
            }
          }
        }
      }
    }
    return new Summary(List.copyOf(rows), all.size(), all.size() - steady.size());
  }

  private static List<Measured> select(
      final List<Measured> from,
      final String testCase,
      final FloorClass floorClass,
      final String subject,
      final int processes) {
    return from.stream()
        .filter(one -> one.window().testCase().equals(testCase)
            && one.floorClass() == floorClass
            && one.subject().equals(subject)
            && one.processes() == processes)
        .toList();
  }

  private static Row row(
      final Case testCase, final List<Measured> own, final List<Measured> steady) {
    final Measured first = own.get(0);
    return new Row(
        testCase.name(),
        first.subject(),
        first.processes(),
        first.floorClass(),
        own.size(),
        (int) own.stream().mapToInt(Measured::fork).distinct().count(),
        quantiles(own, one -> one.window().ns()),
        quantiles(own, one -> one.window().ratio()),
        quantiles(own, one -> one.window().floorNs()),
        testCase.base(),
        testCase.base() == null ? null : rates(testCase.base(), own, steady),
        quantiles(own, one -> one.window().bytesPerMessage()).median(),
        latency(own));
  }

  private static Quantiles quantiles(
      final List<Measured> of, final ToDoubleFunction<Measured> figure) {
    return Quantiles.of(of.stream().mapToDouble(figure).toArray());
  }

  /** Each window against the base's window of the same turn, both in floors. */
  private static Quantiles rates(
      final String base, final List<Measured> own, final List<Measured> steady) {
    final double[] rates = own.stream()
        .flatMap(one -> steady.stream()
            .filter(other -> isBeside(one, other, base))
            .map(other -> other.window().ratio() / one.window().ratio()))
        .mapToDouble(Double::doubleValue)
        .toArray();
    return rates.length == 0 ? null : Quantiles.of(rates);
  }

  private static boolean isBeside(final Measured one, final Measured other, final String base) {
    return other.window().testCase().equals(base)
        && other.fork() == one.fork()
        && other.index() == one.index()
        && other.subject().equals(one.subject())
        && other.processes() == one.processes()
        && other.floorClass() == one.floorClass();
  }

  private static Histogram latency(final List<Measured> own) {
    Histogram all = null;
    for (final Measured one : own) {
      if (!one.window().histogram().isEmpty()) {
        final Histogram histogram = decoded(one.window().histogram());
        if (all == null) {
          all = histogram;
          all.setAutoResize(true);
        } else {
          all.add(histogram);
        }
      }
    }
    return all;
  }

  private static Histogram decoded(final String encoded) {
    try {
      return Histogram.decodeFromCompressedByteBuffer(
          ByteBuffer.wrap(Base64.getDecoder().decode(encoded)), 0);
    } catch (final DataFormatException e) {
      throw new IllegalArgumentException("a window's histogram cannot be read", e);
    }
  }
}
