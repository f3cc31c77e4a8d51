package org.intercore.testkit;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;

/** A transport as a rule's test sees it: two sides, the channels between them, and help. */
final class Meeting implements AutoCloseable {
  private static final int IDLE_ROUNDS = 3;
  private static final int MAX_ROUNDS = 1_000_000;
  private static final int MOST_MESSAGES = 1 << 16;
  private static final int ALL_LENGTHS_UP_TO = 1_200;
  private static final int DENSE_LENGTHS = 128;
  private static final int RANDOM_LENGTHS = 60;

  final Crew crew = new Crew();
  final SplittableRandom random;
  final int scale;
  final Side near;
  private final MessagingTransport transport;
  private final List<Line> lines = new ArrayList<>();
  private Side far;
  private int sequence;

  Meeting(final MessagingTransport transport, final long seed, final int scale) {
    this.transport = transport;
    this.random = new SplittableRandom(seed);
    this.scale = scale;
    this.near = transport.first();
    this.far = transport.second();
  }

  boolean has(final Feature feature) {
    return transport.features().contains(feature);
  }

  Side far() {
    return far;
  }

  /** The channel of tests that need only one. */
  Line line() {
    return lines(1).get(0);
  }

  /** So many channels, or the only one if there cannot be more. */
  List<Line> lines(final int count) {
    for (int i = 0; i < (has(Feature.MANY_CHANNELS) ? count : 1); i++) {
      lines.add(new Line("line" + i, near, far));
    }
    connect();
    return lines;
  }

  /** A new peer takes the place of the one that was closed. */
  void restartFar() {
    far = transport.restartSecond();
    lines.forEach(line -> line.reopen(far));
    connect();
  }

  private void connect() {
    crew.await(
        "the two sides to find each other",
        this::workOnce,
        () -> lines.stream().allMatch(Line::isConnected));
    for (final Line line : lines) {
      for (final Channel end : List.of(line.near, line.far)) {
        if (end.maxLength() < MessagingTransport.LEAST_MAX_LENGTH) {
          throw new AssertionError("a channel carries " + end.maxLength()
              + " bytes: open it with room for " + MessagingTransport.LEAST_MAX_LENGTH);
        }
      }
    }
  }

  private int workOnce() {
    return near.work() + far.work();
  }

  /** Lets both sides work until neither finds anything more to do. */
  void settle() {
    int idle = 0;
    for (int i = 0; idle < IDLE_ROUNDS; i++) {
      if (i == MAX_ROUNDS || Thread.currentThread().isInterrupted()) {
        throw new AssertionError("the two sides work for ever, though nobody sends");
      }
      idle = workOnce() == 0 ? idle + 1 : 0;
    }
  }

  /** A message that differs from all others of this meeting. */
  Message message(final int length) {
    return Message.of(0, sequence++, length);
  }

  /** Sends a message if there is space for it. */
  static Outcome trySend(final Channel channel, final Message message, final long timeoutNs) {
    final Claim claim = channel.claim(message.length(), timeoutNs);
    if (claim.outcome() != Outcome.DONE) {
      return claim.outcome();
    }
    message.putInto(claim);
    return claim.send(message.length());
  }

  /** Sends a message that there must be space for once both sides have done their work. */
  void send(final Channel channel, final Message message) {
    Outcome outcome = trySend(channel, message, Channel.NO_WAIT);
    if (outcome == Outcome.NO_SPACE) {
      settle();
      outcome = trySend(channel, message, Channel.NO_WAIT);
    }
    if (outcome != Outcome.DONE) {
      throw new AssertionError("cannot send a " + message + " with everything at rest: " + outcome);
    }
  }

  /** Sends until there is no more space; what was sent. */
  List<Message> fill(final Channel channel, final int length) {
    final List<Message> sent = new ArrayList<>();
    Outcome outcome = Outcome.DONE;
    while (outcome == Outcome.DONE) {
      final Message message = message(length);
      outcome = trySend(channel, message, Channel.NO_WAIT);
      if (outcome == Outcome.DONE) {
        sent.add(message);
      }
      if (sent.size() > MOST_MESSAGES) {
        throw new AssertionError("there is space for more than " + MOST_MESSAGES
            + " messages: open the transport with less");
      }
    }
    if (outcome != Outcome.NO_SPACE) {
      throw new AssertionError("a claim without waiting and without space ended as " + outcome);
    }
    return sent;
  }

  /** What the near side can send from rest; throws if not all of that arrives. */
  Capacity capacity(final Line line) {
    settle();
    return new Capacity(count(line, 1), count(line, line.near.maxLength()));
  }

  private int count(final Line line, final int length) {
    line.farInbox.collect();
    line.farInbox.take();
    final List<Message> sent = fill(line.near, length);
    settle();
    final int arrived = line.farInbox.take().size();
    if (arrived != sent.size()) {
      throw new AssertionError(arrived + " of " + sent.size() + " messages arrived");
    }
    return sent.size();
  }

  /** A length that can carry a message's head, more often short than long. */
  int length(final int longest) {
    final int spread = longest - Message.HEAD;
    final double part = random.nextDouble();
    return Message.HEAD + (random.nextInt(20) == 0 ? spread : (int) (spread * part * part * part));
  }

  /** All lengths, or if those are too many, the telling ones and some others. */
  Collection<Integer> lengths(final int longest) {
    final TreeSet<Integer> lengths = new TreeSet<>();
    final int dense = longest <= ALL_LENGTHS_UP_TO ? longest : DENSE_LENGTHS;
    for (int length = has(Feature.ZERO_LENGTH) ? 0 : 1; length <= dense; length++) {
      lengths.add(length);
    }
    if (dense < longest) {
      for (long power = DENSE_LENGTHS; power <= longest; power *= 2) {
        for (long near = power - 1; near <= Math.min(longest, power + 1); near++) {
          lengths.add((int) near);
        }
      }
      for (int i = 0; i < RANDOM_LENGTHS * scale; i++) {
        lengths.add(random.nextInt(dense, longest + 1));
      }
      lengths.add(longest - 1);
      lengths.add(longest);
    }
    return lengths;
  }

  /** Lets a thread work on the near side, unless waiting claims do that work themselves. */
  void startWorkerForWaitingClaims() {
    if (!has(Feature.WAITING_MAKES_PROGRESS)) {
      crew.startWorking("worker of the near side", near);
    }
  }

  /** What to do on the near side while a claim of another thread waits there: nothing. */
  static void nothing() {}

  @Override
  public void close() {
    crew.close();
    transport.close();
  }
}
