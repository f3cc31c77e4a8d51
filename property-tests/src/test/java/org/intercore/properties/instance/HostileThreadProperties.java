package org.intercore.properties.instance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icbmsg.endpoint.Endpoint;
import org.intercore.icbmsg.endpoint.EndpointHandler;
import org.intercore.icbmsg.layout.BlockGeometry;
import org.intercore.icbmsg.layout.LinkFormat;
import org.intercore.icbmsg.layout.RegionGeometry;
import org.intercore.icmsg.buffer.Buffers;
import org.intercore.icmsg.status.Status;
import org.intercore.icmsg.status.UnboundReason;
import org.intercore.properties.Generators.InstanceShape;
import org.intercore.properties.Generators.Instances;
import org.intercore.properties.GuardedMemory;
import org.intercore.properties.Lie;
import org.intercore.properties.NativeLie;
import org.intercore.properties.Scaled;
import org.intercore.testkit.Watchdog;

/**
 * Two sides in real traffic, and a thread that writes into all that they share, at any moment: random
 * bytes, flipped bits, and what looks true and is not. To each side, that is a peer gone mad. Hunts for
 * exceptions out of the receive path, accesses outside the regions, hangs, and blocks that are lost.
 */
@Scaled
class HostileThreadProperties {
  private static final int BURSTS = 150;
  private static final int PATIENCE = 100;
  private static final int ROUNDS_BEFORE_ANOTHER_TRY = 1000;
  private static final int MESSAGES_AFTERWARDS = 50;
  private static final String[] NAMES = {"a", "b"};
  private static final AtomicLong FAULTS_SEEN = new AtomicLong();
  private static final AtomicLong MESSAGES_SEEN = new AtomicLong();
  private static final AtomicLong LOSSES_SEEN = new AtomicLong();

  @AfterContainer
  static void checkThatTheAttackWasOne() {
    assertThat(FAULTS_SEEN).hasPositiveValue();
    assertThat(MESSAGES_SEEN).hasPositiveValue();
    assertThat(LOSSES_SEEN).hasPositiveValue();
  }

  @Property(tries = 8, shrinking = ShrinkingMode.OFF)
  void whateverIsWrittenAtWhateverMomentHarmsNobodyForGood(
      @ForAll(supplier = Instances.class) final InstanceShape shape, @ForAll final long seed) {
    new Battle(shape.withRoomForNames(), seed).play();
  }

  @Property(tries = 8, shrinking = ShrinkingMode.OFF)
  void norDoesWhatIsWrittenInTheNativeFormat(
      @ForAll(supplier = Instances.class) final InstanceShape shape, @ForAll final long seed) {
    new Battle(shape.withRoomForNames().inNativeFormat(), seed).play();
  }

  private static final class Battle {
    private final SplittableRandom random;
    private final InstanceShape shape;
    private final GuardedMemory memory;
    private final User[] users = new User[2];
    private final AtomicBoolean over = new AtomicBoolean();

    Battle(final InstanceShape shape, final long seed) {
      this.shape = shape;
      random = new SplittableRandom(seed);
      memory = shape.memory();
      users[0] = new User(0);
      users[1] = new User(1);
    }

    void play() {
      final List<Watchdog.Guarded> threads = new ArrayList<>();
      try {
        for (final User user : users) {
          final SplittableRandom own = random.split();
          threads.add(Watchdog.start("receiver " + user.side, user::receiveUntilOver));
          threads.add(Watchdog.start("sender " + user.side, () -> user.sendUntilOver(own)));
        }
        Watchdog.guard("attacker", this::attack);
        over.set(true);
        threads.forEach(Watchdog.Guarded::join);
      } finally {
        over.set(true);
        threads.forEach(Watchdog.Guarded::close);
      }
      for (final User user : users) {
        FAULTS_SEEN.addAndGet(user.instance.faults().total());
        MESSAGES_SEEN.addAndGet(user.received.get());
        LOSSES_SEEN.addAndGet(user.losses);
      }
      Watchdog.guard("afterwards", this::checkThatNothingIsLeftOfIt);
      memory.checkCanaries();
    }

    private void attack() {
      final IntConsumer lie = liar();
      for (int burst = 0; burst < BURSTS; burst++) {
        final long before = users[0].received.get() + users[1].received.get();
        for (int i = 0;
            i < PATIENCE && users[0].received.get() + users[1].received.get() - before < 5;
            i++) {
          Thread.yield(); // The best moment is one at which messages are on their way.
        }
        for (int i = random.nextInt(1, 6); i > 0; i--) {
          lie.accept(random.nextInt(2));
        }
      }
    }

    /** What writes a lie into a region, by number. */
    private IntConsumer liar() {
      final BlockGeometry[] geometries = {
        users[0].instance.rxGeometry(), users[0].instance.txGeometry()
      };
      if (shape.format() == LinkFormat.ZEPHYR) {
        return region -> Lie.draw(random)
            .tell(random, memory.buffer(region), (RegionGeometry) geometries[region]);
      }
      final NativeLie.Place[] places = new NativeLie.Place[2];
      for (int region = 0; region < 2; region++) {
        places[region] = new NativeLie.Place(
            memory.buffer(region),
            memory.buffer(1 - region),
            geometries[region],
            geometries[1 - region].blockCount());
      }
      return region -> NativeLie.tellAny(random, places[region]);
    }

