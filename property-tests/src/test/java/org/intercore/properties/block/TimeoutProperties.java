package org.intercore.properties.block;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.intercore.properties.Generators.WaitShape;
import org.intercore.properties.Generators.WaitStep;
import org.intercore.properties.Generators.WaitSteps;
import org.intercore.properties.Generators.Waits;
import org.intercore.properties.Scaled;

/**
 * When a claim stops waiting, and why: not before its time has come, not later than the first wake-up
 * after it, not without a reason, and never with empty hands while its run is free.
 */
@Scaled
class TimeoutProperties {
  @Property(tries = 5000)
  void aWaitEndsForItsReasonAndNotASleepLater(
      @ForAll(supplier = Waits.class) final WaitShape shape,
      @ForAll(supplier = WaitSteps.class) final List<WaitStep> steps) {
    new WaitScript(shape.count(), shape.startNs(), steps).call(shape);
  }
}
