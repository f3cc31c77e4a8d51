package org.intercore.properties.instance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteOrder;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icbmsg.endpoint.Endpoint;
import org.intercore.icbmsg.endpoint.EndpointHandler;
import org.intercore.icmsg.UnboundMode;
import org.intercore.icmsg.buffer.Buffers;
import org.intercore.icmsg.status.Status;
import org.intercore.properties.Generators.AlignedInstances;
import org.intercore.properties.Generators.InstanceShape;
import org.intercore.properties.Generators.LinkStep;
import org.intercore.properties.Generators.LinkSteps;
import org.intercore.properties.Generators.UnboundModes;
import org.intercore.properties.GuardedMemory;
import org.intercore.properties.Scaled;

/**
 * Instances that are opened, closed and killed in any order, in every pair of modes that can talk to
 * each other. In the end there is one endpoint on each side, bound to the other, and with sessions no
 * message of another life has arrived.
 */
@Scaled
class InstanceBondingProperties {
  private static final int ENOUGH = 60;
  private static final int SHORT = 8;
  /** In the native format, too long for a slot. */
  private static final int LONG = 60;

  @Property(tries = 1500)
  void whateverEndsAndBeginsBothSidesEndBoundToEachOther(
      @ForAll(supplier = AlignedInstances.class) final InstanceShape shape,
      @ForAll(supplier = UnboundModes.class) final List<UnboundMode> modes,
      @ForAll(supplier = LinkSteps.class) final List<LinkStep> steps) {
    final Meeting meeting = new Meeting(shape, modes);
    steps.forEach(meeting::play);
    meeting.workUntilBound();
    meeting.checkThatBothTalk();
    meeting.end();
  }

  /** The native format knows sessions only; messages stand in slots and in blocks. */
  @Property(tries = 700)
  void theSameInTheNativeFormat(
      @ForAll(supplier = AlignedInstances.class) final InstanceShape shape,
      @ForAll(supplier = LinkSteps.class) final List<LinkStep> steps) {
    final Meeting meeting =
        new Meeting(shape.inNativeFormat(), List.of(UnboundMode.ENABLE, UnboundMode.ENABLE));
    steps.forEach(meeting::play);
    meeting.workUntilBound();
    meeting.checkThatBothTalk();
    meeting.end();
  }

  private static final class Meeting {
    private final GuardedMemory memory;
    private final boolean sessions;
    private final int detecting;
    private final Side[] sides = new Side[2];

    Meeting(final InstanceShape shape, final List<UnboundMode> modes) {
      memory = shape.memory();
      sessions = !modes.contains(UnboundMode.DISABLE);
      detecting = sessions ? -1 : modes.indexOf(UnboundMode.DETECT);
      for (int i = 0; i < 2; i++) {
        sides[i] = new Side(shape, i, modes.get(i));
      }
    }

    void play(final LinkStep step) {
      final Side side = sides[step.side()];
      switch (step.kind()) {
        case OPEN -> side.openIfNeeded();
        case CLOSE -> side.end(true);
        case CRASH -> side.end(false);
        case SEND -> side.send();
        default -> side.work(step.amount());
      }
      if (side.instance == null && step.side() == detecting) {
        // Who detects shows nothing of his new life to a side that was bound to the last one.
        sides[1 - detecting].end(true);
      }
    }

    void workUntilBound() {
      int rounds = 0;
      int bound = 0;
      while (bound < 4) {
        assertThat(++rounds)
            .as("rounds without a lasting bond of %s, %s", sides[0], sides[1])
            .isLessThan(ENOUGH);
        for (final Side side : sides) {
          side.openIfNeeded();
          side.work(1);
        }
        bound = sides[0].endpoint.isBound() && sides[1].endpoint.isBound() ? bound + 1 : 0;
      }
    }

    void checkThatBothTalk() {
      for (int i = 0; i < 2; i++) {
        final long before = sides[1 - i].instance.faults().total();
        final int received = sides[1 - i].received;
        assertThat(sides[i].send()).isPositive();
        sides[1 - i].work(3);
        sides[i].work(3);
        assertThat(sides[1 - i].received).isEqualTo(received + 1);
        assertThat(sides[1 - i].lifeHeardOf).isEqualTo(sides[i].lives);
        assertThat(sides[1 - i].instance.faults().total()).isEqualTo(before);
      }
    }

