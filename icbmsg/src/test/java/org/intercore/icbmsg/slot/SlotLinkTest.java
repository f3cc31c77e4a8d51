package org.intercore.icbmsg.slot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.SystemNanoClock;
import org.intercore.icbmsg.control.ControlHandler;
import org.intercore.icbmsg.control.ControlMessage;
import org.intercore.icbmsg.control.Inbox;
import org.intercore.icbmsg.observe.SentCounters;
import org.intercore.icmsg.buffer.Buffers;
import org.intercore.icmsg.doorbell.Doorbell;
import org.intercore.icmsg.region.RegionPair;
import org.intercore.icmsg.region.SharedMemory;
import org.intercore.icmsg.status.Status;
import org.intercore.icmsg.status.UnboundReason;
import org.intercore.icmsg.sync.Confinement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What belongs to one bond is nothing in the next, whoever was away for how long. */
@Timeout(60)
class SlotLinkTest {
  private static final int READ_AT = 128;
  private static final int GIVEN_IN_TURN_AT = 136;
  private static final int GIVEN_AT = 192;
  private static final int RETURNED_AT = 256;
  private static final int REBONDS = 10_000;
  /** The lock is not fair: a thread that does nothing but release can keep who bonds waiting for long. */
  private static final long LONGEST_HUNT_NS = TimeUnit.SECONDS.toNanos(10);

  private static final int SPINS = 500;
  private static final long MARK = 0x1122334455667788L;

  private final SlotGeometry geometry = SlotGeometry.of(SlotGeometry.regionSizeFor(1, 1, 64), 1, 1);
  private final SharedMemory memory = SharedMemory.allocate(2 * 20_480);
  private final RegionPair regions =
      RegionPair.of(memory.region(20_480, geometry.size()), memory.region(0, geometry.size()));
  private final AtomicBuffer own = regions.tx().buffer();
  private final AtomicBuffer peer = regions.rx().buffer();
  private final AtomicBuffer message = Buffers.allocate(8);
  private final List<String> told = new ArrayList<>();
  private final SlotLink link = link(regions, geometry);

  private int peersId = 100;

  private SlotLink link(final RegionPair both, final SlotGeometry layout) {
    return link(both, layout, Confinement.none());
  }

  private SlotLink link(
      final RegionPair both, final SlotGeometry layout, final Confinement confinement) {
    return new SlotLink(
        both,
        layout,
        layout,
        new ControlHandler() {
          @Override
          public void onControl(final long event) {
            told.add("control");
          }

          @Override
          public void onLinkBound() {
            told.add("bound");
          }

          @Override
          public void onLinkUnbound(final UnboundReason reason) {
            told.add(reason.name());
          }
        },
        (fault, value) -> told.add(fault.name()),
        Doorbell.polling(),
        SystemNanoClock.INSTANCE,
        1_000_000,
        new SentCounters(layout),
        confinement);
  }

  /** Other threads may be writing to that slot. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theSlotOfTheAnswerIsFetchedWhereOneThreadDoesEverything(final boolean confined) {
    final SlotLink reading =
        link(regions, geometry, confined ? Confinement.toOneThread() : Confinement.none());
    final int lastWord = geometry.slotsOffset() + 56;
    own.putLong(lastWord, MARK);
    // Without a bond: what is read so is what a peer that is lost by now has left.
    peer.putLong(
        geometry.slotsOffset(),
        SlotWord.of(
            ControlMessage.event(ControlMessage.INLINE, 0, 8),
            SlotWord.lap(0, geometry.slotCount())),
        ByteOrder.LITTLE_ENDIAN);
    assertThat(ControlMessage.type(reading.inbox().take())).isEqualTo(ControlMessage.INLINE);
    assertThat(own.getLong(lastWord)).isEqualTo(confined ? 0 : MARK);
  }

  /** A new peer comes, and the link is opened for it as the dispatcher does. */
  private int bond() {
    peersId = peersId % 30_000 + 100;
    peer.putInt(0, peersId, ByteOrder.LITTLE_ENDIAN);
    while (link.tryPoll(10) > 0) {
      assertThat(link.isBound()).isFalse();
    }
    link.open();
    link.tryPoll(10);
    peer.putInt(0, peersId | own.getInt(0, ByteOrder.LITTLE_ENDIAN) << 16, ByteOrder.LITTLE_ENDIAN);
    link.tryPoll(10);
    assertThat(link.isBound()).isTrue();
    return link.bond();
  }

