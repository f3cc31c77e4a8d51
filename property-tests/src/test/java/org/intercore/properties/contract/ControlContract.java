package org.intercore.properties.contract;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.function.Supplier;
import org.intercore.testkit.MessagingContract;
import org.intercore.testkit.MessagingTransport;

/** The contract over whatever a control wants to try. Run by {@link ControlTest} only. */
class ControlContract extends MessagingContract {
  private static volatile Supplier<MessagingTransport> transports;
  private static volatile Duration patience = Duration.ofMinutes(1);

  /** The next run is over these; a test that hangs is given up after that time. */
  static void over(final Supplier<MessagingTransport> next, final Duration limit) {
    transports = next;
    patience = limit;
  }

  @Override
  protected MessagingTransport open() {
    assumeTrue(transports != null, "run by ControlTest only");
    return transports.get();
  }

  @Override
  protected Duration patience() {
    return patience;
  }
}
