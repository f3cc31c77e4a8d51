package org.intercore.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.intercore.testkit.Crew.Worker;
import org.junit.jupiter.api.Test;

/** Random traffic against a book of what must arrive. */
interface TrafficRules {
  /**
   * Both sides do everything that they may, at random, and all is received as the book says.
   *
   * @param meeting the transport
   */
  @Test
  default void randomTrafficAgreesWithTheBook(final Meeting meeting) {
    final List<Line> lines = meeting.lines(3);
    final Capacity before = meeting.capacity(lines.get(0));
    final RandomTraffic traffic = new RandomTraffic(meeting, lines);
    traffic.run((long) Amounts.STEPS * meeting.scale);
    traffic.end();
    assertThat(meeting.capacity(lines.get(0))).isEqualTo(before);
  }

  /**
   * Several threads send, one receives, others release: nothing is lost, doubled or mixed up.
   *
   * @param meeting the transport
   */
  @Test
  @Needs(Feature.MANY_SENDER_THREADS)
  default void whatManyThreadsSendArrivesOnceAndInTheirOrder(final Meeting meeting) {
    final Line line = meeting.line();
    final Capacity before = meeting.capacity(line);
    final int messages = Amounts.MESSAGES_PER_SENDER * meeting.scale;
    final ThreadedReceiver receiver =
        new ThreadedReceiver(Amounts.SENDERS, meeting.has(Feature.HOLD), meeting.random.split());
    line.farInbox.handle(receiver);
    meeting.crew.startWorking("worker of the far side", meeting.far());
    meeting.startWorkerForWaitingClaims();
    final List<Worker<Void>> senders = new ArrayList<>();
    for (int i = 0; i < Amounts.SENDERS; i++) {
      final ThreadedSender sender = new ThreadedSender(
          i, line.near, meeting.has(Feature.CLAIM_WAITS), meeting.random.split());
      senders.add(meeting.crew.start("sender " + i, () -> {
        sender.sendAll(messages);
        return null;
      }));
    }
    if (meeting.has(Feature.RELEASE_ANY_THREAD) && meeting.has(Feature.RELEASE_ANY_ORDER)) {
      receiver.leaveReleasesToOthers();
      for (int i = 0; i < 2; i++) {
        meeting.crew.start("holder " + i, () -> {
          receiver.releaseUntilInterrupted();
          return null;
        });
      }
    }
    final int all = Amounts.SENDERS * messages;
    senders.forEach(sender -> meeting.crew.await(sender, Meeting::nothing));
    meeting.crew.await("all messages", Meeting::nothing, () -> receiver.released() == all);
    meeting.crew.stop();
    assertThat(receiver.arrived()).as("messages of each sender").containsOnly(messages);
    assertThat(meeting.capacity(line)).isEqualTo(before);
  }
}
