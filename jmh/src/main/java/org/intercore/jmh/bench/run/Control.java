package org.intercore.jmh.bench.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icmsg.region.SharedMemory;

/**
 * The memory in which the active side tells the passive one what to do, and in which both measure the
 * floor; a word of its own for each direction, two lines apart, since the hardware fetches neighbours.
 *
 * <pre>
 *   0  order number, operation, argument        written by the active side
 * 128  order number that is done, two results   written by the passive side
 * 256  floor, there                             written by the active side
 * 384  floor, back                              written by the passive side
 * </pre>
 */
final class Control implements AutoCloseable {
  /** What the passive side is told to do. */
  enum Operation {
    OPEN,
    FLOOR,
    ANSWER,
    RECEIVE,
    RECEIVE_HOLDING,
    IGNORE,
    HOLD,
    RELEASE,
    END
  }

  private static final String FILE = "control";
  private static final int SIZE = 4096;
  private static final int LINES_APART = 128;
  private static final int LINE = 64;
  private static final int NUMBER = 0;
  private static final int OPERATION = 8;
  private static final int ARGUMENT = 16;
  private static final int FIRST_RESULT = 8;
  private static final int SECOND_RESULT = 16;
  private static final long LAST = -1;
  private static final int ROUND_TRIPS = 16;

  private final Patience patience = new Patience(2);
  private final SharedMemory memory;
  private final AtomicBuffer order;
  private final AtomicBuffer done;
  private final AtomicBuffer there;
  private final AtomicBuffer back;
  private long number;

  private Control(final SharedMemory memory) {
    this.memory = memory;
    this.order = memory.region(0, LINE).buffer();
    this.done = memory.region(LINES_APART, LINE).buffer();
    this.there = memory.region(2 * LINES_APART, LINE).buffer();
    this.back = memory.region(3 * LINES_APART, LINE).buffer();
  }

  /** Makes the file, without the flag that Agrona's buffers need: the command itself has none. */
  static void create(final Path directory) throws IOException {
    Files.write(directory.resolve(FILE), new byte[SIZE]);
  }

  static Control attach(final Path directory) {
    return new Control(SharedMemory.mapFile(directory.resolve(FILE)));
  }

  /** Active side: gives an order; does not wait. */
  void order(final Operation operation, final long argument) {
    order.putLong(OPERATION, operation.ordinal());
    order.putLong(ARGUMENT, argument);
    // Release, pairs with the acquire in awaitOrder: with the number, the order is seen.
    order.putLongRelease(NUMBER, ++number);
  }

  /** Active side: waits for the order to be done. */
  void awaitDone() {
    int spins = 0;
    while (done.getLongAcquire(NUMBER) != number) {
      spins = patience.spin(spins);
    }
  }

  long firstResult() {
    return done.getLong(FIRST_RESULT);
  }

  long secondResult() {
    return done.getLong(SECOND_RESULT);
  }

  /** Passive side: waits for the next order. */
  Operation awaitOrder() {
    int spins = 0;
    while (order.getLongAcquire(NUMBER) == number) {
      spins = patience.spin(spins);
    }
    number = order.getLong(NUMBER);
    return Operation.values()[(int) order.getLong(OPERATION)];
  }

  long argument() {
    return order.getLong(ARGUMENT);
  }

  /** Passive side: the order is done. */
  void done(final long firstResult, final long secondResult) {
    done.putLong(FIRST_RESULT, firstResult);
    done.putLong(SECOND_RESULT, secondResult);
    // Release, pairs with the acquire in awaitDone: with the number, the results are seen.
    done.putLongRelease(NUMBER, number);
  }

  /**
   * Active side: the floor, for that long.
   *
   * @return ns of a round trip
   */
  double measureFloor(final long durationNs) {
    order(Operation.FLOOR, 0);
    awaitDone();
    long value = there.getLong(0);
    // The first round trips bring the lines to their places and are not counted.
    value = roundTrips(value, ROUND_TRIPS);
    long count = 0;
    final long start = System.nanoTime();
    long elapsed;
    do {
      value = roundTrips(value, ROUND_TRIPS);
      count += ROUND_TRIPS;
      elapsed = System.nanoTime() - start;
    } while (elapsed < durationNs);
    there.putLongRelease(0, LAST);
    awaitBack(LAST);
    return (double) elapsed / count;
  }

  private long roundTrips(final long from, final int count) {
    long value = from;
    for (int i = 0; i < count; i++) {
      value++;
      // Release and acquire, as a transport needs them that hands over more than the word.
      there.putLongRelease(0, value);
      awaitBack(value);
    }
    return value;
  }

  private void awaitBack(final long value) {
    int spins = 0;
    while (back.getLongAcquire(0) != value) {
      spins = patience.spin(spins);
    }
  }

  /** Passive side: the other half of the floor. */
  void answerFloor() {
    there.putLong(0, 0);
    back.putLong(0, 0);
    done(0, 0);
    long last = 0;
    while (last != LAST) {
      last = nextThere(last);
      back.putLongRelease(0, last);
    }
  }

  private long nextThere(final long last) {
    int spins = 0;
    long value = there.getLongAcquire(0);
    while (value == last) {
      spins = patience.spin(spins);
      value = there.getLongAcquire(0);
    }
    return value;
  }

  @Override
  public void close() {
    memory.close();
  }
}
