package org.intercore.properties.block;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import org.intercore.properties.Scaled;
import org.intercore.testkit.Watchdog;

/**
 * The line of those who wait, with threads that really do, and sleep until somebody wakes them. Hunts
 * for waiters that are overtaken, that stand in the way after they have left, and that are not woken.
 */
@Scaled
class WaitingLineProperties {
  @Property(tries = 300, shrinking = ShrinkingMode.OFF)
  void whoeverWaitsIsServedInTheOrderOfTheLine(
      @ForAll @IntRange(min = 1, max = 40) final int count, @ForAll final long seed) {
    Watchdog.guard("line", () -> new WaitingLine(count, seed).play());
  }

  @Property(tries = 40, shrinking = ShrinkingMode.OFF)
  void whateverIsFreedWakesWhomItServes(
      @ForAll @IntRange(min = 1, max = 40) final int count, @ForAll final long seed) {
    new WakeUpHunt(count, seed).play();
  }
}
