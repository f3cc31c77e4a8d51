package org.intercore.jmh.bench.run;

import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import org.agrona.DirectBuffer;
import org.intercore.jmh.bench.spi.Holding;
import org.intercore.jmh.bench.spi.Payload;
import org.intercore.jmh.bench.spi.Port;
import org.intercore.jmh.bench.spi.Receiver;
import org.intercore.jmh.bench.spi.Sender;
import org.intercore.jmh.bench.spi.Setup;
import org.intercore.jmh.bench.spi.Side;
import org.intercore.jmh.bench.spi.Sink;
import org.intercore.jmh.bench.spi.Subject;

/** The thread that answers or receives, as the active side orders. */
final class PassiveSide {
  /** One of so many messages is exchanged for a held one, so that the held ones lie in random order. */
  private static final int EXCHANGE_EACH = 64;

  private static final long SEED = 5;

  private final Control control;
  private final Subject subject;
  private final Setup setup;
  private final List<Case> cases;
  private final Payload[] payloads;
  private final SplittableRandom random = new SplittableRandom(SEED);
  private final Patience patience;
  private Port port;
  private Receiver receiver;
  private Sender sender;
  private int heldCount;

  PassiveSide(
      final Control control, final Subject subject, final Setup setup, final List<Case> cases) {
    this.control = control;
    this.subject = subject;
    this.setup = setup;
    this.cases = cases;
    this.payloads = ActiveSide.payloads(cases);
    this.patience = new Patience(setup.producers() + 1);
  }

  void run() throws IOException {
    boolean ended = false;
    while (!ended) {
      final Control.Operation operation = control.awaitOrder();
      final int index = (int) control.argument();
      switch (operation) {
        case OPEN -> open();
        case FLOOR -> control.answerFloor();
        case ANSWER -> receive(new Answer(payloads[index], sender));
        case RECEIVE -> receive(new Count(payloads[index], cases.get(index).producers()));
        case RECEIVE_HOLDING -> receiveHolding(new Count(payloads[index], 1));
        case IGNORE -> control.done(0, 0);
        case HOLD -> hold(index);
        case RELEASE -> release();
        case END -> ended = true;
        default -> throw new IllegalStateException(operation.name());
      }
    }
    port.close();
    control.done(0, 0);
  }

  private void open() throws IOException {
    port = subject.open(setup, Side.PASSIVE);
    port.connect();
    receiver = port.receiver();
    // Once: what a sender knows of its place in a queue is lost with it.
    sender = setup.duplex() ? port.sender() : null;
    control.done(0, 0);
  }

  private void receive(final Taker taker) {
    final long allocatedBefore = Allocation.ofThisThread();
    int spins = 0;
    while (taker.isOpen()) {
      spins = receiver.poll(taker) == 0 ? patience.spin(spins) : 0;
    }
    control.done(taker.count, Allocation.ofThisThread() - allocatedBefore);
  }

  private void hold(final int slot) {
    final Count one = new Count(payloads[0], 1);
    int spins = 0;
    while (!port.holding().pollInto(slot, one)) {
      spins = patience.spin(spins);
    }
    heldCount = slot + 1;
    control.done(one.count, 0);
  }

  private void receiveHolding(final Count count) {
    final long allocatedBefore = Allocation.ofThisThread();
    final Holding holding = port.holding();
    long exchangeAt = EXCHANGE_EACH;
    int empty = -1;
    int spins = 0;
    while (count.isOpen()) {
      if (empty >= 0) {
        if (holding.pollInto(empty, count)) {
          empty = -1;
        }
      } else {
        spins = receiver.poll(count) == 0 ? patience.spin(spins) : 0;
      }
      if (empty < 0 && count.count >= exchangeAt) {
        exchangeAt = count.count + EXCHANGE_EACH;
        empty = random.nextInt(heldCount);
        holding.release(empty);
      }
    }
    control.done(count.count, Allocation.ofThisThread() - allocatedBefore);
  }

  private void release() {
    final Holding holding = port.holding();
    final int[] order = random.ints(0, heldCount).distinct().limit(heldCount).toArray();
    for (final int slot : order) {
      holding.release(slot);
    }
    control.done(0, 0);
  }

  /** Counts messages until the last one. */
  private abstract static class Taker implements Sink {
    final Payload payload;
    long count;

    Taker(final Payload payload) {
      this.payload = payload;
    }

    abstract boolean isOpen();
  }

  private final class Answer extends Taker {
    private final Sender sender;
    private boolean open = true;

    Answer(final Payload payload, final Sender sender) {
      super(payload);
      this.sender = sender;
    }

    @Override
    public void onMessage(final DirectBuffer buffer, final int offset, final int length) {
      final long value = payload.read(buffer, offset, length);
      int spins = 0;
      while (!sender.trySend(payload, value)) {
        spins = patience.spin(spins);
      }
      count++;
      open = value >= 0;
    }

    @Override
    boolean isOpen() {
      return open;
    }
  }

  private static final class Count extends Taker {
    private int lastsToCome;

    Count(final Payload payload, final int producers) {
      super(payload);
      this.lastsToCome = producers;
    }

    @Override
    public void onMessage(final DirectBuffer buffer, final int offset, final int length) {
      if (payload.read(buffer, offset, length) < 0) {
        lastsToCome--;
      }
      count++;
    }

    @Override
    boolean isOpen() {
      return lastsToCome > 0;
    }
  }
}
