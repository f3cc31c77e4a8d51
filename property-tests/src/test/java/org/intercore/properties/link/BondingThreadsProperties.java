package org.intercore.properties.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteOrder;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icmsg.IcmsgConfig;
import org.intercore.icmsg.IcmsgLink;
import org.intercore.icmsg.LinkHandler;
import org.intercore.icmsg.LinkState;
import org.intercore.icmsg.UnboundMode;
import org.intercore.icmsg.buffer.Buffers;
import org.intercore.icmsg.fault.PeerFault;
import org.intercore.icmsg.region.RegionPair;
import org.intercore.icmsg.status.UnboundReason;
import org.intercore.properties.Generators.LinkShape;
import org.intercore.properties.Generators.PlainLinks;
import org.intercore.properties.Generators.SessionLinks;
import org.intercore.properties.GuardedMemory;
import org.intercore.properties.Scaled;
import org.intercore.testkit.Watchdog;

/**
 * Each side of a link on a thread of its own. Hunts for a ring that is reset under its reader, a bond
 * with a life that is over, and a message that slips from one bond into the next.
 */
@Scaled
class BondingThreadsProperties {
  private static final int STEPS = 2000;
  private static final int ENOUGH = 50;

  @Property(tries = 60, shrinking = ShrinkingMode.OFF)
  void sessionsThatEndAndBeginAtTheSameTimeAreNeverMixed(
      @ForAll(supplier = SessionLinks.class) final LinkShape shape, @ForAll final long seed) {
    new Meeting(shape, seed, true).play();
  }

  /** Without sessions a restart cannot be told from a race, so there is none here. */
  @Property(tries = 60, shrinking = ShrinkingMode.OFF)
  void linksWithoutSessionsBondWhoeverIsFirst(
      @ForAll(supplier = PlainLinks.class) final LinkShape shape, @ForAll final long seed) {
    new Meeting(shape.onZeroes(), seed, false).play();
  }

  private static final class Meeting {
    private final GuardedMemory memory;
    private final LinkShape shape;
    private final Side[] sides = new Side[2];

    Meeting(final LinkShape shape, final long seed, final boolean restarts) {
      this.shape = shape;
      final SplittableRandom random = new SplittableRandom(seed);
      memory = new GuardedMemory(
          shape.garbage() == 0 ? 0 : 0x5A, shape.regionSize(), shape.regionSize());
      sides[0] = side(shape.left(), 0, random.split(), restarts);
      sides[1] = side(shape.right(), 1, random.split(), restarts);
    }

    private Side side(
        final UnboundMode mode, final int tx, final SplittableRandom own, final boolean restarts) {
      final IcmsgConfig config = IcmsgConfig.regions(
              RegionPair.of(memory.region(tx), memory.region(1 - tx)))
          .alignment(shape.alignment())
          .unbound(mode);
      return new Side(config, own, restarts);
    }

    void play() {
      try (Watchdog.Guarded left = Watchdog.start("left side", sides[0]::play);
          Watchdog.Guarded right = Watchdog.start("right side", sides[1]::play)) {
        left.join();
        right.join();
      }
      int rounds = 0;
      int bound = 0;
      while (bound < 4) {
        assertThat(++rounds).as("rounds without a lasting bond").isLessThan(ENOUGH);
        for (final Side side : sides) {
          side.openIfNeeded();
          side.link.poll(100);
        }
        bound = sides[0].link.isBound() && sides[1].link.isBound() ? bound + 1 : 0;
      }
      for (int i = 0; i < 2; i++) {
        sides[i].send();
        sides[1 - i].link.poll(100);
        assertThat(sides[1 - i].expected).as("messages of side %d", i).isEqualTo(sides[i].sent);
        assertThat(sides[1 - i].peersLife).isEqualTo(sides[i].life);
      }
      assertThat(sides[0].faults + sides[1].faults).isZero();
      memory.checkCanaries();
    }
  }

  /**
   * A side that knows nothing of the other one but what it is told: each message says in which life and
   * which bond of its sender it was sent, its number there, and of which life of the receiver the sender
   * has heard.
   */
  private static final class Side implements LinkHandler {
    private static final int LENGTH = 16;

    private final IcmsgConfig config;
    private final SplittableRandom random;
    private final boolean restarts;
    private IcmsgLink link;
    private int life;
    private int bond;
    private int sent;
    private int expected;
    private int peersLife;
    private int peersBond;
    private int faults;

    Side(final IcmsgConfig config, final SplittableRandom random, final boolean restarts) {
      this.config = config;
      this.random = random;
      this.restarts = restarts;
      this.link = IcmsgLink.create(config, this);
    }

    void play() {
      for (int i = 0; i < STEPS; i++) {
        switch (random.nextInt(restarts ? 40 : 38)) {
          case 0, 1, 2, 3 -> openIfNeeded();
          case 4, 5, 6, 7, 8, 9, 10, 11, 12, 13 -> send();
          case 38 -> link.close();
          case 39 -> link = IcmsgLink.create(config, this); // The one before is left as it is.
          default -> link.poll(random.nextInt(1, 5));
        }
        if (random.nextInt(8) == 0) {
          Thread.yield();
        }
      }
    }

    void openIfNeeded() {
      if (link.state() == LinkState.OFF || link.state() == LinkState.DISCONNECTED) {
        life++;
        assertThat(link.open()).isZero();
      }
    }

    void send() {
      final AtomicBuffer message = Buffers.allocate(LENGTH);
      message.putInt(0, life, ByteOrder.LITTLE_ENDIAN);
      message.putInt(4, bond, ByteOrder.LITTLE_ENDIAN);
      message.putInt(8, sent, ByteOrder.LITTLE_ENDIAN);
      message.putInt(12, peersLife, ByteOrder.LITTLE_ENDIAN);
      if (link.send(message, 0, LENGTH) == LENGTH) {
        sent++;
      }
    }

    @Override
    public void onBound() {
      bond++;
      sent = 0;
      expected = 0;
      peersLife = 0;
    }

    @Override
    public void onUnbound(final UnboundReason reason) {
      assertThat(reason).isIn(UnboundReason.PEER_CLOSED, UnboundReason.PEER_RESTARTED);
      if (random.nextBoolean()) {
        openIfNeeded();
      }
    }

    @Override
    public void onMessage(final DirectBuffer buffer, final int offset, final int length) {
      assertThat(length).isEqualTo(LENGTH);
      final int sendersBond = buffer.getInt(offset + 4, ByteOrder.LITTLE_ENDIAN);
      if (expected == 0) {
        assertThat(sendersBond).as("a bond that was not heard of before").isGreaterThan(peersBond);
        peersBond = sendersBond;
        peersLife = buffer.getInt(offset, ByteOrder.LITTLE_ENDIAN);
      }
      assertThat(sendersBond).as("the sender's bond").isEqualTo(peersBond);
      assertThat(buffer.getInt(offset, ByteOrder.LITTLE_ENDIAN)).isEqualTo(peersLife);
      assertThat(buffer.getInt(offset + 8, ByteOrder.LITTLE_ENDIAN)).isEqualTo(expected++);
      assertThat(buffer.getInt(offset + 12, ByteOrder.LITTLE_ENDIAN))
          .as("the receiver's life, if the sender has heard of it")
          .isIn(0, life);
    }

    @Override
    public void onFault(final PeerFault fault, final long value) {
      faults++;
    }
  }
}
