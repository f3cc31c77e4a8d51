package org.intercore.jmh.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressTest {
  @Test
  void eachPairIsSaidWithWhatIsDoneAndWhatIsLeft() {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    final Progress progress =
        new Progress(new PrintStream(bytes, true, StandardCharsets.UTF_8), 120_000);
    progress.next("first", 30_000);
    progress.next("second", 90_000);
    progress.end();
    final List<String> lines = bytes.toString(StandardCharsets.UTF_8).lines().toList();
    assertEquals("this takes about 2 min 0 s", lines.get(0));
    assertEquals("  0 %, 2 min 0 s left: first", lines.get(1));
    // What is done was faster than expected, so what is left will be.
    assertTrue(lines.get(2).startsWith(" 25 %, 0 min"), lines.get(2));
    assertTrue(lines.get(3).startsWith("100 %, took 0 min"), lines.get(3));
  }

  @Test
  void longTimesAreInHours() {
    assertEquals("3 h 25 min", Progress.words(12_345_000));
    assertEquals("59 min 59 s", Progress.words(3_599_000));
  }
}