  @Test
  void nothingOfAnOldBondIsSentInANewOne() {
    final int old = bond();
    assertThat(link.reserveInline(8)).isTrue();
    assertThat(bond()).isNotEqualTo(old);

    link.dirtyRelease(8);
    final int blockAt = geometry.offsetOf(0);
    peer.putLong(blockAt, MARK);
    assertThat(link.release(old, 0, 7, 8)).isEqualTo(Status.NOT_CONNECTED);
    assertThat(peer.getLong(blockAt))
        .as("the first word of a block of the new peer")
        .isEqualTo(MARK);
    assertThat(link.answer(old, 0, 0)).isEqualTo(Status.NOT_CONNECTED);
    assertThat(link.sendInline(old, 0, message, 0, 8)).isEqualTo(Status.NOT_CONNECTED);
    assertThat(link.sendReserved(old, 0, message, 8)).isEqualTo(Status.NOT_CONNECTED);
    assertThat(link.send(old, ControlMessage.DATA, 0, 1L << 32, 8)).isEqualTo(Status.NOT_CONNECTED);

    assertThat(own.getInt(RETURNED_AT)).isZero();
    assertThat(own.getLong(geometry.slotsOffset())).isZero();
    assertThat(link.unread()).isZero();
    assertThat(told).containsExactly("bound", "PEER_RESTARTED", "bound");
  }

  /** It said so after it was polled last, and before it was known to be gone. */
  @Test
  void whoSaysThatItGoesHasNotDied() {
    bond();
    peer.putInt(0, 0);
    assertThat(link.tryLose(UnboundReason.PEER_DIED)).isTrue();
    assertThat(link.tryLose(UnboundReason.PEER_DIED)).isFalse();
    bond();
    assertThat(link.tryLose(UnboundReason.PEER_DIED)).isTrue();
    assertThat(told).containsExactly("bound", "PEER_CLOSED", "bound", "PEER_DIED");
  }

  @Test
  void theLinesOfAShortMessageAreWrittenToWhenItGoesBack() {
    final SlotGeometry large = SlotGeometry.of(SlotGeometry.regionSizeFor(2, 2, 256), 2, 2);
    final SharedMemory room = SharedMemory.allocate(2 * large.size());
    final SlotLink dirty = link(
            RegionPair.of(room.region(0, large.size()), room.region(large.size(), large.size())),
            large)
        .dirtyRelease(130);
    final AtomicBuffer theirs = room.region(large.size(), large.size()).buffer();
    final int at = large.offsetOf(1);
    for (final int length : new int[] {0, 1, 64, 65, 130, 131}) {
      theirs.setMemory(0, large.size(), (byte) 1);
      dirty.releaseInTurn(0, 1, 5, length);
      final int dirtied = length <= 130 ? length + 63 >> 6 : 0;
      for (int i = 0; i < large.size(); i++) {
        final boolean written = i >= at && (i - at & 63) < 8 && i - at >> 6 < dirtied;
        assertThat(theirs.getByte(i)).as("byte %d, length %d", i, length).isEqualTo((byte)
            (written ? 0 : 1));
      }
    }
  }

  /** What was there already when it was asked last may come from one that has died since. */
  @Test
  void whatWasLeftUnreadIsNoSignOfLife() {
    bond();
    final long none = link.signsOfLife();
    assertThat(link.signsOfLife()).isEqualTo(none);
    write(0);
    write(1);
    final Inbox inbox = link.inbox();
    assertThat(inbox.take()).isNotEqualTo(Inbox.NOTHING);
    inbox.done();
    final long one = link.signsOfLife();
    assertThat(one).as("nothing was there when it was asked last").isNotEqualTo(none);
    assertThat(inbox.take()).isNotEqualTo(Inbox.NOTHING);
    inbox.done();
    assertThat(link.signsOfLife()).as("the second one was there").isEqualTo(one);
    write(2);
    assertThat(inbox.take()).isNotEqualTo(Inbox.NOTHING);
    inbox.done();
    assertThat(link.signsOfLife()).isNotEqualTo(one);
    peer.putLong(READ_AT, 5, ByteOrder.LITTLE_ENDIAN);
    assertThat(link.signsOfLife()).as("it reads").isNotEqualTo(one);
  }

  /** A small message of no bytes, in the first lap. */
  private void write(final int slot) {
    final long event = ControlMessage.event(ControlMessage.INLINE, 0, 0);
    peer.putLong(
        geometry.slotsOffset() + slot * 64,
        SlotWord.of(event, SlotWord.lap(slot, geometry.slotCount())),
        ByteOrder.LITTLE_ENDIAN);
  }

