package org.intercore.jmh.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.intercore.jmh.bench.report.Samples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

@ResourceLock(Resources.SYSTEM_ERR)
class ReportCommandTest {
  @TempDir
  private Path directory;

  @Test
  void thePageLiesBesideTheResult() throws IOException {
    final Path result = recorded();
    assertEquals(0, Bench.commandLine().execute("report", "--from", result.toString()));
    assertTrue(Files.readString(directory.resolve("result.html")).contains("round-trip-32"));
  }

  @Test
  void thePlotComesAlone() throws IOException {
    final Path plot = directory.resolve("plot.svg");
    assertEquals(
        0,
        Bench.commandLine()
            .execute("report", "--from", recorded().toString(), "--plot", plot.toString()));
    assertTrue(Files.readString(plot).startsWith("<?xml"));
    assertFalse(Files.exists(directory.resolve("result.html")));
  }

  @Test
  void whatIsNoResultIsSaidWithTheNameOfTheFile() throws IOException {
    final Path file = directory.resolve("garbage.json");
    Files.writeString(file, "no result");
    final String message = failure("report", "--from", file.toString());
    assertTrue(
        message.contains(file + " is not a result of icbmsg bench: it is not JSON"), message);
    assertFalse(Files.exists(directory.resolve("garbage.html")));
  }

  @Test
  void aMissingFileIsSaid() {
    final String message = failure("report", "--from", directory.resolve("none").toString());
    assertTrue(message.contains("none cannot be read: there is no such file"), message);
  }

  @Test
  void anUnwritablePlaceIsSaid() throws IOException {
    final String message = failure(
        "report",
        "--from",
        recorded().toString(),
        "--html",
        directory.resolve("none/page.html").toString());
    assertTrue(message.contains("page.html cannot be written: there is no such file"), message);
  }

  private String failure(final String... arguments) {
    final PrintStream before = System.err;
    final ByteArrayOutputStream said = new ByteArrayOutputStream();
    System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
    try {
      assertEquals(1, Bench.commandLine().execute(arguments));
    } finally {
      System.setErr(before);
    }
    final String message = said.toString(StandardCharsets.UTF_8);
    assertTrue(message.startsWith("icbmsg bench: ") && message.lines().count() == 1, message);
    return message;
  }

  private Path recorded() throws IOException {
    return Files.write(directory.resolve("result.json"), Samples.recorded());
  }
}
