package org.intercore.jmh.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.intercore.jmh.bench.report.Result.Row;
import org.intercore.jmh.bench.result.Quantiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ResultReaderTest {
  private static final String ROW = "{\"case\":\"round-trip-32\",\"subject\":\"a\",\"processes\":2,"
      + "\"class\":\"near\",\"median_ns\":200,\"ratio_to_floor\":2,\"floor_ns\":100,\"windows\":7}";
  private static final String PACED = ROW.replace("}", ",\"latency_ns\":LATENCY}");

  @Test
  void aRowOfAnOlderResultHasNoSpread() throws UnreadableResult {
    final Result result = read(file(ROW));
    assertEquals("cpu", result.machine().get("cpu"));
    assertEquals("2", result.machine().get("cores"));
    assertEquals(9, result.windows());
    assertEquals("unknown", result.date());
    final Row row = result.rows().get(0);
    assertEquals(new Quantiles(200, 200, 200), row.ns());
    assertEquals(new Quantiles(100, 100, 100), row.floor());
    assertEquals(0, row.jvms());
    assertNull(row.latency());
    assertNull(row.rateToBase());
  }

  @Test
  void whatNeverEndedIsInfinite() throws UnreadableResult {
    final String row = ROW.replace("\"ratio_to_floor\":2", "\"ratio_to_floor\":null");
    assertTrue(read(file(row)).rows().get(0).isStopped());
  }

  @Test
  void percentilesOfBeforeThereWasACurveAreOne() throws UnreadableResult {
    final String latency = "{\"p50\":1,\"p90\":2,\"p99\":3,\"p99.9\":4,\"max\":5,\"count\":1000}";
    final Result.Latency read =
        read(file(PACED.replace("LATENCY", latency))).rows().get(0).latency();
    assertEquals(5, read.curve().size());
    assertEquals(3, read.at(99));
    assertEquals(4, read.at(99.5));
    assertEquals(5, read.at(100));
    assertEquals(1000, read.count());
  }

  static Stream<Arguments> garbage() {
    return Stream.of(
        Arguments.of("", "not one JSON object"),
        Arguments.of("\0\0\0", "not JSON"),
        Arguments.of("<html>", "not JSON: line 1"),
        Arguments.of("[]", "not one JSON object"),
        Arguments.of("{\"case\":1}\n{\"case\":2}", "not one JSON object"),
        Arguments.of("{}", "the file has no list \"rows\""),
        Arguments.of("{\"rows\":{}}", "the file has no list \"rows\""),
        Arguments.of("{\"rows\":[]}", "not a single row"),
        Arguments.of("{\"rows\":[7]}", "rows[0] is not an object"),
        Arguments.of(file(ROW).substring(0, 80), "not JSON"),
        Arguments.of("[".repeat(5_000), "not"),
        Arguments.of("{\"a\":".repeat(5_000), "not JSON"),
        Arguments.of(file(ROW + ",{}"), "rows[1] has no number"),
        Arguments.of(file(ROW.replace("\"case\"", "\"cases\"")), "rows[0] has no text \"case\""),
        Arguments.of(file(ROW.replace("\"a\"", "\"\"")), "rows[0] has no text \"subject\""),
        Arguments.of(
            file(ROW.replace(":200", ":\"fast\"")), "rows[0]: \"median_ns\" is not a number: fast"),
        Arguments.of(file(ROW).replace("\"machine\":", "\"m\":"), "no object \"machine\""),
        Arguments.of(file(PACED.replace("LATENCY", "1")), "no object \"latency_ns\""),
        Arguments.of(file(PACED.replace("LATENCY", "{\"count\":1,\"curve\":[]}")), "has no point"),
        Arguments.of(
            file(PACED.replace("LATENCY", "{\"count\":1,\"curve\":[[50]]}")), "not two numbers"),
        Arguments.of(file(PACED.replace("LATENCY", "{\"p50\":1}")), "no number \"p90\""));
  }

  @ParameterizedTest
  @MethodSource("garbage")
  void whatIsNoResultIsSaidInASentence(final String text, final String sentence) {
    final String message =
        assertThrows(UnreadableResult.class, () -> read(text)).getMessage();
    assertTrue(message.contains(sentence), message);
    assertTrue(message.lines().count() == 1 && message.length() < 500, message);
  }

  /** Whatever is broken in a file, nothing but that exception comes out of it, nor out of a page. */
  @Test
  void aSpoiltFileIsReadOrSaidToBeNone() throws UnreadableResult {
    final long seed = System.nanoTime();
    final Random random = new Random(seed);
    final byte[] whole = Samples.recorded();
    int readable = 0;
    for (int i = 0; i < 200; i++) {
      final byte[] spoilt =
          random.nextBoolean() ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
      for (int hits = random.nextInt(4); hits > 0 && spoilt.length > 0; hits--) {
        spoilt[random.nextInt(spoilt.length)] = (byte) random.nextInt();
      }
      try {
        ResultReader.read(spoilt);
        readable++;
      } catch (final UnreadableResult e) {
        assertTrue(e.getMessage() != null, "seed " + seed);
      }
    }
    assertTrue(readable < 200, "seed " + seed);
  }

  private static Result read(final String text) throws UnreadableResult {
    return ResultReader.read(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String file(final String rows) {
    return "{\"machine\":{\"cpu\":\"cpu\",\"cores\":2},\"command\":\"\",\"windows\":9,"
        + "\"windows_dropped\":1,\"rows\":[" + rows + "]}";
  }
}
