package org.intercore.icbmsg.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.intercore.icbmsg.Bytes;
import org.intercore.icbmsg.Inbox;
import org.intercore.icbmsg.Sides;
import org.intercore.icbmsg.endpoint.Endpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The events of a short life, as a recording has them. */
class FlightRecorderTest {
  private static final String PREFIX = "org.intercore.icbmsg.";

  @TempDir
  private Path folder;

  @Test
  void bondWaitAndUnbondAreEvents() throws IOException {
    final List<String> seen = new ArrayList<>();
    try (Recording recording = new Recording()) {
      recording.start();
      live();
      recording.stop();
      final Path file = folder.resolve("recording.jfr");
      recording.dump(file);
      for (final RecordedEvent event : RecordingFile.readAllEvents(file)) {
        final String name = event.getEventType().getName();
        if (name.startsWith(PREFIX)) {
          seen.add(name.substring(PREFIX.length()));
          if (name.endsWith("Wait")) {
            assertThat(event.getString("endpoint")).isEqualTo("ep");
            assertThat(event.getDuration("waited").toNanos()).isGreaterThanOrEqualTo(3_000_000);
          } else if (name.endsWith("Unbond")) {
            assertThat(event.getString("reason")).isEqualTo("PEER_CLOSED");
          }
        }
      }
    }
    // Both sides bond; one of them goes, and the other one is told.
    assertThat(seen).containsExactlyInAnyOrder("Bond", "Bond", "Wait", "Unbond");
  }

  private static void live() {
    try (Sides sides = Sides.withBlocks(1)) {
      final Endpoint endpoint = sides.bind("ep", new Inbox());
      assertThat(endpoint.send(Bytes.of(new byte[5]), 0, 5)).isEqualTo(5);
      assertThat(endpoint.claim(1, 3_000_000)).isNegative();
      sides.follower().close();
      sides.initiator().doWork();
    }
  }
}
