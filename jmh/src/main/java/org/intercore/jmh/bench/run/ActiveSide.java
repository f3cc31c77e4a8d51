package org.intercore.jmh.bench.run;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.agrona.DirectBuffer;
import org.intercore.jmh.bench.run.Control.Operation;
import org.intercore.jmh.bench.spi.Payload;
import org.intercore.jmh.bench.spi.Port;
import org.intercore.jmh.bench.spi.Receiver;
import org.intercore.jmh.bench.spi.Sender;
import org.intercore.jmh.bench.spi.Setup;
import org.intercore.jmh.bench.spi.Side;
import org.intercore.jmh.bench.spi.Sink;
import org.intercore.jmh.bench.spi.Subject;

/** The thread that pings or sends, and that says what is measured when. */
final class ActiveSide {
  static final long LAST = -1;
  /** So many windows of each case are the warm-up. */
  static final int WARM_UP_STEPS = 10;
  /** A window of a paced case is so many times as long, since it has few messages. */
  static final int PACED_FACTOR = 5;

  private static final int BATCH = 16;
  private static final long PACED_EACH_NS = TimeUnit.MICROSECONDS.toNanos(50);
  private static final int PACED_PATIENCE = 4;
  private static final long FULL_AFTER_NS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final int DIGITS = 3;
  private static final long SCATTER_NS = TimeUnit.MILLISECONDS.toNanos(10);

  private final Control control;
  private final Subject subject;
  private final Setup setup;
  private final List<Case> cases;
  private final Pace pace;
  private final PrintStream out;
  private final Payload[] payloads;
  private final Patience patience = new Patience(2);
  private final Answers answers = new Answers();
  private final Histogram histogram = new Histogram(DIGITS);
  private Port port;
  private Sender sender;
  private Receiver receiver;
  private Producers producers;
  private long value;

  ActiveSide(
      final Control control,
      final Subject subject,
      final Setup setup,
      final List<Case> cases,
      final Pace pace,
      final PrintStream out) {
    this.control = control;
    this.subject = subject;
    this.setup = setup;
    this.cases = cases;
    this.pace = pace;
    this.out = out;
    this.payloads = payloads(cases);
  }

  static Payload[] payloads(final List<Case> cases) {
    return cases.stream()
        .map(one -> new Payload(one.size(), one.touched()))
        .toArray(Payload[]::new);
  }

  void run() throws IOException {
    port = subject.open(setup, Side.ACTIVE);
    control.order(Operation.OPEN, 0);
    port.connect();
    sender = port.sender();
    receiver = setup.duplex() ? port.receiver() : null;
    control.awaitDone();
    try (Producers others = new Producers(port, setup.producers())) {
      producers = others;
      warmUp();
      measure();
    }
    control.order(Operation.END, 0);
    control.awaitDone();
    // Last, since this side may run what both need.
    port.close();
  }

  private void warmUp() {
    if (pace.warmUpMs() == 0) {
      return;
    }
    final long partNs = TimeUnit.MILLISECONDS.toNanos(pace.warmUpMs()) / WARM_UP_STEPS;
    for (int i = 0; i < WARM_UP_STEPS; i++) {
      control.measureFloor(TimeUnit.MILLISECONDS.toNanos(1));
      for (int index = 0; index < cases.size(); index++) {
        final boolean holds = hold(index);
        result(index, partNs);
        if (holds) {
          releaseHeld();
        }
      }
      // A sign of life: who watches this pair ends it when there is none for long.
      out.println("warm-up");
    }
  }

  private void measure() {
    final long floorNs = TimeUnit.MILLISECONDS.toNanos(pace.floorMs());
    double floor = control.measureFloor(floorNs);
    for (int i = 0; i < pace.windows(); i++) {
      for (int index = 0; index < cases.size(); index++) {
        floor = windows(index, floor, floorNs);
      }
    }
  }

  /**
   * One window of a case, or several if what is held stays held for all of them, each between two floors;
   * takes and gives the floor just before and after.
   */
  private double windows(final int index, final double floorBefore, final long floorNs) {
    final Case measured = cases.get(index);
    final int parts = pace.partsOf(measured);
    final long durationNs = TimeUnit.MILLISECONDS.toNanos(pace.windowMs(measured)) / parts;
    final boolean holds = hold(index);
    double floor = floorBefore;
    for (int part = 0; part < parts; part++) {
      final Result result = result(index, durationNs);
      final double after = control.measureFloor(floorNs);
      out.println(window(measured, result, floor, after).toLine());
      floor = after;
    }
    if (holds) {
      releaseHeld();
    }
    return floor;
  }

  private Window window(
      final Case measured, final Result result, final double floorBefore, final double floorAfter) {
    return new Window(
        measured.name(),
        result.ns,
        floorBefore,
        floorAfter,
        result.messages,
        result.allocated,
        measured.kind() == Kind.PACED ? encoded() : "");
  }

  private Result result(final int index, final long durationNs) {
    return switch (cases.get(index).kind()) {
      case ROUND_TRIP -> roundTrips(index, durationNs);
      case PACED -> paced(index, durationNs * PACED_FACTOR);
      case ONE_WAY -> oneWay(index, durationNs);
      case HELD ->
        port.holding() == null
            ? stopped(index, durationNs)
            : stream(Operation.RECEIVE_HOLDING, index, durationNs);
      case HELD_STILL, HELD_TOGETHER ->
        port.holding() == null ? stopped(index, durationNs) : oneWay(index, durationNs);
    };
  }

  private record Result(double ns, long messages, long allocated) {}

