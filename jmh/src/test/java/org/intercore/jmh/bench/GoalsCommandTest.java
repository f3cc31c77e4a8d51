package org.intercore.jmh.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.intercore.jmh.bench.result.Machine;
import org.intercore.jmh.bench.result.Measured;
import org.intercore.jmh.bench.run.Window;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** That the goals come from a run to its table, its page and the table of its JSON; not how fast. */
@ResourceLock(Resources.SYSTEM_OUT)
@ResourceLock(Resources.SYSTEM_ERR)
class GoalsCommandTest {
  private static final String HEADING = "Goals. Two processes";
  private static final int WINDOWS = 8;

  @TempDir
  private Path directory;

  /** On a busy machine the one window may not be used; the table is there all the same. */
  @Test
  void aRunOfTheGoalsEndsWithTheirTable() {
    final String table = table(output(
        0,
        "--goals",
        "--forks=1",
        "--windows=1",
        "--cases=one-way-32",
        "--subjects=icbmsg-native",
        "--raw=" + directory.resolve("raw.jsonl")));
    assertTrue(table.contains("one way, 32 B: ahead of every rival, below 1 x the best"), table);
    assertTrue(table.contains("too few windows"), table);
  }

  @Test
  void thePageAndTheReportOfAJsonHaveTheTableOfTheRun() throws IOException {
    final Path json = directory.resolve("goals.json");
    final Path page = directory.resolve("goals.html");
    final Outputs outputs = new Outputs(
        directory.resolve("raw.jsonl"),
        json,
        page,
        new Machine("cpu", 2, "caches", 1, true, 0, "kernel", "jdk"),
        "--goals",
        List.of("icbmsg-native"),
        System.err);
    final List<Measured> windows = new ArrayList<>();
    for (int i = 0; i < WINDOWS; i++) {
      windows.add(new Measured(
          0, i, "icbmsg-native", 2, new Window("round-trip-256", 160.001, 100, 100, 1_000, 0, "")));
    }
    outputs.add(windows);
    final String table = outputs.goals().toMarkdown();
    // The JSON has five digits, and what a run says is what its JSON says.
    assertTrue(table.replaceAll(" +", " ").contains("| 1.600 x floor | 8 | 1 | met |"), table);
    assertTrue(outputs.finish(System.out));
    final String written = Files.readString(page);
    assertTrue(written.contains("<h2>Goals</h2>"), written);
    assertTrue(written.contains("<td>1.600 x floor</td><td>8</td><td>1</td><td>met</td>"), written);
    Files.delete(page);
    assertTrue(output(0, "report", "--from", json.toString()).endsWith(table));
    assertEquals(written, Files.readString(page));
  }

  private static String table(final String output) {
    return output.substring(output.indexOf(HEADING));
  }

  @Test
  void theGoalsAreMeasuredInTheOneWayThatTheySay() {
    output(2, "--goals", "--processes", "1");
    output(2, "--goals", "--no-bounds-checks");
    output(2, "--goals", "--short");
  }

  private static String output(final int code, final String... arguments) {
    final PrintStream before = System.out;
    final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      assertEquals(code, Bench.commandLine().execute(arguments));
    } finally {
      System.setOut(before);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }
}
