package org.intercore.properties.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.intercore.properties.Scaled;
import org.intercore.properties.block.SmallTraffic.Order;

/**
 * A claim of many blocks is served within a bounded number of releases, whatever claims of one block
 * that do not wait take meanwhile.
 *
 * <p><b>The bound.</b> There are N blocks, and k are wanted. H of them are never released, all others
 * within R releases after they were taken, and R does not exceed the first patience of the window, which is
 * 2N. Then patience ends only when all that is missing in the window is held for ever: so each end marks
 * one of H at least, and never one that is not. While anything else is missing, the window gains a
 * block within R releases, and it gains k at most before patience ends. Patience ends H times at most
 * and stays as long as it is: in total (H + 1) k R + 2N H releases.
 */
@Scaled
class StarvationProperties {
  @Property(tries = 600)
  void manyBlocksAreFoundBesideAnEndlessStreamOfClaimsForOne(
      @ForAll @IntRange(min = 2, max = 70) final int count,
      @ForAll final Order order,
      @ForAll @IntRange(max = 24) final int held,
      @ForAll final long seed) {
    final SplittableRandom random = new SplittableRandom(seed);
    final int wanted = 2 + random.nextInt(count - 1);
    final int place = random.nextInt(count - wanted + 1);
    final int heldForEver = Math.min(held, count - wanted);
    final int within = random.nextBoolean() ? count : 2 * count;
    final SmallTraffic traffic = new SmallTraffic(count, order, within, random);
    traffic.holdForEver(heldForEver, place, wanted);
    final long bound = (heldForEver + 1L) * wanted * within + 2L * count * heldForEver;
    assertThat(traffic.releasesUntilServed(wanted, bound)).isLessThanOrEqualTo(bound);
  }
}
