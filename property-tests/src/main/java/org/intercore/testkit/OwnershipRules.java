package org.intercore.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.intercore.testkit.Crew.Worker;
import org.intercore.testkit.Holder.Kept;
import org.junit.jupiter.api.Test;

/** Space has one owner at a time, who gives it up once; then it is there for everybody again. */
interface OwnershipRules {
  /**
   * After any traffic there is as much space as before.
   *
   * @param meeting the transport
   */
  @Test
  default void everythingComesBack(final Meeting meeting) {
    final Line line = meeting.line();
    final Capacity before = meeting.capacity(line);
    for (int i = 0; i < Amounts.ROUNDS; i++) {
      meeting.send(line.near, meeting.message(meeting.length(line.near.maxLength())));
    }
    assertThat(meeting.capacity(line)).isEqualTo(before);
  }

  /**
   * A dropped claim is not received, and its space can be claimed again.
   *
   * @param meeting the transport
   */
  @Test
  @Needs(Feature.DROP)
  default void aDroppedClaimGivesItsSpaceBack(final Meeting meeting) {
    final Line line = meeting.line();
    final Capacity before = meeting.capacity(line);
    for (int i = 0; i < Amounts.ROUNDS; i++) {
      final Claim claim = line.near.claim(meeting.length(line.near.maxLength()), Channel.NO_WAIT);
      assertThat(claim.outcome()).isEqualTo(Outcome.DONE);
      if (i % 2 == 0) {
        meeting.message(claim.capacity()).putInto(claim);
      }
      claim.drop();
    }
    meeting.settle();
    assertThat(line.farInbox.take()).isEmpty();
    assertThat(meeting.capacity(line)).isEqualTo(before);
  }

  /**
   * The rest of a claim that was sent short can be claimed before the message was received.
   *
   * @param meeting the transport
   */
  @Test
  @Needs(Feature.SHRINK_FREES)
  default void whatAMessageDoesNotNeedIsFreeAtOnce(final Meeting meeting) {
    final Line line = meeting.line();
    final int longest = line.near.maxLength();
    final Claim all = line.near.claim(longest, Channel.NO_WAIT);
    assertThat(line.near.claim(longest, Channel.NO_WAIT).outcome()).isEqualTo(Outcome.NO_SPACE);
    final Message first = meeting.message(Message.HEAD);
    first.putInto(all);
    assertThat(all.send(first.length())).isEqualTo(Outcome.DONE);
    // Nobody has worked since: the space did not come back from the other side.
    final Message second = meeting.message(longest / 2);
    assertThat(Meeting.trySend(line.near, second, Channel.NO_WAIT)).isEqualTo(Outcome.DONE);
    meeting.settle();
    assertThat(line.farInbox.take()).containsExactly(first, second);
  }

  /**
   * A held message shows the same bytes however much is sent meanwhile.
   *
   * @param meeting the transport
   */
  @Test
  @Needs(Feature.HOLD)
  default void aHeldMessageStaysAsItIsUntilItIsReleased(final Meeting meeting) {
    final Line line = meeting.line();
    final Capacity before = meeting.capacity(line);
    final Holder holder = new Holder();
    line.farInbox.handle(holder);
    final List<Message> sent = meeting.fill(line.near, line.near.maxLength() / 4);
    meeting.settle();
    assertThat(holder.messages()).isEqualTo(sent);
    // Whoever gives the space of a held message to somebody else writes over it now.
    line.farInbox.collect();
    meeting.fill(line.near, Message.HEAD);
    meeting.settle();
    holder.checkAll();
    holder.releaseAll();
    assertThat(meeting.capacity(line)).isEqualTo(before);
  }

  /**
   * While everything is held nothing can be claimed: what is held is the message and not a copy.
   *
   * @param meeting the transport
   */
  @Test
  @Needs(Feature.HOLD)
  default void theSpaceOfHeldMessagesIsNotGivenOutAgain(final Meeting meeting) {
    final Line line = meeting.line();
    final int longest = line.near.maxLength();
    final Holder holder = new Holder();
    line.farInbox.handle(holder);
    meeting.fill(line.near, longest);
    for (int i = 0; i < 5; i++) {
      meeting.settle();
      assertThat(line.near.claim(longest, Channel.NO_WAIT).outcome()).isEqualTo(Outcome.NO_SPACE);
    }
    holder.releaseAll();
    meeting.settle();
    final Message message = meeting.message(longest);
    assertThat(Meeting.trySend(line.near, message, Channel.NO_WAIT)).isEqualTo(Outcome.DONE);
    meeting.settle();
    holder.releaseAll();
  }

