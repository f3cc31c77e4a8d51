package org.intercore.jmh.lines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** That each word arrives, and after what it waits for; not how fast. */
class LineStudyTest {
  private static final int LOOKS = 4_000;
  private static final int MOST_RUNS = 200;

  @Test
  void aWordIsSeenAfterItsStoreAndAfterTheLook() throws InterruptedException {
    final SplittableRandom random = new SplittableRandom(1);
    List<Looks.Look> looks = new Looks(LOOKS, random).run();
    // At first both threads are too slow to be in time.
    for (int run = 1; looks.isEmpty() && run < MOST_RUNS; run++) {
      looks = new Looks(LOOKS, random).run();
    }
    assertFalse(looks.isEmpty());
    for (final Looks.Look look : looks) {
      assertTrue(look.storedNs() >= 0, look::toString);
      assertTrue(look.seenNs() >= 0, look::toString);
      assertTrue(look.seenNs() >= look.lookedNs(), look::toString);
    }
  }

  @Test
  void theWayOfAWordBeginsWithItsStoreOrWithALookThatComesLater() {
    assertEquals(250, new Looks.Look(-40, 250, 120).wayNs());
    assertEquals(140, new Looks.Look(600, 740, 120).wayNs());
  }

  @Test
  void roundTripsOverOneLineAndOverARingAreAnswered() throws InterruptedException {
    assertTrue(new RoundTrips(1, 0, 0, false).measure(1_000_000) > 0);
    assertTrue(new RoundTrips(256, 3, 9, true).measure(1_000_000) > 0);
  }

  @Test
  void theTableHasARowForEachWayAndEachWait() throws InterruptedException {
    final String table = LineStudy.measured(2).toString();
    for (final String row : List.of(
        "floor, half of it",
        "the line to who stores",
        "the line to who looks",
        "both, who looks has looked all along",
        "0 steps of work",
        "first look after 12 spin hints")) {
      assertTrue(table.contains(row), table);
    }
  }
}
