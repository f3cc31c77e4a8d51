package org.intercore.testkit;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What every transport with claim, send, hold and release has to keep, as JUnit 5 tests. Extend it,
 * say how to open the transport, and run it as any test class:
 *
 * <pre>{@code
 * class MyTransportTest extends MessagingContract {
 *   protected MessagingTransport open() {
 *     return new MyTransportAdapter();
 *   }
 * }
 * }</pre>
 *
 * <p>Each rule is one test, with a transport of its own. It is skipped if the transport does not offer
 * what the rule is about. A test that hangs is ended, with a dump of all threads. A test that fails
 * says its seed; {@value #SEED_PROPERTY} repeats it, as far as threads do not decide.
 *
 * <p>The system property {@value #SCALE_PROPERTY} multiplies how long the random tests run.
 */
@ExtendWith(MeetingExtension.class)
public abstract class MessagingContract
    implements DeliveryRules, OwnershipRules, WaitingRules, TrafficRules, PeerLossRules {
  /** The system property with the seed of all random choices; without it they differ each time. */
  public static final String SEED_PROPERTY = "icbmsg.testkit.seed";

  /** The system property with a factor for the length of the random tests; 1 if it is not set. */
  public static final String SCALE_PROPERTY = "icbmsg.test.scale";

  private static final int PATIENCE_SECONDS = 60;

  private final long seed =
      Long.getLong(SEED_PROPERTY, ThreadLocalRandom.current().nextLong());

  /** For subclasses. */
  protected MessagingContract() {}

  /**
   * Opens the transport, with nothing sent yet. Called for each test; what it gives is closed after
   * that.
   *
   * @return two sides that will find each other once both are worked on
   * @throws Exception if that is not possible; the test fails then, unless the exception is that of
   *     an assumption of JUnit
   */
  protected abstract MessagingTransport open() throws Exception;

  /**
   * After how long a test counts as hanging. Far beyond what any machine needs: nothing is measured.
   *
   * @return a minute, and more if the random tests are made longer
   */
  protected Duration patience() {
    return Duration.ofSeconds((long) PATIENCE_SECONDS * scale());
  }

  int scale() {
    return Math.max(1, Integer.getInteger(SCALE_PROPERTY, 1));
  }

  final long seed() {
    return seed;
  }
}
