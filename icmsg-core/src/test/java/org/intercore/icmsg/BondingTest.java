package org.intercore.icmsg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.intercore.icmsg.UnboundMode.DETECT;
import static org.intercore.icmsg.UnboundMode.DISABLE;
import static org.intercore.icmsg.UnboundMode.ENABLE;

import java.nio.ByteOrder;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Random;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icmsg.LinkPair.Side;
import org.intercore.icmsg.doorbell.Doorbell;
import org.intercore.icmsg.fault.LinkFault;
import org.intercore.icmsg.region.RegionPair;
import org.intercore.icmsg.status.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class BondingTest {
  private static final String MAGIC_PACKET = "000d0000" + "456d316c314b30726e336c6934";

  private static String hex(final AtomicBuffer buffer, final int offset, final int length) {
    final byte[] bytes = new byte[length];
    buffer.getBytes(offset, bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static void assertTheyTalk(final Side a, final Side b) {
    a.news();
    b.news();
    assertThat(a.send("ping")).isEqualTo(4);
    b.poll();
    assertThat(b.news()).containsExactly("ping");
    assertThat(b.send("pong!")).isEqualTo(5);
    a.poll();
    assertThat(a.news()).containsExactly("pong!");
  }

  @ParameterizedTest
  @CsvSource({
    "DISABLE, DISABLE, CONNECTED_PLAIN",
    "ENABLE, ENABLE, CONNECTED_SESSION",
    "DETECT, DETECT, CONNECTED_SESSION",
    "ENABLE, DETECT, CONNECTED_SESSION",
    "DETECT, ENABLE, CONNECTED_SESSION",
    "DISABLE, DETECT, CONNECTED_PLAIN",
    "DETECT, DISABLE, CONNECTED_PLAIN",
  })
  void theModesThatCanTalkToEachOtherBondOnceAndTalk(
      final UnboundMode first, final UnboundMode second, final LinkState state) {
    final LinkPair pair = new LinkPair(first, second);
    assertThat(pair.a.link.open()).isZero();
    pair.a.poll();
    pair.a.poll();
    assertThat(pair.a.link.state().isInitializing()).isTrue();
    assertThat(pair.a.link.isBound()).isFalse();

    assertThat(pair.b.link.open()).isZero();
    pair.settle();

    assertThat(pair.a.link.state()).isEqualTo(state);
    assertThat(pair.b.link.state()).isEqualTo(state);
    assertThat(pair.a.news()).containsExactly("bound");
    assertThat(pair.b.news()).containsExactly("bound");
    assertTheyTalk(pair.a, pair.b);
  }

  @Test
  void theMagicIsTheFirstPacket() {
    final LinkPair pair = new LinkPair(DISABLE);
    pair.a.tx().setMemory(0, LinkPair.SIZE, (byte) 0xEE);
    pair.a.link.open();

    assertThat(hex(pair.a.tx(), 0, 4)).isEqualTo("00000000");
    assertThat(hex(pair.a.tx(), LinkPair.WRITE_INDEX, 4)).isEqualTo("14000000");
    assertThat(hex(pair.a.tx(), LinkPair.DATA, 20)).isEqualTo(MAGIC_PACKET + "eeeeee");
  }

  @Test
  void sessionsBeginWithOneAndTwoOnZeroedMemory() {
    final LinkPair pair = new LinkPair(ENABLE);
    pair.a.link.open();
    assertThat(hex(pair.b.tx(), LinkPair.HANDSHAKE, 4)).isEqualTo("01000000");
    pair.b.link.open();
    assertThat(hex(pair.a.tx(), LinkPair.HANDSHAKE, 4)).isEqualTo("02000000");
    pair.a.poll();
    assertThat(hex(pair.b.tx(), LinkPair.HANDSHAKE, 4)).isEqualTo("01000200");
    assertThat(pair.a.link.isBound()).isFalse();
    pair.b.poll();
    assertThat(hex(pair.a.tx(), LinkPair.HANDSHAKE, 4)).isEqualTo("02000100");
    assertThat(pair.b.link.isBound()).isTrue();
    pair.a.poll();
    assertThat(pair.a.link.isBound()).isTrue();
  }

  /**
   * The hazard: our word was overwritten, so the peer, which counts on from it, comes again under the
   * very id that it had before; and it acknowledges nothing yet.
   */
  @Test
  void aPeerThatComesAgainUnderItsOldIdIsNoticed() {
    final LinkPair pair = new LinkPair(ENABLE);
    pair.a.link.open();
    pair.b.link.open();
    pair.settle();
    assertThat(hex(pair.a.tx(), LinkPair.HANDSHAKE, 4)).isEqualTo("02000100");
    pair.a.news();

    pair.a.tx().putInt(LinkPair.HANDSHAKE, 2, ByteOrder.LITTLE_ENDIAN); // id 2 again
    pair.a.poll();
    assertThat(pair.a.news()).containsExactly("unbound PEER_RESTARTED");
    assertThat(pair.a.link.state()).isEqualTo(LinkState.DISCONNECTED);
  }

  /**
   * The hazard: our word was overwritten while nobody was there, so the next peer asks for the very
   * session that we took last, and we think that it was told.
   */
  @Test
  void aPeerIsAnsweredThoughItsSessionIsTheOneTakenLast() {
    final LinkPair pair = new LinkPair(ENABLE);
    pair.a.link.open();
    pair.b.link.open();
    pair.a.poll(); // Takes session 2 of a peer that then dies.
    pair.a.regions.rx().buffer().putInt(LinkPair.HANDSHAKE, 1, ByteOrder.LITTLE_ENDIAN);

    final LinkPair.Side next = new LinkPair.Side(ENABLE, pair.b.regions, Doorbell.polling());
    next.link.open();
    for (int i = 0; i < 10; i++) {
      next.poll();
      pair.a.poll();
    }
    assertThat(pair.a.link.isBound()).isTrue();
    assertThat(next.link.isBound()).isTrue();
  }

  /**
   * The hazard: our word was overwritten while we were bound, and the next peer takes what it says for
   * ours: by chance it says the session that we have, and asks for the one that we know.
   */
  @Test
  void aPeerIsNoticedThoughItSaysWhatTheOneBeforeItSaid() {
    final LinkPair pair = new LinkPair(ENABLE);
    pair.a.link.open();
    pair.b.link.open();
    pair.settle();
    assertThat(hex(pair.a.tx(), LinkPair.HANDSHAKE, 4)).isEqualTo("02000100");
    pair.a.regions.rx().buffer().putInt(LinkPair.HANDSHAKE, 1, ByteOrder.LITTLE_ENDIAN);

    final LinkPair.Side next = new LinkPair.Side(ENABLE, pair.b.regions, Doorbell.polling());
    next.link.open();
    next.poll();
    assertThat(hex(pair.a.tx(), LinkPair.HANDSHAKE, 4)).isEqualTo("02000100");
    pair.a.news();
    pair.a.poll();
    assertThat(pair.a.news()).containsExactly("unbound PEER_RESTARTED");

    pair.a.link.open();
    for (int i = 0; i < 10; i++) {
      next.poll();
      pair.a.poll();
    }
    assertThat(pair.a.link.isBound()).isTrue();
    assertThat(next.link.isBound()).isTrue();
  }

  @Test
  void aLongerFirstPacketIsALaterProtocolsMagic() {
    final LinkPair pair = new LinkPair(DISABLE);
    pair.a.link.open();
    final byte[] longer =
        HexFormat.of().parseHex("000f0000" + "456d316c314b30726e336c6934" + "0102");
    pair.b.tx().putBytes(LinkPair.DATA, longer);
    pair.b.tx().putInt(LinkPair.WRITE_INDEX, 20);

    pair.a.poll();

    assertThat(pair.a.news()).containsExactly("bound");
  }

  @ParameterizedTest
  @EnumSource(UnboundMode.class)
  void aLinkRingsAgainInEachIntervalUntilItIsBound(final UnboundMode mode) {
    final long[] nowNs = {Long.MAX_VALUE - 150};
    final LinkPair pair = new LinkPair(mode);
    final CountingDoorbell bell = new CountingDoorbell();
    final Side a = new Side(Side.config(mode, pair.regions)
        .doorbell(bell)
        .clock(() -> nowNs[0])
        .bondRepeat(Duration.ofNanos(100)));
    a.link.open();
    for (int rings = 1; rings < 5; rings++) {
      a.poll();
      nowNs[0] += 99;
      a.poll();
      assertThat(bell.rings()).as("not before the interval is over").isEqualTo(rings);
      nowNs[0] += 1;
      a.poll();
      assertThat(bell.rings()).isEqualTo(rings + 1);
    }
    pair.b.link.open();
    for (int i = 0; i < 3; i++) {
      a.poll();
      pair.b.poll();
    }
    assertThat(a.link.isBound()).isTrue();
    final int rings = bell.rings();
    nowNs[0] += 1000;
    a.poll();
    assertThat(bell.rings()).as("a bound link does not repeat").isEqualTo(rings);
  }

  /**
   * The first rings of both are lost. One side looks when its timer tells it to, the other only when
   * it is rung; without the repeated ring the last pair never bonds.
   */
  @ParameterizedTest
  @CsvSource({
    "DISABLE, DISABLE, true", "ENABLE, ENABLE, true", "DETECT, DETECT, true",
    "DETECT, DISABLE, true", "DISABLE, DETECT, true", "DISABLE, DETECT, false",
  })
  void aBondWhoseFirstRingsWereLostIsMadeByTheRepeatedOnes(
      final UnboundMode first, final UnboundMode second, final boolean repeated) {
    final long[] nowNs = {0};
    final boolean[] rungAtB = {false};
    final LinkPair pair = new LinkPair(first, second);
    final Side a = new Side(Side.config(first, pair.regions)
        .doorbell(new CountingDoorbell(() -> rungAtB[0] = true))
        .clock(() -> nowNs[0])
        .bondRepeat(repeated ? Duration.ofNanos(100) : Duration.ofDays(1)));
    a.link.open();
    pair.b.link.open();
    rungAtB[0] = false;

    for (int i = 0; i < 10; i++) {
      nowNs[0] += 100;
      a.poll();
      if (rungAtB[0]) {
        rungAtB[0] = false;
        pair.b.poll();
      }
    }

    assertThat(a.link.isBound()).isEqualTo(repeated);
    assertThat(pair.b.link.isBound()).isEqualTo(repeated);
  }

  @ParameterizedTest
  @EnumSource(
      value = UnboundMode.class,
      names = {"ENABLE", "DETECT"})
  void aPeerThatClosesIsNoticedAndBothCanBondAgain(final UnboundMode mode) {
    final LinkPair pair = new LinkPair(mode).bond();
    pair.a.news();
    pair.b.news();
    for (int round = 0; round < 5; round++) {
      final Side leaver = round % 2 == 0 ? pair.a : pair.b;
      final Side other = round % 2 == 0 ? pair.b : pair.a;
      leaver.link.close();
      other.poll();
      assertThat(other.news()).containsExactly("unbound PEER_CLOSED");
      assertThat(other.link.state()).isEqualTo(LinkState.DISCONNECTED);
      other.poll();
      assertThat(other.news()).as("told once").isEmpty();

      assertThat(other.link.open()).isZero();
      other.poll();
      assertThat(leaver.link.open()).isZero();
      pair.settle();

      assertThat(leaver.news()).containsExactly("bound");
      assertThat(other.news()).containsExactly("bound");
      assertTheyTalk(pair.a, pair.b);
    }
  }

  private static LinkPair pairWithALastMessageAfter(final int messages) {
    final LinkPair pair = new LinkPair(ENABLE).bond();
    for (int i = 0; i < messages; i++) {
      pair.b.send("m".repeat(1 + i * 5 % 17)); // leaves the indices anywhere
      pair.a.poll();
    }
    pair.b.send("the last one");
    pair.a.news();
    return pair;
  }

  /** But for a write index that has just come round: that looks like one that was reset. */
  @Test
  void whatAPeerHasSentBeforeItClosesIsDelivered() {
    boolean hasComeRound = false;
    for (int messages = 0; messages < 50; messages++) {
      final LinkPair pair = pairWithALastMessageAfter(messages);
      final boolean looksReset = pair.b.tx().getInt(LinkPair.WRITE_INDEX) == 0;
      hasComeRound |= looksReset;
      pair.b.link.close();

      pair.a.poll();
      pair.a.poll();

      if (looksReset) {
        assertThat(pair.a.news()).containsExactly("unbound PEER_CLOSED");
      } else {
        assertThat(pair.a.news()).containsExactly("the last one", "unbound PEER_CLOSED");
      }
    }
    assertThat(hasComeRound).isTrue();
  }

  /** Whoever has closed may have been there twice since the last look. */
  @Test
  void aRingThatWasResetBeforeItsWriterClosedAgainIsNotRead() {
    for (int messages = 0; messages < 50; messages++) {
      final LinkPair pair = pairWithALastMessageAfter(messages);
      pair.b.link.close();
      pair.b.link.open();
      pair.b.poll(); // takes our request, and so resets its ring
      pair.b.link.close();

      pair.a.poll();
      pair.a.poll();

      assertThat(pair.a.news()).containsExactly("unbound PEER_CLOSED");
      assertThat(pair.a.link.isReceiveFaulted()).isFalse();
    }
  }

  @Test
  void whoOnlyReceivesIsToldOfAnEmptyPacket() {
    final LinkPair pair = pairWithALastMessageAfter(3);
    pair.a.poll();
    pair.a.news();
    final AtomicBuffer ring = pair.b.tx();
    final int index = ring.getInt(LinkPair.WRITE_INDEX);
    ring.putInt(LinkPair.DATA + index, 0);
    ring.putInt(LinkPair.WRITE_INDEX, index + 4);

    assertThat(pair.a.link.tryReceive(8)).isEqualTo(1);

    assertThat(pair.a.news()).containsExactly("PACKET_EMPTY " + index);
  }

  @Test
  void whoOnlyReceivesHearsOfAMessageAtOnceAndOfACloseWhenItPolls() {
    final LinkPair pair = pairWithALastMessageAfter(3);
    pair.b.link.close();

    assertThat(pair.a.link.tryReceive(8)).isEqualTo(1);
    assertThat(pair.a.link.tryReceive(8)).isZero();

    assertThat(pair.a.news()).containsExactly("the last one");
    assertThat(pair.a.link.tryPoll(8)).isEqualTo(1);
    assertThat(pair.a.news()).containsExactly("unbound PEER_CLOSED");
  }

  @Test
  void whoOnlyReceivesTakesNothingFromARingThatWasReset() {
    final LinkPair pair = pairWithALastMessageAfter(3);
    final Side reborn = new Side(ENABLE, pair.regions.swapped(), Doorbell.polling());
    reborn.link.open();
    reborn.poll();

    assertThat(pair.a.link.tryReceive(8)).isEqualTo(1);

    assertThat(pair.a.news()).containsExactly("unbound PEER_RESTARTED");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aPeerThatStartsOverIsNoticedWhateverStoodInItsRing(final boolean ringIsReset) {
    for (int messages = 0; messages < 50; messages++) {
      final LinkPair pair = pairWithALastMessageAfter(messages);
      final boolean looksReset = pair.b.tx().getInt(LinkPair.WRITE_INDEX) == 0;

      // A new process on the same memory, that knows nothing of its last life.
      final Side reborn = new Side(ENABLE, pair.regions.swapped(), Doorbell.polling());
      reborn.link.open();
      if (ringIsReset) {
        reborn.poll(); // takes our old request
      }
      pair.a.poll();
      pair.a.poll();

      // An honest peer is not accused because its ring was reset. What it had sent is delivered,
      // but not where a write index that has just come round looks like one that was reset.
      if (ringIsReset || looksReset) {
        assertThat(pair.a.news()).containsExactly("unbound PEER_RESTARTED");
      } else {
        assertThat(pair.a.news()).containsExactly("the last one", "unbound PEER_RESTARTED");
      }
      assertThat(pair.a.link.isReceiveFaulted()).isFalse();
      assertThat(pair.a.link.open()).isZero();
      for (int i = 0; i < 4; i++) {
        pair.a.poll();
        reborn.poll();
      }
      assertThat(pair.a.news()).containsExactly("bound");
      assertThat(reborn.news()).containsExactly("bound");
      assertTheyTalk(pair.a, reborn);
    }
  }

  @Test
  void withoutSessionsAPeerThatGoesIsNotNoticed() {
    final LinkPair pair = new LinkPair(DISABLE).bond();
    pair.b.link.close();
    pair.a.poll();
    assertThat(pair.a.link.state()).isEqualTo(LinkState.CONNECTED_PLAIN);
    assertThat(pair.a.send("to nobody")).isEqualTo(9);
  }

  /** Lets both work, and whoever finds that the peer has started anew does so too. */
  private static void settleByRestarts(final Side a, final Side b) {
    for (int i = 0; i < 20; i++) {
      for (final Side side : new Side[] {a, b}) {
        if (side.link.isReceiveFaulted()) {
          side.link.close();
          side.link.open();
        }
        side.poll();
      }
    }
    a.news();
    b.news();
    assertTheyTalk(a, b);
  }

  @Test
  void twoSidesThatStartAnewBecauseOfEachOtherDoNotDoSoForEver() {
    final LinkPair pair = new LinkPair(DISABLE);
    pair.b.link.open();
    pair.b.link.close();
    pair.a.link.open();
    pair.a.poll();
    assertThat(pair.a.link.isBound()).as("to a peer that is gone").isTrue();

    pair.b.link.open();
    settleByRestarts(pair.b, pair.a);
  }

  @Test
  void aPeerThatWaitedWhenOurLastLifeEndedIsBoundByOurNextOne() {
    final LinkPair pair = new LinkPair(DISABLE);
    pair.a.link.open();
    pair.b.link.open();
    pair.a.poll();
    final Side reborn = new Side(DISABLE, pair.regions, Doorbell.polling());
    reborn.link.open();
    pair.b.poll();
    assertThat(pair.b.send("for whoever has read")).isPositive();

    reborn.poll();
    assertThat(reborn.news()).containsExactly("bound", "for whoever has read");
    pair.b.news();
    assertTheyTalk(reborn, pair.b);
  }

  @ParameterizedTest
  @EnumSource(
      value = UnboundMode.class,
      names = {"DISABLE", "DETECT"})
  void aPeerThatStartsAnewJustWhereTheRingBeginsIsNoticed(final UnboundMode survivor) {
    final LinkPair pair = new LinkPair(survivor, DISABLE);
    pair.a.link.open();
    pair.b.link.open();
    pair.settle();
    while (pair.b.tx().getInt(0) != 0) {
      assertThat(pair.b.send("four")).isEqualTo(4);
      pair.a.poll();
    }
    final Side reborn = new Side(DISABLE, pair.regions.swapped(), Doorbell.polling());
    reborn.link.open();
    pair.a.poll();
    assertThat(pair.a.link.receiveFault()).isEqualTo(LinkFault.STARTED_ANEW);
    settleByRestarts(reborn, pair.a);
  }

  @Test
  void aMessageOfTheLastSessionIsNotDeliveredInTheNext() {
    final LinkPair pair = new LinkPair(ENABLE).bond();
    pair.b.send("of the last session");
    pair.b.link.close();
    pair.b.link.open();
    pair.b.poll();
    pair.a.news();

    pair.a.poll();
    assertThat(pair.a.news()).containsExactly("unbound PEER_RESTARTED");
    pair.a.link.open();
    pair.settle();

    assertThat(pair.a.news()).containsExactly("bound");
    assertTheyTalk(pair.a, pair.b);
  }

  /**
   * Memory that was never zeroed, or was left by peers long gone: whichever side comes first, however
   * they are polled, both bond once and talk.
   */
  @ParameterizedTest
  @CsvSource({"DISABLE, DISABLE", "ENABLE, ENABLE", "DETECT, DETECT", "DISABLE, DETECT"})
  void staleMemoryDoesNotKeepTwoSidesFromBonding(
      final UnboundMode first, final UnboundMode second) {
    final long seed = new Random().nextLong();
    final Random random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      final LinkPair pair = new LinkPair(first, second);
      final byte[] stale = new byte[4096];
      random.nextBytes(stale);
      pair.memory.region(0, 4096).buffer().putBytes(0, stale);
      if (random.nextBoolean()) {
        pair.a.tx().putInt(LinkPair.WRITE_INDEX, 4 * random.nextInt(61));
        pair.b.tx().putInt(LinkPair.WRITE_INDEX, 4 * random.nextInt(61));
        pair.a.tx().putInt(LinkPair.DATA, random.nextInt(20) << 8);
        pair.b.tx().putInt(LinkPair.DATA, random.nextInt(20) << 8);
      }
      final Side early = random.nextBoolean() ? pair.a : pair.b;
      final Side late = early == pair.a ? pair.b : pair.a;
      early.link.open();
      for (int i = random.nextInt(4); i > 0; i--) {
        early.poll();
      }
      assertThat(early.link.isBound()).as("alone, seed %d", seed).isFalse();
      late.link.open();
      for (int i = 0; i < 20; i++) {
        (random.nextBoolean() ? early : late).poll();
      }
      pair.settle();

      assertThat(early.link.isBound()).as("seed %d round %d", seed, round).isTrue();
      assertThat(late.link.isBound()).as("seed %d round %d", seed, round).isTrue();
      assertThat(late.news()).as("seed %d", seed).endsWith("bound").doesNotContain("unbound");
      assertThat(early.news().stream().filter(news -> !news.contains(" ")))
          .as("seed %d", seed)
          .containsExactly("bound");
      assertTheyTalk(pair.a, pair.b);
    }
  }

  @Test
  void aFirstPacketThatIsNotTheMagicIsToldOnceAndWaitedOut() {
    final LinkPair pair = new LinkPair(DISABLE);
    pair.b.tx().putBytes(LinkPair.DATA, HexFormat.of().parseHex("000500006f7468657200000000"));
    pair.b.tx().putInt(LinkPair.WRITE_INDEX, 12);
    pair.a.link.open();

    for (int i = 0; i < 3; i++) {
      pair.a.poll();
    }
    assertThat(pair.a.news()).containsExactly("NOT_THE_MAGIC 5");
    assertThat(pair.a.link.state()).isEqualTo(LinkState.INITIALIZING_PLAIN);

    pair.b.link.open();
    pair.settle();
    assertThat(pair.a.news()).containsExactly("bound");
    assertTheyTalk(pair.a, pair.b);
  }

  @Test
  void aWriteIndexThatCannotBeTrueIsWaitedOutWhileBonding() {
    final LinkPair pair = new LinkPair(DISABLE);
    pair.b.tx().putInt(LinkPair.WRITE_INDEX, 0xFFFFFFFD);
    pair.a.link.open();
    pair.a.poll();
    pair.a.poll();
    assertThat(pair.a.news()).containsExactly("INDEX_UNALIGNED 4294967293");
    assertThat(pair.a.link.isReceiveFaulted()).isFalse();

    pair.b.link.open();
    pair.settle();
    assertTheyTalk(pair.a, pair.b);
  }

  @Test
  void aRingTooSmallForTheMagicIsRefusedWhenTheLinkIsMade() {
    final LinkPair pair = new LinkPair(ENABLE);
    // wr_idx at 8, data from 12: 20 bytes of data hold 12 of payload, and the magic has 13.
    for (final UnboundMode mode : new UnboundMode[] {DISABLE, DETECT}) {
      final RegionPair tooSmall =
          RegionPair.of(pair.memory.region(0, 32), pair.memory.region(64, 64));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> IcmsgLink.create(Side.config(mode, tooSmall), pair.a))
          .withMessage("the tx-region must hold the bonding magic of 13 bytes, but the longest"
              + " message in its 32 bytes has 12");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> IcmsgLink.create(Side.config(mode, tooSmall.swapped()), pair.a))
          .withMessageContaining("rx");
    }
    final RegionPair smallest =
        RegionPair.of(pair.memory.region(128, 36), pair.memory.region(192, 36));
    final Side a = new Side(DISABLE, smallest, Doorbell.polling());
    assertThat(a.link.open()).isZero();

    // With sessions there is no magic.
    final RegionPair small =
        RegionPair.of(pair.memory.region(256, 24), pair.memory.region(512, 24));
    final Side b = new Side(ENABLE, small, Doorbell.polling());
    assertThat(b.link.open()).isZero();
    assertThat(b.send("early")).isEqualTo(Status.BUSY);
  }

  @Test
  void aRegionThatIsNotAlignedOrTooSmallIsRefused() {
    final LinkPair pair = new LinkPair(ENABLE);
    final RegionPair crooked =
        RegionPair.of(pair.memory.region(4, 256), pair.memory.region(1024, 256));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IcmsgLink.create(Side.config(ENABLE, crooked), pair.a))
        .withMessage("the tx-region must start at a multiple of 8, but starts at 4");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IcmsgLink.create(Side.config(ENABLE, crooked.swapped()), pair.a))
        .withMessage("the rx-region must start at a multiple of 8, but starts at 4");
    final RegionPair tiny = RegionPair.of(pair.memory.region(0, 23), pair.memory.region(1024, 256));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IcmsgLink.create(Side.config(ENABLE, tiny), pair.a))
        .withMessageContaining("but has 23");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Side.config(ENABLE, tiny).bondRepeat(Duration.ZERO))
        .withMessageContaining("PT0S");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Side.config(ENABLE, tiny).alignment(12))
        .withMessageContaining("12");
  }

  /** A peer that flips its words at will must not hang, crash or bind us twice at once. */
  @Test
  void aPeerThatWritesNonsenseIntoItsSessionWordIsHarmless() {
    final LinkPair pair = new LinkPair(ENABLE);
    final Random random = new Random(7);
    pair.a.link.open();
    int bonds = 0;
    for (int i = 0; i < 20_000; i++) {
      final AtomicBuffer word = pair.a.tx();
      word.putShort(LinkPair.HANDSHAKE, (short) random.nextInt(4));
      word.putShort(LinkPair.HANDSHAKE + 2, (short) random.nextInt(6));
      pair.a.poll();
      for (final String news : pair.a.news()) {
        assertThat(news).isIn("bound", "unbound PEER_CLOSED", "unbound PEER_RESTARTED");
        bonds += news.equals("bound") ? 1 : 0;
      }
      if (pair.a.link.state() == LinkState.DISCONNECTED) {
        pair.a.link.open();
      }
    }
    assertThat(bonds).isGreaterThan(100);
  }
}
