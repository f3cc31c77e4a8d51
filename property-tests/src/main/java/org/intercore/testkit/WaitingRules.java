package org.intercore.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.intercore.testkit.Crew.Worker;
import org.junit.jupiter.api.Test;

/** What happens when there is no space: an answer, or a wait that ends. */
interface WaitingRules {
  /**
   * Exhaustion is an answer, {@link Outcome#NO_SPACE}, and all that was accepted before arrives.
   *
   * @param meeting the transport
   */
  @Test
  default void withoutSpaceAndWithoutWaitingTheAnswerIsNoSpace(final Meeting meeting) {
    final Line line = meeting.line();
    for (final int length : List.of(Message.HEAD, line.near.maxLength())) {
      // Fails if the claim that ends it is answered by anything else.
      final List<Message> sent = meeting.fill(line.near, length);
      assertThat(sent).isNotEmpty();
      meeting.settle();
      assertThat(line.farInbox.take()).isEqualTo(sent);
    }
  }

  /**
   * More than the longest message is refused, however long the claim would wait.
   *
   * @param meeting the transport
   */
  @Test
  default void aClaimThatCanNeverSucceedIsRefusedAtOnce(final Meeting meeting) {
    final Line line = meeting.line();
    final Capacity before = meeting.capacity(line);
    for (final int length : List.of(line.near.maxLength() + 1, Integer.MAX_VALUE)) {
      refusedForGood(line.near, length, Channel.NO_WAIT);
      if (meeting.has(Feature.CLAIM_WAITS)) {
        refusedForGood(line.near, length, Channel.FOREVER);
      }
    }
    assertThat(meeting.capacity(line)).isEqualTo(before);
  }

  private static void refusedForGood(
      final Channel channel, final int length, final long timeoutNs) {
    try {
      assertThat(channel.claim(length, timeoutNs).outcome()).isEqualTo(Outcome.NO_SPACE);
    } catch (final IllegalArgumentException asAMistake) {
      assertThat(asAMistake).hasMessageContaining(String.valueOf(length));
    }
  }

  /**
   * A wait that is not served ends as {@link Outcome#TIMED_OUT}, and not early.
   *
   * @param meeting the transport
   */
  @Test
  @Needs(Feature.CLAIM_WAITS)
  default void aBoundedWaitDoesNotEndBeforeItsTime(final Meeting meeting) {
    final Line line = meeting.line();
    meeting.startWorkerForWaitingClaims();
    meeting.fill(line.near, line.near.maxLength());
    for (final int millis : List.of(1, 7, 30)) {
      final long waitNs = TimeUnit.MILLISECONDS.toNanos(millis);
      final long startNs = System.nanoTime();
      final Claim claim = line.near.claim(line.near.maxLength(), waitNs);
      assertThat(System.nanoTime() - startNs).as("waited").isGreaterThanOrEqualTo(waitNs);
      assertThat(claim.outcome()).isEqualTo(Outcome.TIMED_OUT);
    }
  }

  /**
   * A wait ends when the other side gives space back, whether it had begun by then or not.
   *
   * @param meeting the transport
   */
  @Test
  @Needs(Feature.CLAIM_WAITS)
  default void aWaitingClaimIsServedByARelease(final Meeting meeting) {
    final Line line = meeting.line();
    final int longest = line.near.maxLength();
    meeting.startWorkerForWaitingClaims();
    for (int i = 0; i < Amounts.WAITS; i++) {
      final List<Message> expected = new ArrayList<>(meeting.fill(line.near, longest));
      final Message late = meeting.message(longest);
      expected.add(late);
      final long timeoutNs = i % 2 == 0 ? Channel.FOREVER : TimeUnit.HOURS.toNanos(1);
      final Worker<Outcome> waiter =
          meeting.crew.start("waiter", () -> Meeting.trySend(line.near, late, timeoutNs));
      meeting.crew.giveTimeToWait(waiter);
      assertThat(waiter.isDone()).as("served, though nothing was released").isFalse();
      assertThat(meeting.crew.await(waiter, meeting.far()::work)).isEqualTo(Outcome.DONE);
      meeting.crew.await(
          "all messages", meeting.far()::work, () -> line.farInbox.count() == expected.size());
      assertThat(line.farInbox.take()).isEqualTo(expected);
    }
  }