  @Test
  void aNewBondBeginsWithWordsOfNobody() {
    final int first = bond();
    assertThat(link.release(first, 0, 7, 0)).isNotNegative();
    assertThat(link.sendInline(first, 0, message, 0, 8)).isNotNegative();
    assertThat(own.getInt(RETURNED_AT, ByteOrder.LITTLE_ENDIAN)).isEqualTo(7);
    link.releaseInTurn(first, 0, 8, 0);
    link.releaseInTurn(first, 0, 9, 0);
    assertThat(own.getLong(GIVEN_AT, ByteOrder.LITTLE_ENDIAN)).isOne();
    assertThat(own.getLong(GIVEN_IN_TURN_AT, ByteOrder.LITTLE_ENDIAN)).isEqualTo(2);
    bond();
    assertThat(own.getLong(GIVEN_AT)).isZero();
    assertThat(own.getLong(GIVEN_IN_TURN_AT)).isZero();
    assertThat(own.getInt(RETURNED_AT)).isZero();
    assertThat(own.getLong(READ_AT)).isZero();
    assertThat(own.getLong(geometry.slotsOffset())).isZero();
  }

  /** A peer gone mad has written over our word; the next one asks for the session that we have taken. */
  @Test
  @Timeout(120)
  void aPeerIsAnsweredThoughItsSessionIsTheOneTakenLast() {
    link.open();
    peer.putInt(0, 7, ByteOrder.LITTLE_ENDIAN);
    link.tryPoll(10);
    final int said = own.getInt(0, ByteOrder.LITTLE_ENDIAN);
    assertThat(said >>> 16).isEqualTo(7);
    own.putInt(0, 1, ByteOrder.LITTLE_ENDIAN);
    while (own.getInt(0, ByteOrder.LITTLE_ENDIAN) != said) {
      link.tryPoll(10);
    }
    peer.putInt(0, 7 | said << 16, ByteOrder.LITTLE_ENDIAN);
    link.tryPoll(10);
    assertThat(link.isBound()).isTrue();
  }

  /** The next peer says by chance what the one before it said, since our word was written over. */
  @Test
  void aPeerIsNoticedThoughItSaysWhatTheOneBeforeItSaid() {
    bond();
    own.putInt(0, own.getInt(0) ^ 0x10000);
    assertThat(link.hasNews()).isTrue();
    link.tryPoll(10);
    assertThat(link.isBound()).isFalse();
    assertThat(told).containsExactly("bound", "PEER_RESTARTED");
  }

  /** A peer gone mad has written over what we say to the next one, while nobody was bound. */
  @Test
  void whoIsTakenFindsNothingSaidThatWeHaveNotSaid() {
    link.open();
    own.putInt(RETURNED_AT, 1, ByteOrder.LITTLE_ENDIAN);
    own.putLong(READ_AT, 5, ByteOrder.LITTLE_ENDIAN);
    peer.putInt(0, 7, ByteOrder.LITTLE_ENDIAN);
    link.tryPoll(10);
    assertThat(own.getInt(0, ByteOrder.LITTLE_ENDIAN) >>> 16).isEqualTo(7);
    assertThat(own.getInt(RETURNED_AT)).isZero();
    assertThat(own.getLong(READ_AT)).isZero();
  }

  @Test
  void nothingIsSentWithoutABond() {
    assertThat(link.sendInline(0, 0, message, 0, 8)).isEqualTo(Status.CLOSED);
    assertThat(link.reserveInline(8)).isFalse();
    link.open();
    assertThat(link.open()).isEqualTo(Status.ALREADY);
    assertThat(link.sendInline(0, 0, message, 0, 8)).isEqualTo(Status.BUSY);
    assertThat(link.release(0, 0, 1, 0)).isEqualTo(Status.BUSY);
    link.close();
    link.close();
    assertThat(link.release(0, 0, 1, 0)).isEqualTo(Status.CLOSED);
    assertThat(own.getInt(0)).isZero();
  }

  /** Hunts a release that has asked for its bond, and is written after the next one has begun. */
  @Test
  void aReleaseThatComesJustThenIsOfTheOldBondOrRefused() throws InterruptedException {
    final AtomicInteger current = new AtomicInteger(bond());
    final AtomicBoolean over = new AtomicBoolean();
    link.dirtyRelease(8);
    final Thread holder = new Thread(() -> {
      while (!over.get()) {
        final int bond = current.get();
        // The generation says in which bond it was right.
        link.release(bond, 0, 1 + bond, 8);
      }
    });
    holder.start();
    try {
      final long beginNs = System.nanoTime();
      for (int i = 0; i < REBONDS && System.nanoTime() - beginNs < LONGEST_HUNT_NS; i++) {
        final int bond = bond();
        peer.putLong(geometry.offsetOf(0), MARK);
        final int word = own.getInt(RETURNED_AT, ByteOrder.LITTLE_ENDIAN);
        assertThat(word).as("released in bond %d", bond).isIn(0, 1 + bond);
        for (int spin = 0; spin < SPINS; spin++) {
          Thread.onSpinWait(); // One that was held up goes on.
        }
        assertThat(peer.getLong(geometry.offsetOf(0)))
            .as("what the peer of bond %d has written there", bond)
            .isEqualTo(MARK);
        current.set(bond);
      }
    } finally {
      over.set(true);
      holder.join();
    }
  }
}
