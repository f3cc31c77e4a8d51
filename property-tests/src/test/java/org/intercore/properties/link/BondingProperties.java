package org.intercore.properties.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.intercore.icmsg.IcmsgConfig;
import org.intercore.icmsg.UnboundMode;
import org.intercore.icmsg.region.RegionPair;
import org.intercore.properties.Generators.EstrangedLinks;
import org.intercore.properties.Generators.LinkShape;
import org.intercore.properties.Generators.LinkStep;
import org.intercore.properties.Generators.LinkSteps;
import org.intercore.properties.Generators.PlainLinks;
import org.intercore.properties.Generators.SessionLinks;
import org.intercore.properties.GuardedMemory;
import org.intercore.properties.Scaled;

@Scaled
class BondingProperties {
  /** Rounds of polling that are more than enough for any handshake. */
  private static final int ENOUGH = 20;

  /** Both sides and their memory. */
  private static final class Meeting {
    final GuardedMemory memory;
    final LinkSide[] sides = new LinkSide[2];

    Meeting(final LinkShape shape) {
      memory = new GuardedMemory(0, shape.regionSize(), shape.regionSize());
      if (shape.garbage() != 0) {
        final SplittableRandom random = new SplittableRandom(shape.garbage());
        for (int i = 0; i < 2 * shape.regionSize(); i++) {
          memory.buffer(i % 2).putByte(i / 2, (byte) random.nextInt());
        }
      }
      sides[0] = side("left", shape, shape.left(), 0);
      sides[1] = side("right", shape, shape.right(), 1);
      sides[0].meet(sides[1]);
      sides[1].meet(sides[0]);
    }

    private LinkSide side(
        final String name, final LinkShape shape, final UnboundMode mode, final int tx) {
      return new LinkSide(
          name,
          IcmsgConfig.regions(RegionPair.of(memory.region(tx), memory.region(1 - tx)))
              .alignment(shape.alignment())
              .unbound(mode),
          shape.hasSessions());
    }

    void pollUntilBothAreBound() {
      int rounds = 0;
      while (!(sides[0].isBound() && sides[1].isBound())) {
        assertThat(++rounds)
            .as("rounds without a bond of %s, %s", sides[0], sides[1])
            .isLessThan(ENOUGH);
        for (final LinkSide side : sides) {
          side.openIfNeeded();
          side.poll(1, false);
        }
      }
    }

    /** Each side has read everything; a bond of the past would have been found out by now. */
    void pollUntilQuiet() {
      int rounds = 0;
      while (sides[0].poll(10, false) + sides[1].poll(10, false) > 0) {
        assertThat(++rounds).isLessThan(ENOUGH);
      }
    }

    void checkThatBothTalk() {
      for (int i = 0; i < 2; i++) {
        final int before = sides[1 - i].received();
        sides[i].send();
        sides[1 - i].poll(10, false);
        assertThat(sides[1 - i].received()).as("messages of %s", sides[i]).isEqualTo(before + 1);
      }
    }

    void play(final LinkStep step) {
      final LinkSide side = sides[step.side()];
      switch (step.kind()) {
        case OPEN -> side.open();
        case CLOSE -> side.close();
        case CRASH -> side.crash();
        case POLL -> side.poll(step.amount(), false);
        case POLL_AND_REOPEN -> side.poll(step.amount(), true);
        case SEND -> side.send();
        default -> throw new AssertionError(step);
      }
    }

    /** Whatever has happened, from here on each side opens its link whenever it is not bound. */
    void pollUntilTheBondLasts() {
      int rounds = 0;
      do {
        assertThat(++rounds).as("bonds that did not last").isLessThan(ENOUGH);
        pollUntilBothAreBound();
        pollUntilQuiet();
      } while (!(sides[0].isBound() && sides[1].isBound()));
      sides[0].checkBoundToPeersPresentLife();
      sides[1].checkBoundToPeersPresentLife();
      checkThatBothTalk();
    }

    /** One side is gone for good; what it has left in memory is nobody to be bound to. */
    void checkNotBoundToAGhost(final LinkSide survivor) {
      survivor.close();
      survivor.open();
      for (int i = 0; i < ENOUGH; i++) {
        survivor.poll(3, true);
        survivor.openIfNeeded();
        assertThat(survivor.isBound()).as("%s is bound to a ghost", survivor).isFalse();
      }
    }

    void checkFaults(final LinkShape shape) {
      memory.checkCanaries();
      if (shape.garbage() == 0) {
        assertThat(sides[0].faults()).isEmpty();
        assertThat(sides[1].faults()).isEmpty();
      }
    }
  }