    /** A fresh peer comes; without sessions nobody but both can begin anew. */
    private void checkThatNothingIsLeftOfIt() {
      final int victim = random.nextInt(2);
      users[victim].releaseAll();
      users[1 - victim].close();
      if (!shape.sessions()) {
        users[victim].close();
        users[victim] = new User(victim);
      }
      users[1 - victim] = new User(1 - victim);
      int rounds = 0;
      while (!(users[0].isBound() && users[1].isBound())) {
        users[0].instance.doWork();
        users[1].instance.doWork();
        if (++rounds % ROUNDS_BEFORE_ANOTHER_TRY == 0) {
          // By chance a session looks like the one before it; then the peer has to come again.
          users[1 - victim].close();
          users[1 - victim] = new User(1 - victim);
        }
      }
      settle();
      final long faults = faults();
      for (int i = 0; i < MESSAGES_AFTERWARDS; i++) {
        final User sender = users[random.nextInt(2)];
        final User receiver = users[1 - sender.side];
        final String text = "message " + i + " of " + sender.side;
        receiver.last = null;
        sender.sendText(NAMES[random.nextInt(NAMES.length)], text);
        settle();
        assertThat(receiver.last).isEqualTo(text);
      }
      assertThat(faults()).as("faults of an honest peer").isEqualTo(faults);
      for (final User user : users) {
        assertThat(user.instance.rxRunsInUse()).isZero();
        assertThat(user.instance.txBlocksInUse()).isZero();
        user.close();
      }
    }

    private long faults() {
      return users[0].instance.faults().total() + users[1].instance.faults().total();
    }

    private void settle() {
      int idle = 0;
      while (idle < 3) {
        idle = users[0].instance.doWork() + users[1].instance.doWork() == 0 ? idle + 1 : 0;
      }
    }

    /** One side: an instance, a thread that receives, and one that sends, holds and releases. */
    private final class User implements EndpointHandler {
      private record Held(Endpoint endpoint, long token) {}

      private final int side;
      private final Icbmsg instance;
      private final Endpoint[] endpoints = new Endpoint[NAMES.length];
      private final ConcurrentLinkedQueue<Held> held = new ConcurrentLinkedQueue<>();
      private final AtomicLong received = new AtomicLong();
      private volatile long losses;
      private String last;

      User(final int side) {
        this.side = side;
        instance = Icbmsg.open(shape.config(memory, side));
        for (int i = 0; i < NAMES.length; i++) {
          endpoints[i] = instance.register(NAMES[i], this);
        }
      }

      boolean isBound() {
        return endpoints[0].isBound() && endpoints[1].isBound();
      }

      void receiveUntilOver() {
        while (!over.get()) {
          if (instance.doWork() == 0) {
            Thread.yield();
          }
        }
      }

      void sendUntilOver(final SplittableRandom own) {
        final List<Held> claims = new ArrayList<>();
        while (!over.get()) {
          final Endpoint endpoint = endpoints[own.nextInt(NAMES.length)];
          final long timeoutNs = own.nextInt(3) == 0 ? own.nextLong(1_000_000) : 0;
          final long token = endpoint.claim(own.nextInt(endpoint.maxPayload() + 1), timeoutNs);
          if (token < 0) {
            assertThat(Status.name(token)).isNotEqualTo("UNKNOWN");
            Thread.yield();
          } else if (own.nextInt(6) == 0) {
            claims.add(new Held(endpoint, token));
          } else {
            final int status = endpoint.send(token, own.nextInt(endpoint.capacity(token) + 1));
            assertThat(status < 0 && Status.name(status).equals("UNKNOWN")).isFalse();
          }
          if (own.nextInt(3) == 0) {
            giveUp(claims);
          }
          releaseAll();
        }
        giveUp(claims);
      }

      private void giveUp(final List<Held> claims) {
        claims.forEach(claim -> claim.endpoint.drop(claim.token));
        claims.clear();
      }

      private void releaseAll() {
        for (Held one = held.poll(); one != null; one = held.poll()) {
          one.endpoint.release(one.token);
        }
      }

      void sendText(final String name, final String text) {
        final Endpoint endpoint = endpoints[name.equals(NAMES[0]) ? 0 : 1];
        final AtomicBuffer message = Buffers.allocate(text.length());
        message.putStringWithoutLengthAscii(0, text);
        assertThat(endpoint.send(message, 0, text.length())).isEqualTo(text.length());
      }

      void close() {
        instance.close();
        releaseAll();
        assertThat(instance.txBlocksInUse()).as("blocks that did not come back").isZero();
      }

      @Override
      public void onMessage(
          final Endpoint endpoint,
          final DirectBuffer buffer,
          final int offset,
          final int length,
          final long rxToken) {
        final byte[] copy = new byte[length];
        buffer.getBytes(offset, copy);
        last = new String(copy, StandardCharsets.US_ASCII);
        if (received.incrementAndGet() % 3 == 0 && !over.get()) {
          held.add(new Held(endpoint, endpoint.hold(rxToken)));
        }
      }

      @Override
      public void onUnbound(final Endpoint endpoint, final UnboundReason reason) {
        losses++;
      }
    }
  }
}
