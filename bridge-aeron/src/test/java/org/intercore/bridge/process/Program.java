package org.intercore.bridge.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icbmsg.IcbmsgConfig;
import org.intercore.icbmsg.layout.LinkFormat;
import org.intercore.icmsg.status.UnboundReason;
import org.intercore.icmsg.time.Timeout;
import org.intercore.zerocopy.BlockHandler;
import org.intercore.zerocopy.RxBlock;
import org.intercore.zerocopy.TxBlock;
import org.intercore.zerocopy.ZeroCopyEndpoint;

/**
 * A program that sends messages whose numbers start anew whenever it is bound, and wants to see the
 * same from the other side: each number once, in order, every byte of the message as it was; and no new
 * beginning without being told before that the old one is over.
 */
final class Program implements BlockHandler, AutoCloseable {
  static final long PATIENCE_SECONDS = 120;

  private static final int HEADER = 2 * Long.BYTES;
  private static final int SENDS_PER_CYCLE = 32;
  private static final int MOST_SMALL = 100;
  private static final int MOST_LARGE = 20_000;
  private static final int ONE_IN = 64;

  private final Icbmsg instance;
  private final ZeroCopyEndpoint endpoint;
  private final Random lives;
  private final TxBlock block = new TxBlock();
  private final Thread thread;
  private final AtomicLong wanted = new AtomicLong();
  private final AtomicLong receivedInLife = new AtomicLong();
  private final AtomicLong acceptedInLife = new AtomicLong();
  private final AtomicLong received = new AtomicLong();
  private final AtomicInteger bonds = new AtomicInteger();
  private final AtomicInteger unbonds = new AtomicInteger();
  private volatile String wrong;
  private volatile boolean stopped;
  private volatile boolean bound;
  private volatile UnboundReason lastReason;
  private long life;
  private long lifeThere;
  private boolean endedThere = true;

  Program(final Path directory, final String channel, final String name, final long seed) {
    this(directory, channel, name, seed, LinkFormat.NATIVE);
  }

  Program(
      final Path directory,
      final String channel,
      final String name,
      final long seed,
      final LinkFormat format) {
    lives = new Random(seed);
    instance = Icbmsg.open(
        IcbmsgConfig.named(channel).directory(directory).format(format).linger(Duration.ZERO));
    endpoint = ZeroCopyEndpoint.register(instance, name, this);
    thread = new Thread(this::run, "program of " + channel);
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      while (!stopped && wrong == null) {
        if (instance.doWork() + sendSome() == 0) {
          Thread.yield();
        }
      }
    } catch (final RuntimeException | AssertionError e) {
      wrong = e.toString();
    } finally {
      instance.close();
    }
  }

  private int sendSome() {
    int count = 0;
    while (bound && count < SENDS_PER_CYCLE && acceptedInLife.get() < wanted.get() && send()) {
      count++;
    }
    return count;
  }

  private boolean send() {
    final long number = acceptedInLife.get();
    final int length = lengthOf(life, number);
    if (endpoint.claim(block, length, Timeout.NO_WAIT) < 0) {
      return false;
    }
    fill(block.buffer(), length, life, number);
    if (block.send(length) < 0) {
      return false;
    }
    acceptedInLife.lazySet(number + 1);
    return true;
  }

  /** Most are small, a few need many datagrams. */
  private static int lengthOf(final long life, final long number) {
    final long mixed = (life + number) * 0x9E3779B97F4A7C15L >>> 24;
    return HEADER + (int) (mixed % (mixed % ONE_IN == 0 ? MOST_LARGE : MOST_SMALL));
  }

  private static void fill(
      final MutableDirectBuffer buffer, final int length, final long life, final long number) {
    buffer.putLong(0, life);
    buffer.putLong(Long.BYTES, number);
    for (int i = HEADER; i < length; i++) {
      buffer.putByte(i, (byte) (number + i));
    }
  }

  @Override
  public void onBlock(final RxBlock message) {
    final DirectBuffer buffer = message.buffer();
    final int length = message.length();
    if (length < HEADER) {
      wrong = "a message of " + length + " bytes";
      return;
    }
    final long its = buffer.getLong(0);
    final long number = buffer.getLong(Long.BYTES);
    if (its != lifeThere) {
      if (!endedThere) {
        wrong = "a new beginning, and nobody said that the old one was over";
        return;
      }
      lifeThere = its;
      endedThere = false;
    }
    if (number != receivedInLife.get()) {
      wrong = "message " + number + " where " + receivedInLife.get() + " was expected";
    } else if (length != lengthOf(its, number)) {
      wrong = "message " + number + " has " + length + " bytes";
    } else {
      check(buffer, length, number);
    }
    receivedInLife.lazySet(number + 1);
    received.lazySet(received.get() + 1);
  }

  private void check(final DirectBuffer buffer, final int length, final long number) {
    for (int i = HEADER; i < length; i++) {
      if (buffer.getByte(i) != (byte) (number + i)) {
        wrong = "message " + number + " differs at byte " + i;
        return;
      }
    }
  }

  @Override
  public void onBound(final ZeroCopyEndpoint now) {
    life = lives.nextLong();
    acceptedInLife.set(0);
    bound = true;
    bonds.incrementAndGet();
  }

  @Override
  public void onUnbound(final ZeroCopyEndpoint now, final UnboundReason reason) {
    bound = false;
    endedThere = true;
    // Now, not with the first message of the next life: there may be none.
    receivedInLife.set(0);
    lastReason = reason;
    unbonds.incrementAndGet();
  }

  /** From now on it sends so many messages in each life. */
  void send(final long messages) {
    wanted.set(messages);
  }

  boolean isBound() {
    return bound;
  }

  /** Why it was unbound last. */
  UnboundReason lastReason() {
    return lastReason;
  }

  int bonds() {
    return bonds.get();
  }

  int unbonds() {
    return unbonds.get();
  }

  long received() {
    return received.get();
  }

  /** Since it was unbound last. */
  long receivedInLife() {
    return receivedInLife.get();
  }

  /** Since it was bound last. */
  long acceptedInLife() {
    return acceptedInLife.get();
  }

  long unreleased() {
    return instance.txBlocksInUse();
  }

  /** What it has seen that must not be; null if nothing. */
  String wrong() {
    return wrong;
  }

  /** Waits while nothing is wrong. */
  static void await(final String what, final BooleanSupplier condition, final Program... programs) {
    final long startNs = System.nanoTime();
    while (!condition.getAsBoolean()) {
      for (final Program program : programs) {
        if (program.wrong() != null) {
          throw new AssertionError(program.wrong());
        }
      }
      if (System.nanoTime() - startNs > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
        throw new AssertionError("not within " + PATIENCE_SECONDS + " s: " + what);
      }
      try {
        Thread.sleep(1);
      } catch (final InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }

  @Override
  public void close() {
    stopped = true;
    try {
      thread.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
