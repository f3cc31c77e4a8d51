package org.intercore.jmh.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.intercore.jmh.bench.report.Result;
import org.intercore.jmh.bench.report.ResultReader;
import org.intercore.jmh.bench.result.Machine;
import org.intercore.jmh.bench.result.Measured;
import org.intercore.jmh.bench.run.Window;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputsTest {
  private static final Path FULL = Path.of("/dev/full");

  @TempDir
  private Path directory;

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @Test
  void aRunThatIsEndedEarlyLeavesItsRowsInTheirFile() throws IOException {
    final Path json = file("result.json");
    final Outputs outputs = outputs(file("raw.jsonl"), json, null);
    outputs.check();
    outputs.add(List.of(window("round-trip-32", 0)));
    assertEquals(1, ResultReader.read(Files.readAllBytes(json)).rows().size());
    outputs.add(List.of(window("round-trip-48", 0), window("round-trip-48", 1)));
    final Result result = ResultReader.read(Files.readAllBytes(json));
    assertEquals(2, result.rows().size());
    assertEquals(2, result.rows().get(1).windows());
    assertEquals(3, Files.readAllLines(file("raw.jsonl")).size());
  }

  @Test
  void theEndWritesEverything() throws IOException {
    final Outputs outputs = outputs(file("raw.jsonl"), file("result.json"), file("page.html"));
    outputs.check();
    outputs.add(List.of(window("round-trip-32", 0)));
    assertTrue(outputs.finish(out(printed)));
    assertTrue(Files.readString(file("page.html")).contains("round-trip-32"));
    assertEquals("", printed.toString(StandardCharsets.UTF_8));
  }

  @Test
  void aPageNeedsNoJsonFile() throws IOException {
    final Outputs outputs = outputs(file("raw.jsonl"), null, file("page.html"));
    outputs.check();
    outputs.add(List.of(window("round-trip-32", 0)));
    assertTrue(outputs.finish(out(printed)));
    assertTrue(Files.exists(file("page.html")));
  }

  @Test
  void aRunWithoutWindowsHasNoPageAndDoesNotFail() throws IOException {
    final Outputs outputs = outputs(file("raw.jsonl"), file("result.json"), file("page.html"));
    outputs.check();
    assertTrue(outputs.finish(out(printed)));
    assertEquals(0, Files.size(file("page.html")));
  }

  @Test
  void anUnwritablePlaceIsSaidBeforeAnythingIsMeasured() {
    final Path nowhere = file("none/result.json");
    final IOException thrown =
        assertThrows(IOException.class, outputs(file("raw.jsonl"), nowhere, null)::check);
    assertEquals(
        nowhere + " cannot be written: there is no such file or folder", thrown.getMessage());
  }

  @Test
  void anOldResultStaysUntilThereIsANewOne() throws IOException {
    Files.writeString(file("result.json"), "hours of work");
    outputs(file("raw.jsonl"), file("result.json"), null).check();
    assertEquals("hours of work", Files.readString(file("result.json")));
  }

  @Test
  void aFullDiskIsSaidOnceAndTheRowsAreNotLost() throws IOException {
    assumeTrue(Files.exists(FULL), "there is no " + FULL);
    final Outputs outputs = outputs(FULL, FULL, null);
    outputs.check();
    outputs.add(List.of(window("round-trip-32", 0)));
    outputs.add(List.of(window("round-trip-48", 0)));
    assertEquals(2, outputs.summary().rows().size());
    assertEquals(1, messages().lines().count(), messages());
    assertTrue(messages().contains("/dev/full cannot be written: No space left"), messages());
    assertFalse(outputs.finish(out(printed)));
    assertEquals(2, ResultReader.read(printed.toByteArray()).rows().size());
    assertTrue(messages().contains("every window is in /dev/full, save some"), messages());
  }

  @Test
  void aPageThatCannotBeWrittenIsSaidAndTheJsonIsThere() throws IOException {
    assumeTrue(Files.exists(FULL), "there is no " + FULL);
    final Outputs outputs = outputs(file("raw.jsonl"), file("result.json"), FULL);
    outputs.check();
    outputs.add(List.of(window("round-trip-32", 0)));
    assertFalse(outputs.finish(out(printed)));
    assertTrue(messages().contains("/dev/full cannot be written: No space left"), messages());
    assertEquals(
        1, ResultReader.read(Files.readAllBytes(file("result.json"))).rows().size());
  }

  private Outputs outputs(final Path raw, final Path json, final Path html) {
    return new Outputs(
        raw,
        json,
        html,
        new Machine("cpu", 2, "caches", 1, true, 0, "kernel", "jdk"),
        "--short",
        List.of("a"),
        out(said));
  }

  private Path file(final String name) {
    return directory.resolve(name);
  }

  private String messages() {
    return said.toString(StandardCharsets.UTF_8);
  }

  private static PrintStream out(final ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private static Measured window(final String testCase, final int index) {
    return new Measured(0, index, "a", 2, new Window(testCase, 200, 100, 100, 1_000, 0, ""));
  }
}
