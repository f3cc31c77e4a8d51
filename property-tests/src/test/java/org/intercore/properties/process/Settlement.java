package org.intercore.properties.process;

import static org.assertj.core.api.Assertions.assertThat;

/** Between the deaths all has to be well. */
final class Settlement {
  private Settlement() {}

  /**
   * Waits until both talk to each other's present life, and everything sent has come back.
   *
   * @param last the one of the two that came last
   * @param first the other one
   * @param count how many messages each endpoint has to get at least
   */
  static void settle(
      final PeerHandle last,
      final PeerHandle first,
      final int count,
      final KillCampaignReport report)
      throws InterruptedException {
    try {
      last.ask("receive " + count);
    } catch (final AssertionError e) {
      // Perhaps because the other one has found something wrong, and ended of it.
      throw new AssertionError(e.getMessage() + System.lineSeparator() + first + first.dump(), e);
    }
    first.ask("receive " + count);
    askBoth(last, first, "pause");
    final String sentByLast = last.ask("sent")[1];
    final String sentByFirst = first.ask("sent")[1];
    first.tell("settle " + sentByLast);
    last.tell("settle " + sentByFirst);
    final String[] ofFirst = first.await("settle");
    final String[] ofLast = last.await("settle");
    compare(ofFirst, ofLast, report);
    compare(ofLast, ofFirst, report);
  }

  private static void askBoth(final PeerHandle last, final PeerHandle first, final String order)
      throws InterruptedException {
    first.tell(order);
    last.tell(order);
    first.await(order);
    last.await(order);
  }

  private static void compare(
      final String[] sender, final String[] receiver, final KillCampaignReport report) {
    assertThat(receiver[receiver.length - 1])
        .as("received, of those sent in this bond")
        .isEqualTo(sender[sender.length - 2]);
    report.settled(Integer.parseInt(sender[1 + KillCampaignReport.FIGURES]));
  }
}