  /**
   * A wait ends when another claim of the same side is dropped.
   *
   * @param meeting the transport
   */
  @Test
  @Needs({Feature.CLAIM_WAITS, Feature.DROP, Feature.MANY_CLAIMS, Feature.MANY_SENDER_THREADS})
  default void aWaitingClaimIsServedByADrop(final Meeting meeting) {
    final Line line = meeting.line();
    final int longest = line.near.maxLength();
    meeting.startWorkerForWaitingClaims();
    for (int i = 0; i < Amounts.WAITS; i++) {
      final List<Claim> all = new ArrayList<>();
      Claim claim = line.near.claim(longest, Channel.NO_WAIT);
      while (claim.outcome() == Outcome.DONE) {
        all.add(claim);
        claim = line.near.claim(longest, Channel.NO_WAIT);
      }
      final Worker<Outcome> waiter = meeting.crew.start("waiter", () -> {
        final Claim waited = line.near.claim(longest, Channel.FOREVER);
        if (waited.outcome() == Outcome.DONE) {
          waited.drop();
        }
        return waited.outcome();
      });
      meeting.crew.giveTimeToWait(waiter);
      assertThat(waiter.isDone()).as("served, though nothing was dropped").isFalse();
      all.forEach(Claim::drop);
      assertThat(meeting.crew.await(waiter, Meeting::nothing)).isEqualTo(Outcome.DONE);
    }
  }

  /**
   * An interrupt ends a wait, and the flag is still set.
   *
   * @param meeting the transport
   */
  @Test
  @Needs({Feature.CLAIM_WAITS, Feature.INTERRUPTIBLE})
  default void anInterruptEndsAWait(final Meeting meeting) {
    final Line line = meeting.line();
    meeting.startWorkerForWaitingClaims();
    meeting.fill(line.near, line.near.maxLength());
    final AtomicBoolean flag = new AtomicBoolean();
    final Worker<Outcome> waiter = meeting.crew.start("waiter", () -> {
      final Outcome outcome =
          line.near.claim(line.near.maxLength(), Channel.FOREVER).outcome();
      flag.set(Thread.currentThread().isInterrupted());
      return outcome;
    });
    meeting.crew.giveTimeToWait(waiter);
    waiter.thread().interrupt();
    assertThat(meeting.crew.await(waiter, Meeting::nothing)).isEqualTo(Outcome.INTERRUPTED);
    assertThat(flag).as("the thread's interrupt flag").isTrue();
  }

  /**
   * Claims wait with nobody working on their side; what arrives meanwhile is kept in order.
   *
   * @param meeting the transport
   */
  @Test
  @Needs({Feature.CLAIM_WAITS, Feature.WAITING_MAKES_PROGRESS})
  default void theOnlyThreadOfASideMayWait(final Meeting meeting) {
    final Line line = meeting.line();
    final List<Message> metOnTheWay = meeting.fill(line.far, Message.HEAD);
    meeting.crew.startWorking("the far side", meeting.far());
    final int longest = line.near.maxLength();
    final List<Message> sent = new ArrayList<>();
    for (int i = 0; i < Amounts.WAITING_MESSAGES; i++) {
      final Message message = meeting.message(i % 2 == 0 ? longest : longest / 2);
      assertThat(Meeting.trySend(line.near, message, Channel.FOREVER)).isEqualTo(Outcome.DONE);
      sent.add(message);
    }
    meeting.crew.await(
        "all messages", Meeting::nothing, () -> line.farInbox.count() == sent.size());
    assertThat(line.farInbox.take()).isEqualTo(sent);
    assertThat(line.nearInbox.take()).as("handed to a handler by a claim").isEmpty();
    meeting.crew.await(
        "what was met while waiting",
        meeting.near::work,
        () -> line.nearInbox.count() == metOnTheWay.size());
    assertThat(line.nearInbox.take()).isEqualTo(metOnTheWay);
  }

