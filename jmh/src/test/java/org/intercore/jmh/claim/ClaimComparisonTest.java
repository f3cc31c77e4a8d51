package org.intercore.jmh.claim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.RunnerException;

/** That everything is compared, and with the floor beside it; not how fast anything is. */
class ClaimComparisonTest {
  private static final Pace TINY = new Pace(1, 2, 1, 1);

  @Test
  void everyCellIsSampledWithAllItsSubjects() throws RunnerException {
    final Map<Cell, List<Sample>> samples = new LinkedHashMap<>();
    for (final Cell cell : List.of(Cell.claim(1, 0, 2), Cell.claim(4, 7, 1), Cell.refused(1))) {
      final List<Sample> ofCell = new ArrayList<>();
      ClaimSampler.sample(cell, TINY, ofCell::add);
      samples.put(cell, ofCell);
      assertEquals(
          cell.subjects(), ofCell.stream().map(Sample::subject).distinct().toList());
      assertEquals(TINY.rounds() * cell.subjects().size(), ofCell.size());
      ofCell.forEach(
          sample -> assertTrue(sample.ns() > 0 && sample.floorNs() > 0, sample::toString));
    }
    final String table = ClaimComparison.table(samples).toString();
    assertTrue(table.contains("| claim behind 7 full words |      4 |       1 |"), table);
    assertTrue(table.contains("queueOfBlocks"), table);
  }

  @Test
  void cellsAndSamplesSurviveTheWayBetweenProcesses() {
    for (final Cell cell : ClaimComparison.cells(false)) {
      assertEquals(cell, Cell.ofArguments(cell.toArguments()));
    }
    final Sample sample = new Sample("allocator", 12.5, 1e-3);
    assertEquals(sample, Sample.ofLine(sample.toLine()));
  }

  @Test
  void aRatioIsToTheFloorOfItsOwnMoment() {
    final List<Sample> samples =
        List.of(new Sample("a", 20, 10), new Sample("a", 90, 30), new Sample("a", 400, 100));
    assertEquals(3, ClaimComparison.quantile(samples, Sample::ratio, 0.5));
    assertEquals(90, ClaimComparison.quantile(samples, Sample::ns, 0.5));
    assertEquals(2, ClaimComparison.quantile(samples, Sample::ratio, 0));
    assertEquals(4, ClaimComparison.quantile(samples, Sample::ratio, 1));
  }
}