  @Property(tries = 3000)
  void sessionsEndBoundAndNoMessageOutlivesItsSession(
      @ForAll(supplier = SessionLinks.class) final LinkShape shape,
      @ForAll(supplier = LinkSteps.class) final List<LinkStep> steps) {
    final Meeting meeting = new Meeting(shape);
    steps.forEach(meeting::play);
    meeting.pollUntilTheBondLasts();
    final LinkSide leaver = meeting.sides[steps.size() % 2];
    final LinkSide survivor = meeting.sides[1 - steps.size() % 2];
    if (steps.size() % 4 < 2) {
      leaver.close();
      survivor.checkHearsThatThePeerHasClosed();
    }
    leaver.crash();
    meeting.checkNotBoundToAGhost(survivor);
    meeting.checkFaults(shape);
  }

  /** Without sessions nobody notices a restart, so both sides are opened before either looks. */
  @Property(tries = 1000)
  void linksWithoutSessionsEndBoundInAnyOrder(
      @ForAll(supplier = PlainLinks.class) final LinkShape shape,
      @ForAll(supplier = LinkSteps.class) final List<LinkStep> steps) {
    final Meeting meeting = new Meeting(shape);
    for (int generation = 0; generation < 3; generation++) {
      meeting.sides[generation % 2].open();
      if (generation == 0 && shape.garbage() == 0) {
        // On fresh memory it does no harm to look before the other side is there.
        assertThat(meeting.sides[0].poll(5, false)).isZero();
      }
      meeting.sides[1 - generation % 2].open();
      if (generation > 0) {
        // Who detects empties his ring of the past only when he has found the magic in the other.
        meeting.sides[shape.left() == UnboundMode.DETECT ? 0 : 1].poll(1, false);
      }
      for (final LinkStep step : steps) {
        final LinkSide side = meeting.sides[step.side()];
        switch (step.kind()) {
          case POLL, POLL_AND_REOPEN -> side.poll(step.amount(), false);
          case SEND -> side.send();
          default -> side.openIfNeeded();
        }
      }
      meeting.pollUntilBothAreBound();
      meeting.pollUntilQuiet();
      meeting.checkThatBothTalk();
      meeting.sides[0].close();
      meeting.sides[1].close();
    }
    meeting.checkFaults(shape);
  }

  /**
   * Without sessions, a side that starts anew is known by the ring that it empties, and whoever finds
   * that begins anew himself. A side that detects empties its ring only when it has found the magic:
   * whoever was bound to its last life cannot know that this is over, and is told here.
   */
  @Property(tries = 3000)
  void linksWithoutSessionsSurviveTheRestartOfEitherSide(
      @ForAll(supplier = PlainLinks.class) final LinkShape shape,
      @ForAll(supplier = LinkSteps.class) final List<LinkStep> steps) {
    final Meeting meeting = new Meeting(shape.onZeroes());
    final int detecting =
        shape.left() == UnboundMode.DETECT ? 0 : shape.right() == UnboundMode.DETECT ? 1 : -1;
    for (final LinkStep step : steps) {
      meeting.play(step);
      final boolean ended =
          step.kind() == LinkStep.Kind.CLOSE || step.kind() == LinkStep.Kind.CRASH;
      if (ended && step.side() == detecting) {
        meeting.sides[1 - detecting].close();
      }
    }
    meeting.pollUntilTheBondLasts();
    meeting.sides[steps.size() % 2].crash();
    meeting.checkNotBoundToAGhost(meeting.sides[1 - steps.size() % 2]);
    for (final LinkSide side : meeting.sides) {
      assertThat(side.faults())
          .allMatch(fault -> fault.startsWith("a ring that was emptied")
              || fault.startsWith("a first packet that is not the bonding magic"));
    }
    meeting.memory.checkCanaries();
  }

  /** No bond is possible, and both sides know it: they wait, and say so to whoever sends. */
  @Property(tries = 500)
  void modesThatCannotTalkToEachOtherNeverBond(
      @ForAll(supplier = EstrangedLinks.class) final LinkShape shape,
      @ForAll(supplier = LinkSteps.class) final List<LinkStep> steps) {
    final Meeting meeting = new Meeting(shape);
    steps.forEach(meeting::play);
    for (int i = 0; i < ENOUGH; i++) {
      for (final LinkSide side : meeting.sides) {
        side.openIfNeeded();
        side.poll(3, true);
        side.send();
        assertThat(side.state().isInitializing()).as("%s waits", side).isTrue();
      }
    }
    meeting.checkFaults(shape);
  }
}