  /**
   * A receive handler answers each message with all the space there is, waiting for it.
   *
   * @param meeting the transport
   */
  @Test
  @Needs({Feature.CLAIM_WAITS, Feature.WAITING_MAKES_PROGRESS})
  default void aReceiveHandlerMayWait(final Meeting meeting) {
    final Line line = meeting.line();
    final int longest = line.near.maxLength();
    final List<Message> replies = new ArrayList<>();
    // All the space there is, so that each reply waits for the one before it to be read.
    line.nearInbox.handle(question -> {
      final Message reply = meeting.message(longest);
      assertThat(Meeting.trySend(line.near, reply, Channel.FOREVER)).isEqualTo(Outcome.DONE);
      replies.add(reply);
    });
    final Worker<Void> asker = meeting.crew.start("asker", () -> {
      for (int i = 0; i < Amounts.WAITING_MESSAGES; i++) {
        final Message question = Message.of(1, i, Message.HEAD);
        meeting.crew.await(
            "space for question " + i,
            meeting.far()::work,
            () -> Meeting.trySend(line.far, question, Channel.NO_WAIT) == Outcome.DONE);
      }
      meeting.crew.await(
          "all replies",
          meeting.far()::work,
          () -> line.farInbox.count() == Amounts.WAITING_MESSAGES);
      return null;
    });
    meeting.crew.await(asker, meeting.near::work);
    assertThat(line.farInbox.take()).isEqualTo(replies);
  }

  /**
   * The longest message gets its turn amid small ones without end.
   *
   * @param meeting the transport
   */
  @Test
  @Needs({Feature.CLAIM_WAITS, Feature.FAIR_WAITING, Feature.MANY_SENDER_THREADS})
  default void aLargeClaimIsNotStarvedBySmallOnes(final Meeting meeting) {
    final Line line = meeting.line();
    final AtomicBoolean enough = new AtomicBoolean();
    meeting.startWorkerForWaitingClaims();
    final List<Worker<Void>> small = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      final int sender = 1 + i;
      small.add(meeting.crew.start("sender of small messages " + i, () -> {
        sendOneAfterTheOther(line.near, sender, enough);
        return null;
      }));
    }
    meeting.crew.startWorking("the far side", meeting.far());
    for (int i = 0; i < Amounts.WAITS; i++) {
      final Message large = meeting.message(line.near.maxLength());
      final int before = line.farInbox.count();
      meeting.crew.await("small messages", Meeting::nothing, () -> line.farInbox.count() > before);
      assertThat(Meeting.trySend(line.near, large, Channel.FOREVER)).isEqualTo(Outcome.DONE);
    }
    enough.set(true);
    small.forEach(sender -> meeting.crew.await(sender, Meeting::nothing));
  }

  /** Each is claimed before the one before it is sent if there is space, so there is no gap. */
  private static void sendOneAfterTheOther(
      final Channel channel, final int sender, final AtomicBoolean enough) {
    final long shortlyNs = TimeUnit.MILLISECONDS.toNanos(1);
    Claim last = Claim.refused(Outcome.NO_SPACE);
    int sequence = 0;
    while (!enough.get()) {
      final Claim next = channel.claim(Message.HEAD, shortlyNs);
      if (last.outcome() == Outcome.DONE) {
        Message.of(sender, sequence++, Message.HEAD).putInto(last);
        assertThat(last.send(Message.HEAD)).isEqualTo(Outcome.DONE);
      }
      assertThat(next.outcome()).isIn(Outcome.DONE, Outcome.TIMED_OUT);
      last = next;
    }
    if (last.outcome() == Outcome.DONE) {
      Message.of(sender, sequence, Message.HEAD).putInto(last);
      assertThat(last.send(Message.HEAD)).isEqualTo(Outcome.DONE);
    }
  }
}
