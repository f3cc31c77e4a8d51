package org.intercore.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Both sides do whatever they may, in random order, on one thread. The book says for each channel and
 * direction what has been sent and has not arrived.
 */
final class RandomTraffic {
  private static final int MOST_OPEN = 4;
  private static final int MOST_HELD = 6;

  /** One direction of a channel. */
  private final class Lane implements Receiver {
    final String name;
    final Channel channel;
    final List<Holder.Kept> held;
    final ArrayDeque<Message> book = new ArrayDeque<>();

    Lane(
        final String name, final Channel channel, final Inbox inbox, final List<Holder.Kept> held) {
      this.name = name;
      this.channel = channel;
      this.held = held;
      inbox.handle(this);
    }

    @Override
    public void onMessage(final Received message) {
      final Message arrived = Message.copyOf(message);
      final Message expected = book.poll();
      if (!arrived.equals(expected)) {
        throw new AssertionError(name + " got " + arrived + " instead of " + expected);
      }
      if (meeting.has(Feature.HOLD) && held.size() < MOST_HELD && random.nextInt(3) == 0) {
        held.add(new Holder.Kept(message.hold(), arrived));
      }
    }
  }

  private record Open(Lane lane, Claim claim, Message message) {}

  private final Meeting meeting;
  private final SplittableRandom random;
  private final List<Lane> lanes = new ArrayList<>();
  private final List<Open> open = new ArrayList<>();
  // Each side's own, since only messages of one side have an order in which to release them.
  private final List<List<Holder.Kept>> held = List.of(new ArrayList<>(), new ArrayList<>());

  RandomTraffic(final Meeting meeting, final List<Line> lines) {
    this.meeting = meeting;
    this.random = meeting.random;
    for (final Line line : lines) {
      lanes.add(new Lane(line.name + " far", line.near, line.farInbox, held.get(0)));
      lanes.add(new Lane(line.name + " near", line.far, line.nearInbox, held.get(1)));
    }
  }

  void run(final long steps) {
    for (long step = 0; step < steps; step++) {
      switch (random.nextInt(10)) {
        case 0, 1, 2 -> claim();
        case 3, 4, 5 -> giveUpOne();
        case 6, 7 -> release(held.get(random.nextInt(2)));
        case 8 -> meeting.near.work();
        default -> meeting.far().work();
      }
    }
  }

  private void claim() {
    if (open.size() == (meeting.has(Feature.MANY_CLAIMS) ? MOST_OPEN : 1)) {
      giveUpOne();
    }
    final Lane lane = lanes.get(random.nextInt(lanes.size()));
    final int length = meeting.length(lane.channel.maxLength());
    final Claim claim = lane.channel.claim(length, Channel.NO_WAIT);
    if (claim.outcome() == Outcome.DONE) {
      final int shorter = random.nextInt(Message.HEAD, length + 1);
      final Message message = meeting.message(random.nextBoolean() ? length : shorter);
      message.putInto(claim);
      open.add(new Open(lane, claim, message));
    } else {
      assertThat(claim.outcome()).isEqualTo(Outcome.NO_SPACE);
    }
  }

  /** Sends or drops a claim. */
  private void giveUpOne() {
    if (open.isEmpty()) {
      return;
    }
    final Open one = open.remove(random.nextInt(open.size()));
    if (meeting.has(Feature.DROP) && random.nextInt(4) == 0) {
      one.claim.drop();
      return;
    }
    one.lane.book.add(one.message);
    assertThat(one.claim.send(one.message.length())).isEqualTo(Outcome.DONE);
  }

  private void release(final List<Holder.Kept> kept) {
    if (!kept.isEmpty()) {
      final boolean any = meeting.has(Feature.RELEASE_ANY_ORDER);
      kept.remove(any ? random.nextInt(kept.size()) : 0).release();
    }
  }

  /** Gives everything up and looks whether all that was sent has arrived. */
  void end() {
    while (!open.isEmpty()) {
      giveUpOne();
    }
    do {
      meeting.settle();
      held.forEach(this::release);
    } while (held.stream().anyMatch(kept -> !kept.isEmpty()));
    for (final Lane lane : lanes) {
      assertThat(lane.book).as("never arrived at " + lane.name).isEmpty();
    }
  }
}
