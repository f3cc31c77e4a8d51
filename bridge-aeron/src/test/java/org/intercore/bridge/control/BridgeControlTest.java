package org.intercore.bridge.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tests of the bridge find what is broken. */
@Tag("control")
class BridgeControlTest {
  private static final long PATIENCE_SECONDS = 300;
  /** How long a test waits here for what a broken bridge never does. */
  private static final String LITTLE_PATIENCE = "-Dicbmsg.bridge.patience=5";

  @TempDir
  private Path directory;

  @Test
  void eachBrokenVariantIsFound() throws Exception {
    final Path out = directory.resolve("out");
    final Process process = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-opens",
            "java.base/jdk.internal.misc=ALL-UNNAMED",
            LITTLE_PATIENCE,
            "-cp",
            System.getProperty("java.class.path"),
            BridgeHunt.class.getName(),
            System.getProperty("basedir"),
            directory.toString())
        .redirectErrorStream(true)
        .redirectOutput(out.toFile())
        .start();
    try {
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly().waitFor();
    }

    final List<String> lines = Files.readAllLines(out);
    for (final BrokenBridge variant : BrokenBridge.values()) {
      final String begin = BridgeHunt.RESULT + variant + " ";
      assertThat(lines)
          .as(String.join("\n", lines))
          .anyMatch(line -> line.startsWith(begin) && line.contains(variant.finding()));
    }
  }
}
