package org.intercore.properties.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** What was sent has to arrive. */
final class Arrivals {
  private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(30);
  private static final long PAUSE_MS = 5;

  private Arrivals() {}

  /**
   * Waits until one side has received what the other one has sent, which sends no more. That all blocks
   * are back does not say so, since small messages of the native format need none.
   *
   * @param sent what the sender says to "count", by lane
   * @param received what the receiver says to "count", by lane
   */
  static void await(
      final Conversation sender,
      final Function<String[], List<String>> sent,
      final Conversation receiver,
      final Function<String[], List<String>> received)
      throws InterruptedException {
    final long beginNs = System.nanoTime();
    List<String> sends = sent.apply(sender.ask("count"));
    List<String> receives = received.apply(receiver.ask("count"));
    while (!receives.equals(sends) && System.nanoTime() - beginNs < PATIENCE_NS) {
      Thread.sleep(PAUSE_MS);
      sends = sent.apply(sender.ask("count"));
      receives = received.apply(receiver.ask("count"));
    }
    assertThat(receives).as("received, of those that %s has sent", sender).isEqualTo(sends);
  }
}
