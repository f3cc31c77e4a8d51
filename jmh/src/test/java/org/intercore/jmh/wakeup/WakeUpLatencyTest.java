package org.intercore.jmh.wakeup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** That every wake-up of both kinds is seen; not how long it took. */
@Timeout(60)
class WakeUpLatencyTest {
  @Test
  void bothKindsOfWakeUpAreSeenByTheOtherProcess() throws IOException, InterruptedException {
    final int rounds = 20;
    final WakeUpLatency.Figures figures = WakeUpLatency.measure(rounds, 500);
    assertEquals(rounds, figures.bare().getTotalCount());
    assertEquals(rounds, figures.ours().getTotalCount());
    assertTrue(figures.bare().getMinValue() > 0 && figures.ours().getMinValue() > 0);
    final String table = WakeUpLatency.table(figures).toString();
    assertTrue(table.contains("a message, send to handler"), table);
  }
}
