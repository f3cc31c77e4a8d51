package org.intercore.jmh.bench.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.intercore.jmh.bench.run.Window;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SummaryTest {
  private static final List<String> SUBJECTS = List.of("a", "b");

  @Test
  void aFloorFallsIntoTheClassItIsMeasuredAs() {
    assertEquals(FloorClass.SIBLING, FloorClass.of(50));
    assertEquals(FloorClass.SIBLING, FloorClass.of(74.9));
    assertEquals(FloorClass.NEAR, FloorClass.of(75));
    assertEquals(FloorClass.NEAR, FloorClass.of(105));
    assertEquals(FloorClass.FAR, FloorClass.of(200));
    assertEquals(FloorClass.FAR, FloorClass.of(385));
    assertThrows(IllegalArgumentException.class, () -> FloorClass.of(Double.NaN));
  }

  @Test
  void quantilesLieBetweenTheirNeighbours() {
    assertEquals(new Quantiles(2, 3, 4), Quantiles.of(5, 1, 3, 2, 4));
    assertEquals(new Quantiles(1.75, 2.5, 3.25), Quantiles.of(4, 3, 2, 1));
    assertEquals(new Quantiles(7, 7, 7), Quantiles.of(7));
    final double stops = Double.POSITIVE_INFINITY;
    assertEquals(new Quantiles(stops, stops, stops), Quantiles.of(stops, stops, stops, stops));
    assertThrows(IllegalArgumentException.class, Quantiles::of);
  }

  @Test
  void aWindowIsAMultipleOfTheMeanOfItsFloors() {
    final Window window = window("round-trip-32", 220, 100, 120);
    assertEquals(110, window.floorNs());
    assertEquals(2, window.ratio());
  }

  @Test
  void aWindowWhoseFloorsDisagreeIsCountedAndNotUsed() {
    assertTrue(measured(0, "a", window("round-trip-32", 1, 100, 125)).isSteady());
    assertFalse(measured(0, "a", window("round-trip-32", 1, 100, 126)).isSteady());
    assertFalse(measured(0, "a", window("round-trip-32", 1, 126, 100)).isSteady());
    assertFalse(measured(0, "a", window("round-trip-32", 1, 1_500, 1_500)).isSteady());
    final Summary summary = Summary.of(
        List.of(
            measured(0, "a", window("round-trip-32", 200, 100, 100)),
            measured(1, "a", window("round-trip-32", 900, 100, 400))),
        SUBJECTS);
    assertEquals(2, summary.windows());
    assertEquals(1, summary.dropped());
    assertEquals(1, summary.rows().size());
    assertEquals(2, summary.rows().get(0).ratio().median());
  }

  @Test
  void classesAndSubjectsAreNotMixed() {
    final Summary summary = Summary.of(
        List.of(
            measured(0, "b", window("round-trip-32", 150, 100, 100)),
            measured(0, "a", window("round-trip-32", 100, 50, 50)),
            measured(1, "a", window("round-trip-32", 300, 100, 100)),
            measured(2, "a", window("round-trip-32", 400, 100, 100)),
            new Measured(1, 3, "a", 2, window("round-trip-32", 500, 100, 100))),
        SUBJECTS);
    assertEquals(3, summary.rows().size());
    final Row sibling = summary.rows().get(0);
    assertEquals(FloorClass.SIBLING, sibling.floorClass());
    assertEquals(2, sibling.ratio().median());
    final Row near = summary.rows().get(1);
    assertEquals("a", near.subject());
    assertEquals(3, near.windows());
    assertEquals(2, near.jvms());
    assertEquals(new Quantiles(3.5, 4, 4.5), near.ratio());
    assertEquals(400, near.ns().median());
    assertEquals(100, near.floorNs());
    assertEquals("b", summary.rows().get(2).subject());
  }

  @Test
  void aRateIsComparedWithTheBaseOfTheSameTurn() {
    final Summary summary = Summary.of(
        List.of(
            measured(0, "a", window("held-none-256", 100, 100, 100)),
            measured(0, "a", window("held-half-256", 200, 100, 100)),
            measured(1, "a", window("held-none-256", 300, 100, 100)),
            measured(1, "a", window("held-half-256", 300, 100, 100)),
            // Its base was not measured in this turn.
            measured(2, "a", window("held-half-256", 1, 100, 100)),
            measured(2, "b", window("held-none-256", 1, 100, 100))),
        SUBJECTS);
    final Row held = summary.rows().stream()
        .filter(row -> row.testCase().equals("held-half-256"))
        .findFirst()
        .orElseThrow();
    assertEquals("held-none-256", held.base());
    assertEquals(0.75, held.rateToBase().median());
    assertNull(summary.rows().get(0).rateToBase());
  }

  @Test
  void whatStopsHasTheRateZero() {
    final Summary summary = Summary.of(
        List.of(
            measured(0, "a", window("held-none-256", 100, 100, 100)),
            measured(0, "a", window("held-half-256", Double.POSITIVE_INFINITY, 100, 100))),
        SUBJECTS);
    assertEquals(0, summary.rows().get(1).rateToBase().median());
    assertTrue(Tables.all(summary).contains("stops"), Tables.all(summary));
  }

  @Test
  void histogramsOfAllWindowsAreAddedUp() {
    final Summary summary = Summary.of(
        List.of(measured(0, "a", paced(100, 200)), measured(1, "a", paced(300, 50_000_000))),
        SUBJECTS);
    final Histogram all = summary.rows().get(0).latency();
    assertEquals(4, all.getTotalCount());
    assertEquals(200, all.getValueAtPercentile(50));
    assertTrue(all.getMaxValue() >= 50_000_000, all.getMaxValue() + "");
    assertTrue(Tables.latencies(summary).contains("latency-32"));
  }

  @Test
  void theJsonHasTheRowsAndTheMachine(@TempDir final Path directory) throws IOException {
    final Summary summary = Summary.of(
        List.of(
            measured(0, "a", window("round-trip-32", 200, 100, 104)),
            measured(0, "a", window("held-none-256", 100, 100, 100)),
            measured(0, "a", window("held-half-256", Double.POSITIVE_INFINITY, 100, 100))),
        SUBJECTS);
    final Path file = directory.resolve("result.json");
    JsonFiles.writeSummary(
        file,
        new Machine("cpu \"x\"", 2, "L1d 32K", 4_096, true, 0.5, "kernel", "jdk"),
        "--short",
        summary);
    final List<Map<String, String>> objects = scalars(file);
    assertTrue(
        objects.contains(Map.of(
            "cpu", "cpu \"x\"",
            "cores", "2",
            "caches", "L1d 32K",
            "memory_mib", "4096",
            "virtual", "true",
            "load_at_start", "0.5",
            "kernel", "kernel",
            "jdk", "jdk")),
        objects.toString());
    final Map<String, String> row = objects.stream()
        .filter(one -> "round-trip-32".equals(one.get("case")))
        .findFirst()
        .orElseThrow();
    assertEquals("a", row.get("subject"));
    assertEquals("2", row.get("processes"));
    assertEquals("near", row.get("class"));
    assertEquals("200", row.get("median_ns"));
    assertEquals("1.9608", row.get("ratio_to_floor"));
    assertEquals("102", row.get("floor_ns"));
    assertEquals("102", row.get("floor_low_ns"));
    assertEquals("102", row.get("floor_high_ns"));
    assertEquals("200", row.get("low_ns"));
    assertEquals("200", row.get("high_ns"));
    assertEquals("1", row.get("windows"));
    assertEquals("1", row.get("jvms"));
    final Map<String, String> stopped = objects.stream()
        .filter(one -> "held-half-256".equals(one.get("case")))
        .findFirst()
        .orElseThrow();
    assertEquals("null", stopped.get("median_ns"));
    assertEquals("0", stopped.get("rate_to_base"));
  }

  @Test
  void everyWindowIsKeptOnALineOfItsOwn(@TempDir final Path directory) throws IOException {
    final Path file = directory.resolve("windows.jsonl");
    JsonFiles.appendWindows(
        file, List.of(measured(0, "a", window("round-trip-32", 200, 100, 100))));
    JsonFiles.appendWindows(
        file, List.of(measured(1, "b", window("round-trip-32", 900, 100, 400))));
    final List<String> lines = Files.readAllLines(file);
    assertEquals(2, lines.size());
    assertTrue(lines.get(0).startsWith("{") && lines.get(0).endsWith("}"), lines.get(0));
    assertTrue(lines.get(0).contains("\"used\":true"), lines.get(0));
    assertTrue(lines.get(1).contains("\"used\":false"), lines.get(1));
  }

  /** The scalar fields of every object in the file, those of nested objects apart from it. */
  private static List<Map<String, String>> scalars(final Path file) throws IOException {
    final List<Map<String, String>> objects = new ArrayList<>();
    final List<Map<String, String>> open = new ArrayList<>();
    try (JsonParser json = new JsonFactory().createParser(file.toFile())) {
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        if (token == JsonToken.START_OBJECT) {
          open.add(new LinkedHashMap<>());
        } else if (token == JsonToken.END_OBJECT) {
          objects.add(open.remove(open.size() - 1));
        } else if (token.isScalarValue()) {
          open.get(open.size() - 1).put(json.currentName(), json.getText());
        }
      }
    }
    return objects;
  }

  private static Measured measured(final int index, final String subject, final Window window) {
    return new Measured(0, index, subject, 2, window);
  }

  private static Window window(
      final String testCase, final double ns, final double before, final double after) {
    return new Window(testCase, ns, before, after, 1_000, 0, "");
  }

  private static Window paced(final long... values) {
    final Histogram histogram = new Histogram(3);
    for (final long value : values) {
      histogram.recordValue(value);
    }
    final ByteBuffer bytes = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    final byte[] used = new byte[histogram.encodeIntoCompressedByteBuffer(bytes)];
    bytes.flip();
    bytes.get(used);
    return new Window(
        "latency-32", 100, 100, 100, values.length, 0, Base64.getEncoder().encodeToString(used));
  }
}