    void end() {
      for (final Side side : sides) {
        assertThat(side.instance.txBlocksInUse()).as("blocks of %s", side).isZero();
        assertThat(side.instance.rxRunsInUse()).as("runs of %s", side).isZero();
        if (sessions) {
          assertThat(side.instance.faults().snapshot()).isEmpty();
        }
      }
      sides[0].end(true);
      sides[1].end(true);
      memory.checkCanaries();
    }

    /** One side and its lives, of which each has an instance and an endpoint of its own. */
    private final class Side implements EndpointHandler {
      private final InstanceShape shape;
      private final int number;
      private final UnboundMode mode;
      private Icbmsg instance;
      private Endpoint endpoint;
      private int lives;
      private int peersLife;
      private int lifeHeardOf;
      private boolean heardInBond;
      private int received;
      private int sends;

      Side(final InstanceShape shape, final int number, final UnboundMode mode) {
        this.shape = shape;
        this.number = number;
        this.mode = mode;
      }

      private Side peer() {
        return sides[1 - number];
      }

      void openIfNeeded() {
        if (instance == null) {
          lives++;
          instance = Icbmsg.open(shape.config(memory, number).unbound(mode));
          endpoint = instance.register("x", this);
        }
      }

      /** A life that is not closed ends as that of a killed process does. */
      void end(final boolean closes) {
        if (closes && instance != null) {
          instance.close();
          assertThat(instance.txBlocksInUse()).isZero();
        }
        instance = null;
      }

      void work(final int times) {
        for (int i = 0; i < times && instance != null; i++) {
          instance.doWork();
        }
      }

      int send() {
        if (instance == null) {
          return 0;
        }
        final int length = ++sends % 3 == 0 ? LONG : SHORT;
        final AtomicBuffer message = Buffers.allocate(length);
        message.putInt(0, lives, ByteOrder.LITTLE_ENDIAN);
        message.putInt(4, peersLife, ByteOrder.LITTLE_ENDIAN);
        final boolean bound = endpoint.isBound();
        final int status = endpoint.send(message, 0, length);
        if (!bound) {
          assertThat(status).isIn(Status.BUSY, Status.NOT_CONNECTED);
        }
        return status;
      }

      @Override
      public void onBound(final Endpoint bound) {
        assertThat(bound).isSameAs(endpoint);
        peersLife = peer().lives;
        heardInBond = false;
        assertThat(peersLife).as("bound to somebody who was never there").isPositive();
      }

      @Override
      public void onMessage(
          final Endpoint to,
          final DirectBuffer buffer,
          final int offset,
          final int length,
          final long rxToken) {
        assertThat(to).isSameAs(endpoint);
        assertThat(length).isIn(SHORT, LONG);
        final int life = buffer.getInt(offset, ByteOrder.LITTLE_ENDIAN);
        final int addressee = buffer.getInt(offset + 4, ByteOrder.LITTLE_ENDIAN);
        if (sessions) {
          checkSender(life);
          assertThat(addressee).as("the receiver's life, told to %s", this).isEqualTo(lives);
        } else {
          assertThat(life).isBetween(1, peer().lives);
        }
        lifeHeardOf = life;
        received++;
      }

      /**
       * Who has sent something and gone may be heard when the next one is there already, but before
       * that one is: so a bond is with one life, and lives come in their order.
       */
      private void checkSender(final int life) {
        if (heardInBond) {
          assertThat(life).as("the sender's life, told to %s", this).isEqualTo(lifeHeardOf);
        } else {
          assertThat(life)
              .as("the sender's life, told to %s", this)
              .isBetween(Math.max(1, lifeHeardOf), peersLife);
        }
        heardInBond = true;
      }

      @Override
      public String toString() {
        return mode + " in life " + lives + (instance == null ? "" : ": " + endpoint);
      }
    }
  }
}
