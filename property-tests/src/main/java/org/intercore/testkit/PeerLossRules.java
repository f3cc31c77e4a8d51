package org.intercore.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.intercore.testkit.Crew.Worker;
import org.junit.jupiter.api.Test;

/** What one side sees of the other one's end. */
interface PeerLossRules {
  /**
   * Sending to a side that was closed ends as {@link Outcome#NOT_CONNECTED}.
   *
   * @param meeting the transport
   */
  @Test
  @Needs(Feature.PEER_LOSS)
  default void aSenderIsToldThatThePeerHasGone(final Meeting meeting) {
    final Line line = meeting.line();
    meeting.send(line.near, meeting.message(Message.HEAD));
    meeting.far().close();
    awaitLoss(meeting, line);
    assertThat(Meeting.trySend(line.near, meeting.message(Message.HEAD), Channel.NO_WAIT))
        .isEqualTo(Outcome.NOT_CONNECTED);
  }

  private static void awaitLoss(final Meeting meeting, final Line line) {
    meeting.crew.await("word of the peer's end", meeting.near::work, () -> {
      final Outcome outcome =
          Meeting.trySend(line.near, meeting.message(Message.HEAD), Channel.NO_WAIT);
      assertThat(outcome).isIn(Outcome.DONE, Outcome.NO_SPACE, Outcome.NOT_CONNECTED);
      return outcome == Outcome.NOT_CONNECTED;
    });
  }

  /**
   * Whoever waits for space that a peer has is told when that peer goes.
   *
   * @param meeting the transport
   */
  @Test
  @Needs({Feature.PEER_LOSS, Feature.CLAIM_WAITS})
  default void aWaitEndsWhenThePeerGoes(final Meeting meeting) {
    final Line line = meeting.line();
    meeting.startWorkerForWaitingClaims();
    meeting.fill(line.near, line.near.maxLength());
    // A claim that meets the space of the lost peer may be granted; then its send says it.
    final Message message = meeting.message(line.near.maxLength());
    final Worker<Outcome> waiter =
        meeting.crew.start("waiter", () -> Meeting.trySend(line.near, message, Channel.FOREVER));
    meeting.crew.giveTimeToWait(waiter);
    meeting.far().close();
    assertThat(meeting.crew.await(waiter, Meeting::nothing)).isEqualTo(Outcome.NOT_CONNECTED);
  }

  /**
   * A held message outlives its sender.
   *
   * @param meeting the transport
   */
  @Test
  @Needs({Feature.PEER_LOSS, Feature.HOLD})
  default void whatIsHeldStaysReadableWhenThePeerHasGone(final Meeting meeting) {
    final Line line = meeting.line();
    final Holder holder = new Holder();
    line.nearInbox.handle(holder);
    final int sent = meeting.fill(line.far, Message.HEAD).size();
    meeting.settle();
    assertThat(holder.kept()).hasSize(sent);
    meeting.far().close();
    awaitLoss(meeting, line);
    holder.checkAll();
    holder.releaseAll();
  }

  /**
   * All space comes back when a peer goes; its successor gets none of its messages, and late releases do no harm.
   *
   * @param meeting the transport
   */
  @Test
  @Needs({Feature.PEER_LOSS, Feature.PEER_RETURNS})
  default void aNewPeerFindsAllSpaceFreeAndNoOldMessages(final Meeting meeting) {
    final Line line = meeting.line();
    final Capacity before = meeting.capacity(line);
    final Holder holder = new Holder();
    for (int i = 0; i < 3; i++) {
      // Some that were never read, and if possible some that were read and are still held.
      if (meeting.has(Feature.HOLD)) {
        line.farInbox.handle(holder);
        meeting.send(line.near, meeting.message(Message.HEAD));
        meeting.settle();
      }
      meeting.fill(line.near, Message.HEAD);
      meeting.far().close();
      awaitLoss(meeting, line);
      line.farInbox.collect();
      line.farInbox.take();
      meeting.restartFar();
      meeting.settle();
      assertThat(line.farInbox.take()).as("what the old peer was sent").isEmpty();
      assertThat(meeting.capacity(line)).isEqualTo(before);
      // Late, and of no effect on the new peer.
      holder.kept().forEach(kept -> kept.held().release());
      holder.kept().clear();
      assertThat(meeting.capacity(line)).isEqualTo(before);
    }
  }
}