  /**
   * Releasing in random order, amid traffic, frees what was released and nothing else.
   *
   * @param meeting the transport
   */
  @Test
  @Needs({Feature.HOLD, Feature.RELEASE_ANY_ORDER})
  default void heldMessagesAreReleasedInAnyOrder(final Meeting meeting) {
    final Line line = meeting.line();
    final Capacity before = meeting.capacity(line);
    final Holder holder = new Holder();
    line.farInbox.handle(holder);
    for (int i = 0; i < Amounts.ROUNDS; i++) {
      // Whatever is released is used again soon, beside what is still held.
      final Message message = meeting.message(meeting.length(line.near.maxLength() / 2));
      final Outcome outcome = Meeting.trySend(line.near, message, Channel.NO_WAIT);
      assertThat(outcome).isIn(Outcome.DONE, Outcome.NO_SPACE);
      meeting.settle();
      final List<Kept> kept = holder.kept();
      if (outcome == Outcome.NO_SPACE || meeting.random.nextInt(3) == 0 && !kept.isEmpty()) {
        kept.remove(meeting.random.nextInt(kept.size())).release();
        meeting.settle();
      }
    }
    holder.releaseAll();
    assertThat(meeting.capacity(line)).isEqualTo(before);
  }

  /**
   * Messages pass one that is held, any number of times the space that there is.
   *
   * @param meeting the transport
   */
  @Test
  @Needs({Feature.HOLD, Feature.RELEASE_ANY_ORDER})
  default void aHeldMessageHoldsUpNoOthers(final Meeting meeting) {
    final Line line = meeting.line();
    final Holder holder = new Holder();
    line.farInbox.handle(holder);
    meeting.send(line.near, meeting.message(Message.HEAD));
    meeting.settle();
    line.farInbox.collect();
    // Many times round whatever the space is.
    for (int i = 0; i < 5; i++) {
      final List<Message> sent = meeting.fill(line.near, Message.HEAD);
      assertThat(sent).as("what there is space for beside one that is held").isNotEmpty();
      meeting.settle();
      assertThat(line.farInbox.take()).isEqualTo(sent);
    }
    holder.releaseAll();
  }

