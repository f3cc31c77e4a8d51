package org.intercore.icbmsg;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two real processes, three endpoints, both ways at once. */
class TwoProcessesTest {
  private static final long MESSAGES = 20_000;

  @TempDir
  Path folder;

  static IcbmsgConfig config(final Path directory) {
    return IcbmsgConfig.named("traffic")
        .directory(directory)
        .blockSize(512)
        .txBlocks(48)
        .rxBlocks(48);
  }

  @Test
  @Timeout(3600)
  void everyMessageArrivesAndEveryBlockIsFreeInTheEnd() throws Exception {
    final long messages = MESSAGES * Long.getLong("icbmsg.test.scale", 1);
    final long seed = System.nanoTime();
    final Path directory = folder.resolve("channels");
    final Path report = folder.resolve("report");
    final Icbmsg side = Icbmsg.open(config(directory));
    try (ChildJvm child = ChildJvm.start(TrafficChild.class, directory, messages, seed, report)) {
      final Traffic traffic = new Traffic(side, messages, ~seed);
      traffic.run(side);
      while (!java.nio.file.Files.exists(report)) {
        side.doWork();
        assertThat(side.isPeerAlive()).as("seed %d", seed).isTrue();
      }
      assertThat(side.drain(org.intercore.icmsg.time.Timeout.FOREVER)).isZero();
      assertThat(child.awaitFile(report))
          .as("seed %d", seed)
          .isEqualTo("drained 0, 0 blocks in use, 0 runs, faults {}");
      assertThat(side.txBlocksInUse()).as("seed %d", seed).isZero();
      assertThat(side.rxRunsInUse()).as("seed %d", seed).isZero();
      assertThat(side.faults().snapshot()).as("seed %d", seed).isEmpty();
      assertThat(side.undelivered()).isZero();
      assertThat(child.end()).isZero();
    } finally {
      side.close();
    }
  }
}
