package org.intercore.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is sent arrives: whole, once, in order, where it was sent to. */
interface DeliveryRules {
  /**
   * Every length up to the longest, all of them if they are few, arrives with the same bytes.
   *
   * @param meeting the transport
   */
  @Test
  default void messagesOfEveryLengthArriveWhole(final Meeting meeting) {
    final Line line = meeting.line();
    for (final int length : meeting.lengths(line.near.maxLength())) {
      final Message message = meeting.message(length);
      meeting.send(line.near, message);
      meeting.settle();
      assertThat(line.farInbox.take()).as("of " + length + " bytes").containsExactly(message);
    }
  }

  /**
   * What one thread sends to one channel is received in the same order.
   *
   * @param meeting the transport
   */
  @Test
  default void messagesArriveInTheOrderInWhichTheyWereSent(final Meeting meeting) {
    final Line line = meeting.line();
    sendMany(meeting, line);
    int last = -1;
    for (final Message message : line.farInbox.take()) {
      assertThat(message.sequence()).as("after number %d", last).isGreaterThanOrEqualTo(last);
      last = message.sequence();
    }
  }

  /**
   * Nothing is lost, nothing comes twice, nothing comes that nobody sent.
   *
   * @param meeting the transport
   */
  @Test
  default void eachMessageArrivesOnce(final Meeting meeting) {
    final Line line = meeting.line();
    final List<Message> sent = sendMany(meeting, line);
    final List<Message> arrived = line.farInbox.take();
    final Set<Message> different = new HashSet<>(arrived);
    assertThat(sent).as("sent").allMatch(different::contains, "arrived");
    assertThat(arrived).as("arrived").hasSize(sent.size());
  }

  /** As fast as there is space, so that there always is more than one on its way. */
  private static List<Message> sendMany(final Meeting meeting, final Line line) {
    final List<Message> sent = new ArrayList<>();
    while (sent.size() < Amounts.MESSAGES) {
      final Message message =
          meeting.message(meeting.length(Math.min(Amounts.SHORT_LENGTH, line.near.maxLength())));
      meeting.send(line.near, message);
      sent.add(message);
    }
    meeting.settle();
    return sent;
  }

  /**
   * A claim may be written from back to front and more than once; what was written last counts.
   *
   * @param meeting the transport
   */
  @Test
  default void aMessageIsFilledInPlaceInAnyOrder(final Meeting meeting) {
    final Line line = meeting.line();
    final Message message = meeting.message(line.near.maxLength());
    final Claim claim = line.near.claim(message.length(), Channel.NO_WAIT);
    assertThat(claim.outcome()).isEqualTo(Outcome.DONE);
    // What is written twice counts as it was written last.
    meeting.message(message.length()).putInto(claim);
    final List<Integer> cuts = new ArrayList<>(List.of(0, message.length()));
    for (int i = 0; i < 20; i++) {
      cuts.add(meeting.random.nextInt(message.length()));
    }
    Collections.sort(cuts);
    for (int i = cuts.size() - 2; i >= 0; i--) {
      message.putInto(claim, cuts.get(i), cuts.get(i + 1) - cuts.get(i));
    }
    assertThat(claim.send(message.length())).isEqualTo(Outcome.DONE);
    meeting.settle();
    assertThat(line.farInbox.take()).containsExactly(message);
  }

  /**
   * The length is said when sending, and is received to the byte.
   *
   * @param meeting the transport
   */
  @Test
  default void aMessageMayBeShorterThanItsClaim(final Meeting meeting) {
    final Line line = meeting.line();
    final int longest = line.near.maxLength();
    for (final int claimed : List.of(longest, longest / 2)) {
      for (final int length : List.of(claimed, claimed - 1, claimed / 2, 1)) {
        final Message message = meeting.message(length);
        final Claim claim = line.near.claim(claimed, Channel.NO_WAIT);
        assertThat(claim.outcome()).isEqualTo(Outcome.DONE);
        assertThat(claim.capacity()).isGreaterThanOrEqualTo(claimed);
        message.putInto(claim);
        assertThat(claim.send(length)).isEqualTo(Outcome.DONE);
        meeting.settle();
        assertThat(line.farInbox.take()).containsExactly(message);
      }
    }
  }

