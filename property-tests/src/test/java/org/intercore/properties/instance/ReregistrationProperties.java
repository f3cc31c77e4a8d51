package org.intercore.properties.instance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.agrona.DirectBuffer;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icbmsg.endpoint.Endpoint;
import org.intercore.icbmsg.endpoint.EndpointHandler;
import org.intercore.icbmsg.fault.BlockFault;
import org.intercore.icmsg.status.Status;
import org.intercore.properties.Generators.InstanceShape;
import org.intercore.properties.Generators.InstancesOfAnyFormat;
import org.intercore.properties.GuardedMemory;
import org.intercore.properties.Scaled;
import org.intercore.testkit.Watchdog;

/**
 * Several threads send to several endpoints, while another thread deregisters these and registers them
 * again. Each message reaches the endpoint that it is for, once, in the order of its sender, or is
 * counted as one for an endpoint that was not there.
 */
@Scaled
class ReregistrationProperties {
  private static final int SENDERS = 3;
  private static final int NAMES = 3;
  private static final int MESSAGES = 300;
  private static final int LENGTH = 12;

  @Property(tries = 15, shrinking = ShrinkingMode.OFF)
  void whatIsSentToEndpointsThatComeAndGoArrivesOnceAndInOrderOrIsCounted(
      @ForAll(supplier = InstancesOfAnyFormat.class) final InstanceShape shape,
      @ForAll final boolean initiatorSends,
      @ForAll final long seed) {
    new Traffic(shape.withRoomForNames(), initiatorSends ? 0 : 1, seed).play();
  }

  private static final class Traffic {
    private final SplittableRandom random;
    private final GuardedMemory memory;
    private final Icbmsg sender;
    private final Icbmsg receiver;
    private final Endpoint[] outlets = new Endpoint[NAMES];
    private final AtomicReferenceArray<Endpoint> inlets = new AtomicReferenceArray<>(NAMES);
    private final int[][] next = new int[NAMES][SENDERS];
    private final AtomicLong received = new AtomicLong();
    private final AtomicBoolean over = new AtomicBoolean();

    Traffic(final InstanceShape shape, final int sendingSide, final long seed) {
      random = new SplittableRandom(seed);
      memory = shape.memory();
      sender = Icbmsg.open(shape.config(memory, sendingSide));
      receiver = Icbmsg.open(shape.config(memory, 1 - sendingSide));
      for (int i = 0; i < NAMES; i++) {
        outlets[i] = sender.register("name " + i, (from, buffer, offset, length, token) -> {});
        inlets.set(i, receiver.register("name " + i, new User(i)));
      }
      while (!isBound()) {
        sender.doWork();
        receiver.doWork();
      }
    }

    private boolean isBound() {
      for (int i = 0; i < NAMES; i++) {
        if (!outlets[i].isBound() || !inlets.get(i).isBound()) {
          return false;
        }
      }
      return true;
    }

    void play() {
      final List<Watchdog.Guarded> threads = new ArrayList<>();
      try {
        final List<Watchdog.Guarded> senders = new ArrayList<>();
        threads.add(Watchdog.start("receiver", () -> workUntilOver(receiver)));
        final SplittableRandom whims = random.split();
        threads.add(Watchdog.start("registrar", () -> comeAndGoUntilOver(whims)));
        for (int i = 0; i < SENDERS; i++) {
          final int number = i;
          final SplittableRandom own = random.split();
          senders.add(Watchdog.start("sender " + i, () -> sendAll(number, own)));
        }
        threads.addAll(senders);
        senders.forEach(Watchdog.Guarded::join);
        over.set(true);
        threads.forEach(Watchdog.Guarded::join);
      } finally {
        over.set(true);
        threads.forEach(Watchdog.Guarded::close);
      }
      Watchdog.guard("rest", this::settle);
      check();
    }

    private void settle() {
      int idle = 0;
      while (idle < 3) {
        idle = sender.doWork() + receiver.doWork() == 0 ? idle + 1 : 0;
      }
    }

    private void check() {
      final long lost = receiver.faults().count(BlockFault.UNBOUND_ENDPOINT);
      assertThat(received.get() + lost).isEqualTo((long) SENDERS * MESSAGES);
      assertThat(receiver.faults().total()).isEqualTo(lost);
      assertThat(sender.faults().total()).isZero();
      assertThat(sender.txBlocksInUse()).isZero();
      assertThat(receiver.rxRunsInUse()).isZero();
      assertThat(isBound()).as("everybody is bound at the end").isTrue();
      sender.close();
      receiver.close();
      memory.checkCanaries();
    }

    private void workUntilOver(final Icbmsg instance) {
      while (!over.get()) {
        if (instance.doWork() == 0) {
          Thread.yield();
        }
      }
    }

    private void comeAndGoUntilOver(final SplittableRandom whims) {
      while (!over.get()) {
        final int name = whims.nextInt(NAMES);
        inlets.get(name).close();
        for (int i = whims.nextInt(20); i > 0; i--) {
          Thread.yield();
        }
        inlets.set(name, receiver.register("name " + name, new User(name)));
        final long enough = received.get() + whims.nextInt(30);
        while (!over.get() && received.get() < enough) {
          Thread.yield();
        }
      }
    }

    private void sendAll(final int number, final SplittableRandom own) {
      for (int i = 0; i < MESSAGES; i++) {
        final int name = own.nextInt(NAMES);
        final long token = outlets[name].claim(LENGTH + own.nextInt(40), Long.MAX_VALUE);
        assertThat(token).as(Status.describe(token)).isNotNegative();
        final int offset = outlets[name].txPayloadOffset(token);
        put(outlets[name], offset, name);
        put(outlets[name], offset + 4, number);
        put(outlets[name], offset + 8, i);
        assertThat(outlets[name].send(token, LENGTH)).isEqualTo(LENGTH);
      }
    }

    private static void put(final Endpoint endpoint, final int offset, final int value) {
      endpoint.txRegion().buffer().putInt(offset, value, ByteOrder.LITTLE_ENDIAN);
    }

    /** One registration of a name; runs on the receiver's thread only, as the numbers do. */
    private final class User implements EndpointHandler {
      private final int name;
      private boolean bound;

      User(final int name) {
        this.name = name;
      }

      @Override
      public void onBound(final Endpoint endpoint) {
        assertThat(bound).as("bound twice").isFalse();
        bound = true;
      }

      @Override
      public void onMessage(
          final Endpoint endpoint,
          final DirectBuffer buffer,
          final int offset,
          final int length,
          final long rxToken) {
        assertThat(bound).as("a message before bound").isTrue();
        assertThat(length).isEqualTo(LENGTH);
        assertThat(buffer.getInt(offset, ByteOrder.LITTLE_ENDIAN))
            .as("the name of a message to \"name %d\"", name)
            .isEqualTo(name);
        final int number = buffer.getInt(offset + 4, ByteOrder.LITTLE_ENDIAN);
        final int sequence = buffer.getInt(offset + 8, ByteOrder.LITTLE_ENDIAN);
        assertThat(sequence)
            .as("a message of sender %d to %s", number, endpoint)
            .isGreaterThanOrEqualTo(next[name][number]);
        next[name][number] = sequence + 1;
        received.incrementAndGet();
      }
    }
  }
}
