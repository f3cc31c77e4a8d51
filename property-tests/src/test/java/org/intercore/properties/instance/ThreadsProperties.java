package org.intercore.properties.instance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.agrona.DirectBuffer;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icbmsg.endpoint.Endpoint;
import org.intercore.icmsg.status.Status;
import org.intercore.properties.Generators.InstanceShape;
import org.intercore.properties.Generators.InstancesOfAnyFormat;
import org.intercore.properties.GuardedMemory;
import org.intercore.properties.Scaled;
import org.intercore.testkit.Watchdog;

/**
 * Several threads send and wait for blocks on one side, on the other one thread receives and another
 * gives back what was held. Hunts for blocks given out twice, wake-ups that are lost and releases that
 * free somebody else's run.
 */
@Scaled(most = 8)
class ThreadsProperties {
  private static final int SENDERS = 3;
  private static final int MESSAGES = 400;
  private static final int HEAD = 8;

  @Property(tries = 25, shrinking = ShrinkingMode.OFF)
  void whatSeveralThreadsSendArrivesOnceAndInTheirOrder(
      @ForAll(supplier = InstancesOfAnyFormat.class) final InstanceShape shape,
      @ForAll final long seed) {
    new Exchange(shape.withRoomForNames(), seed).play();
  }

  private static final class Exchange {
    private record Held(Endpoint endpoint, long token, int offset, int length) {}

    private final SplittableRandom random;
    private final GuardedMemory memory;
    private final Icbmsg sender;
    private final Icbmsg receiver;
    private final Endpoint endpoint;
    private final ConcurrentLinkedQueue<Held> held = new ConcurrentLinkedQueue<>();
    private final AtomicInteger released = new AtomicInteger();
    private final AtomicBoolean done = new AtomicBoolean();
    private final AtomicReference<AssertionError> failure = new AtomicReference<>();
    private final int[] next = new int[SENDERS];
    private final SplittableRandom receiversRandom;

    Exchange(final InstanceShape shape, final long seed) {
      random = new SplittableRandom(seed);
      receiversRandom = random.split();
      memory = shape.memory();
      sender = Icbmsg.open(shape.config(memory, 0));
      receiver = Icbmsg.open(shape.config(memory, 1));
      endpoint = sender.register("x", (from, buffer, offset, length, token) -> {});
      receiver.register("x", this::receive);
      while (!endpoint.isBound()) {
        sender.doWork();
        receiver.doWork();
      }
    }

    void play() {
      final List<Watchdog.Guarded> threads = new ArrayList<>();
      try {
        threads.add(Watchdog.start("receiver", () -> workUntilDone(receiver)));
        threads.add(Watchdog.start("releaser", this::releaseUntilDone));
        if (random.nextBoolean()) {
          // Otherwise those who wait for blocks take the releases off the ring themselves.
          threads.add(Watchdog.start("worker of the sender", () -> workUntilDone(sender)));
        }
        final List<Watchdog.Guarded> senders = new ArrayList<>();
        for (int i = 0; i < SENDERS; i++) {
          final int number = i;
          final SplittableRandom own = random.split();
          senders.add(Watchdog.start("sender " + i, () -> sendAll(number, own)));
        }
        threads.addAll(senders);
        senders.forEach(Watchdog.Guarded::join);
        Watchdog.guard("wait for the last release", this::awaitReleases);
        done.set(true);
        threads.forEach(Watchdog.Guarded::join);
      } catch (final AssertionError e) {
        throw failure.get() == null ? e : failure.get();
      } finally {
        done.set(true);
        threads.forEach(Watchdog.Guarded::close);
      }
      sender.doWork();
      assertThat(next).containsOnly(MESSAGES);
      assertThat(sender.txBlocksInUse()).isZero();
      assertThat(receiver.rxRunsInUse()).isZero();
      assertThat(sender.faults().total() + receiver.faults().total()).isZero();
      sender.close();
      receiver.close();
      memory.checkCanaries();
    }

    private void sendAll(final int number, final SplittableRandom own) {
      for (int i = 0; i < MESSAGES; i++) {
        final int room = own.nextInt(HEAD, endpoint.maxPayload() + 1);
        final long token = endpoint.claim(room, Long.MAX_VALUE);
        assertThat(token).as(Status.describe(token)).isNotNegative();
        final int length = own.nextInt(4) == 0 ? room : own.nextInt(HEAD, room + 1);
        final int offset = endpoint.txPayloadOffset(token);
        endpoint.txRegion().buffer().setMemory(offset, length, fill(number, i));
        endpoint.txRegion().buffer().putInt(offset, number, ByteOrder.LITTLE_ENDIAN);
        endpoint.txRegion().buffer().putInt(offset + 4, i, ByteOrder.LITTLE_ENDIAN);
        assertThat(endpoint.send(token, length)).isEqualTo(length);
      }
    }

    private static byte fill(final int number, final int sequence) {
      return (byte) (number * 50 + sequence);
    }

    private void receive(
        final Endpoint from,
        final DirectBuffer buffer,
        final int offset,
        final int length,
        final long token) {
      final int number = buffer.getInt(offset, ByteOrder.LITTLE_ENDIAN);
      assertThat(buffer.getInt(offset + 4, ByteOrder.LITTLE_ENDIAN))
          .as("the number of a message of sender %d", number)
          .isEqualTo(next[number]++);
      checkFill(buffer, offset, length);
      if (receiversRandom.nextBoolean()) {
        final long kept = from.hold(token);
        held.add(new Held(from, kept, from.rxPayloadOffset(kept), length));
      } else {
        released.incrementAndGet();
      }
    }

    private static void checkFill(final DirectBuffer buffer, final int offset, final int length) {
      final byte fill = fill(
          buffer.getInt(offset, ByteOrder.LITTLE_ENDIAN),
          buffer.getInt(offset + 4, ByteOrder.LITTLE_ENDIAN));
      for (int i = HEAD; i < length; i++) {
        if (buffer.getByte(offset + i) != fill) {
          throw new AssertionError("byte " + i + " of " + length + " was written by somebody else");
        }
      }
    }

    private void releaseUntilDone() {
      while (!done.get()) {
        final Held one = held.poll();
        if (one == null) {
          Thread.yield();
        } else {
          checkFill(one.endpoint.rxRegion(one.token).buffer(), one.offset, one.length);
          one.endpoint.release(one.token);
          released.incrementAndGet();
        }
      }
    }

    private void workUntilDone(final Icbmsg instance) {
      try {
        while (!done.get()) {
          if (instance.doWork() == 0) {
            Thread.yield();
          }
        }
      } catch (final AssertionError e) {
        failure.compareAndSet(null, e);
        sender.close(); // Nobody waits for a receiver that is gone.
      }
    }

    private void awaitReleases() throws InterruptedException {
      while (released.get() < SENDERS * MESSAGES) {
        Thread.sleep(1);
      }
    }
  }
}