  /**
   * Claims filled to the last byte and sent in any order leave each other alone.
   *
   * @param meeting the transport
   */
  @Test
  @Needs(Feature.MANY_CLAIMS)
  default void claimsThatAreOpenTogetherDoNotTouchEachOther(final Meeting meeting) {
    final Line line = meeting.line();
    final List<Claim> claims = new ArrayList<>();
    final List<Message> messages = new ArrayList<>();
    Claim claim = line.near.claim(MessagingTransport.LEAST_MAX_LENGTH, Channel.NO_WAIT);
    while (claim.outcome() == Outcome.DONE) {
      claims.add(claim);
      claim = line.near.claim(
          meeting.length(Math.min(4 * Amounts.SHORT_LENGTH, line.near.maxLength())),
          Channel.NO_WAIT);
    }
    // To the last byte, so that whatever lies beside it is written over if it is not its own.
    for (final Claim open : claims) {
      final Message message = meeting.message(Math.min(open.capacity(), line.near.maxLength()));
      message.putInto(open);
      messages.add(message);
    }
    final List<Message> sent = new ArrayList<>();
    while (!claims.isEmpty()) {
      final int which = meeting.random.nextInt(claims.size());
      final Message message = messages.remove(which);
      assertThat(claims.remove(which).send(message.length())).isEqualTo(Outcome.DONE);
      sent.add(message);
    }
    meeting.settle();
    assertThat(line.farInbox.take()).isEqualTo(sent);
  }

  /**
   * The longest message and short ones take turns, without loss.
   *
   * @param meeting the transport
   */
  @Test
  default void largeAndSmallMessagesMix(final Meeting meeting) {
    final Line line = meeting.line();
    final int longest = line.near.maxLength();
    final List<Message> sent = new ArrayList<>();
    final List<Message> arrived = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      for (final int length : List.of(Message.HEAD, longest, longest / 3, Message.HEAD)) {
        final Message message = meeting.message(Math.max(Message.HEAD, length));
        meeting.send(line.near, message);
        sent.add(message);
      }
      arrived.addAll(line.farInbox.take());
    }
    meeting.settle();
    arrived.addAll(line.farInbox.take());
    assertThat(arrived).isEqualTo(sent);
  }

  /**
   * Traffic one way does not disturb traffic the other way.
   *
   * @param meeting the transport
   */
  @Test
  default void bothSidesSendAtOnce(final Meeting meeting) {
    final Line line = meeting.line();
    final List<Message> out = new ArrayList<>();
    final List<Message> back = new ArrayList<>();
    for (int i = 0; i < Amounts.MESSAGES / 5; i++) {
      final Message there =
          meeting.message(meeting.length(Math.min(Amounts.SHORT_LENGTH, line.near.maxLength())));
      final Message here =
          meeting.message(meeting.length(Math.min(Amounts.SHORT_LENGTH, line.far.maxLength())));
      meeting.send(line.near, there);
      meeting.send(line.far, here);
      out.add(there);
      back.add(here);
    }
    meeting.settle();
    assertThat(line.farInbox.take()).isEqualTo(out);
    assertThat(line.nearInbox.take()).isEqualTo(back);
  }

  /**
   * Each channel receives its own messages only.
   *
   * @param meeting the transport
   */
  @Test
  @Needs(Feature.MANY_CHANNELS)
  default void whatIsSentToOneChannelReachesNoOther(final Meeting meeting) {
    final List<Line> lines = meeting.lines(5);
    final List<List<Message>> sent = new ArrayList<>();
    lines.forEach(line -> sent.add(new ArrayList<>()));
    for (int i = 0; i < Amounts.MESSAGES / 5; i++) {
      final int which = meeting.random.nextInt(lines.size());
      final Channel channel = lines.get(which).near;
      final Message message =
          meeting.message(meeting.length(Math.min(Amounts.SHORT_LENGTH, channel.maxLength())));
      meeting.send(channel, message);
      sent.get(which).add(message);
    }
    meeting.settle();
    for (int i = 0; i < lines.size(); i++) {
      assertThat(lines.get(i).farInbox.take()).as(lines.get(i).name).isEqualTo(sent.get(i));
      assertThat(lines.get(i).nearInbox.take()).as(lines.get(i).name).isEmpty();
    }
  }
}