  /**
   * Messages released by other threads while the side is worked on all come back.
   *
   * @param meeting the transport
   */
  @Test
  @Needs({Feature.HOLD, Feature.RELEASE_ANY_THREAD, Feature.RELEASE_ANY_ORDER})
  default void anyThreadMayRelease(final Meeting meeting) {
    final Line line = meeting.line();
    final Capacity before = meeting.capacity(line);
    final Holder holder = new Holder();
    line.farInbox.handle(holder);
    for (int round = 0; round < 10; round++) {
      meeting.fill(line.near, Message.HEAD);
      meeting.settle();
      final List<Worker<Void>> releasers = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        final int parity = i;
        final List<Kept> all = List.copyOf(holder.kept());
        releasers.add(meeting.crew.start("releaser " + i, () -> {
          for (int which = parity; which < all.size(); which += 2) {
            all.get(which).release();
          }
          return null;
        }));
      }
      releasers.forEach(releaser -> meeting.crew.await(releaser, meeting.far()::work));
      holder.kept().clear();
    }
    assertThat(meeting.capacity(line)).isEqualTo(before);
  }

  /**
   * A claim that was sent cannot be sent or dropped, and the message is received once.
   *
   * @param meeting the transport
   */
  @Test
  @Needs(Feature.MISUSE_IS_REFUSED)
  default void sendingTwiceIsRefused(final Meeting meeting) {
    final Line line = meeting.line();
    final Capacity before = meeting.capacity(line);
    final Claim claim = line.near.claim(Message.HEAD, Channel.NO_WAIT);
    final Message message = meeting.message(Message.HEAD);
    message.putInto(claim);
    assertThat(claim.send(message.length())).isEqualTo(Outcome.DONE);
    refused(() -> claim.send(message.length()));
    if (meeting.has(Feature.DROP)) {
      refused(claim::drop);
    }
    meeting.settle();
    assertThat(line.farInbox.take()).containsExactly(message);
    refused(() -> claim.send(message.length()));
    assertThat(meeting.capacity(line)).isEqualTo(before);
  }

  /**
   * A claim that was dropped cannot be dropped or sent, and no space is freed twice.
   *
   * @param meeting the transport
   */
  @Test
  @Needs({Feature.MISUSE_IS_REFUSED, Feature.DROP})
  default void droppingTwiceIsRefused(final Meeting meeting) {
    final Line line = meeting.line();
    final Capacity before = meeting.capacity(line);
    final Claim claim = line.near.claim(Message.HEAD, Channel.NO_WAIT);
    claim.drop();
    refused(claim::drop);
    refused(() -> claim.send(Message.HEAD));
    meeting.settle();
    assertThat(line.farInbox.take()).isEmpty();
    assertThat(meeting.capacity(line)).isEqualTo(before);
  }

  /**
   * A message that was released cannot be released, even if its space has a new message.
   *
   * @param meeting the transport
   */
  @Test
  @Needs({Feature.MISUSE_IS_REFUSED, Feature.HOLD})
  default void releasingTwiceIsRefused(final Meeting meeting) {
    final Line line = meeting.line();
    final Capacity before = meeting.capacity(line);
    final Holder holder = new Holder();
    line.farInbox.handle(holder);
    meeting.send(line.near, meeting.message(Message.HEAD));
    meeting.settle();
    final Held held = holder.kept().get(0).held();
    held.release();
    refused(held::release);
    // The space may be somebody else's by now, whose message must not be freed.
    line.farInbox.collect();
    meeting.fill(line.near, Message.HEAD);
    refused(held::release);
    assertThat(line.near.claim(Message.HEAD, Channel.NO_WAIT).outcome())
        .isEqualTo(Outcome.NO_SPACE);
    assertThat(meeting.capacity(line)).isEqualTo(before);
  }

  /**
   * A message is held in its handler, and once.
   *
   * @param meeting the transport
   */
  @Test
  @Needs({Feature.MISUSE_IS_REFUSED, Feature.HOLD})
  default void holdingIsForTheHandlersCallAndOnce(final Meeting meeting) {
    final Line line = meeting.line();
    final Capacity before = meeting.capacity(line);
    final List<Received> seen = new ArrayList<>();
    line.farInbox.handle(message -> {
      seen.add(message);
      final Held held = message.hold();
      refused(message::hold);
      held.release();
    });
    meeting.send(line.near, meeting.message(Message.HEAD));
    meeting.settle();
    line.farInbox.handle(seen::add);
    meeting.send(line.near, meeting.message(Message.HEAD));
    meeting.settle();
    assertThat(seen).hasSize(2);
    seen.forEach(message -> refused(message::hold));
    assertThat(meeting.capacity(line)).isEqualTo(before);
  }

  private static void refused(final ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(IllegalStateException.class);
  }

  /**
   * Writing to a claim that was sent fails, and changes no message.
   *
   * @param meeting the transport
   */
  @Test
  @Needs(Feature.STALE_VIEWS_ARE_SHUT)
  default void whatWasSentCannotBeWrittenAnyMore(final Meeting meeting) {
    final Line line = meeting.line();
    final Claim claim = line.near.claim(Message.HEAD, Channel.NO_WAIT);
    final Message message = meeting.message(Message.HEAD);
    message.putInto(claim);
    claim.send(message.length());
    assertThatThrownBy(() -> meeting.message(Message.HEAD).putInto(claim))
        .isInstanceOf(RuntimeException.class);
    meeting.settle();
    assertThat(line.farInbox.take()).containsExactly(message);
    final List<Message> next = meeting.fill(line.near, Message.HEAD);
    assertThatThrownBy(() -> meeting.message(Message.HEAD).putInto(claim))
        .isInstanceOf(RuntimeException.class);
    meeting.settle();
    assertThat(line.farInbox.take()).isEqualTo(next);
  }

  /**
   * A view of a released message fails or shows the old bytes.
   *
   * @param meeting the transport
   */
  @Test
  @Needs({Feature.STALE_VIEWS_ARE_SHUT, Feature.HOLD})
  default void whatWasReleasedNeverShowsSomebodyElsesBytes(final Meeting meeting) {
    final Line line = meeting.line();
    final Holder holder = new Holder();
    final List<Content> stale = new ArrayList<>();
    line.farInbox.handle(message -> {
      stale.add(message);
      holder.onMessage(message);
    });
    final List<Message> sent = meeting.fill(line.near, Message.HEAD);
    meeting.settle();
    holder.kept().forEach(kept -> stale.add(kept.held()));
    holder.releaseAll();
    line.farInbox.collect();
    for (int round = 0; round < 3; round++) {
      meeting.fill(line.near, Message.HEAD);
      for (int i = 0; i < stale.size(); i++) {
        requireShut(stale.get(i), sent.get(i % sent.size()));
      }
      meeting.settle();
    }
  }

  private static void requireShut(final Content content, final Message before) {
    final byte[] bytes = new byte[before.length()];
    try {
      content.get(0, bytes, 0, bytes.length);
    } catch (final RuntimeException shut) {
      return;
    }
    assertThat(bytes).as("what a released message shows").isEqualTo(before.bytes());
  }
}