  private Result roundTrips(final int index, final long durationNs) {
    final Payload payload = payloads[index];
    control.order(Operation.ANSWER, index);
    answers.payload = payload;
    final long allocatedBefore = Allocation.ofThisThread();
    final long start = System.nanoTime();
    long count = 0;
    long elapsed;
    do {
      for (int i = 0; i < BATCH; i++) {
        roundTrip(payload, ++value);
      }
      count += BATCH;
      elapsed = System.nanoTime() - start;
    } while (elapsed < durationNs);
    final long allocated = Allocation.ofThisThread() - allocatedBefore;
    endAnswers(payload, count);
    return new Result((double) elapsed / count, count, allocated + control.secondResult());
  }

  private void roundTrip(final Payload payload, final long expected) {
    send(payload, expected);
    int spins = 0;
    while (answers.last != expected) {
      spins = receiver.poll(answers) == 0 ? patience.spin(spins) : 0;
    }
  }

  private void send(final Payload payload, final long sent) {
    int spins = 0;
    while (!sender.trySend(payload, sent)) {
      spins = patience.spin(spins);
    }
  }

  private void endAnswers(final Payload payload, final long count) {
    roundTrip(payload, LAST);
    control.awaitDone();
    requireAll(count + 1);
  }

  private void requireAll(final long sent) {
    if (control.firstResult() != sent) {
      throw new IllegalStateException(
          sent + " messages were sent, but " + control.firstResult() + " arrived");
    }
  }

  private Result paced(final int index, final long durationNs) {
    final Payload payload = payloads[index];
    control.order(Operation.ANSWER, index);
    answers.payload = payload;
    histogram.reset();
    final long allocatedBefore = Allocation.ofThisThread();
    final long count = Math.max(1, durationNs / PACED_EACH_NS);
    final long start = System.nanoTime();
    long sent = 0;
    // Where other programs leave the two threads no time together, so many take minutes.
    while (sent < count && System.nanoTime() - start < PACED_PATIENCE * durationNs) {
      final long intended = start + ++sent * PACED_EACH_NS;
      while (System.nanoTime() - intended < 0) {
        Thread.onSpinWait();
      }
      roundTrip(payload, ++value);
      // From when it should have started: what one that is late delays counts, too.
      histogram.recordValue(System.nanoTime() - intended);
    }
    final long end = System.nanoTime();
    for (long unsent = sent + 1; unsent <= count; unsent++) {
      // As late as it is by now; to leave it out would make the others look better.
      histogram.recordValue(end - (start + unsent * PACED_EACH_NS));
    }
    final long allocated = Allocation.ofThisThread() - allocatedBefore;
    endAnswers(payload, sent);
    return new Result(histogram.getValueAtPercentile(50), sent, allocated + control.secondResult());
  }

  private String encoded() {
    final ByteBuffer bytes = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    final int length = histogram.encodeIntoCompressedByteBuffer(bytes);
    final byte[] used = new byte[length];
    bytes.flip();
    bytes.get(used);
    return Base64.getEncoder().encodeToString(used);
  }

  private Result oneWay(final int index, final long durationNs) {
    return stream(Operation.RECEIVE, index, durationNs);
  }

  private Result stream(final Operation operation, final int index, final long durationNs) {
    control.order(operation, index);
    final long start = System.nanoTime();
    final Producers.Sent sent =
        producers.send(sender, payloads[index], cases.get(index).producers(), start + durationNs);
    control.awaitDone();
    final long elapsed = System.nanoTime() - start;
    requireAll(sent.messages());
    return new Result(
        (double) elapsed / sent.messages(),
        sent.messages(),
        sent.allocated() + control.secondResult());
  }

  /** Has the receiver hold half of all blocks, if the case asks for it and the subject can. */
  private boolean hold(final int index) {
    final Kind kind = cases.get(index).kind();
    if (!kind.holds() || port.holding() == null) {
      return false;
    }
    final int half = port.holding().messages() / 2;
    for (int slot = 0; slot < half; slot++) {
      control.order(Operation.HOLD, slot);
      send(payloads[index], slot);
      control.awaitDone();
      requireAll(1);
    }
    if (kind != Kind.HELD_TOGETHER) {
      // At first they lie side by side, as they came; by exchange they come to lie anywhere.
      stream(Operation.RECEIVE_HOLDING, index, SCATTER_NS);
    }
    return true;
  }

  private void releaseHeld() {
    control.order(Operation.RELEASE, 0);
    control.awaitDone();
  }

  /**
   * Where a message can be kept in place only by not going on: the receiver does not, and what the
   * sender still gets rid of after the queue was full is what passes.
   */
  private Result stopped(final int index, final long durationNs) {
    final Payload payload = payloads[index];
    control.order(Operation.IGNORE, 0);
    control.awaitDone();
    long sent = 0;
    long acceptedAt = System.nanoTime();
    while (System.nanoTime() - acceptedAt < FULL_AFTER_NS) {
      if (sender.trySend(payload, sent)) {
        sent++;
        acceptedAt = System.nanoTime();
      }
    }
    long passed = 0;
    final long start = System.nanoTime();
    while (System.nanoTime() - start < durationNs) {
      passed += sender.trySend(payload, sent + passed) ? 1 : 0;
    }
    final long elapsed = System.nanoTime() - start;
    control.order(Operation.RECEIVE, index);
    send(payload, LAST);
    control.awaitDone();
    requireAll(sent + passed + 1);
    return new Result(
        passed == 0 ? Double.POSITIVE_INFINITY : (double) elapsed / passed, passed, 0);
  }

  private static final class Answers implements Sink {
    private Payload payload;
    private long last;

    @Override
    public void onMessage(final DirectBuffer buffer, final int offset, final int length) {
      last = payload.read(buffer, offset, length);
    }
  }
}
