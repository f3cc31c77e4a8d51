package org.intercore.icbmsg.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.intercore.icbmsg.Workers;
import org.intercore.icmsg.region.SharedMemory;
import org.intercore.icmsg.region.SharedRegion;
import org.intercore.icmsg.sync.Confinement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that needed no block: the one at hand, and those that are held. */
class SmallMessagesTest {
  private static final int PLACES = 64;

  private final SharedRegion region = SharedMemory.allocate(256).region(0, 256);
  private final SmallMessages small = new SmallMessages(region, Confinement.none());

  private long arrive(final int value, final int length) {
    for (int i = 0; i < length; i++) {
      region.buffer().putByte(40 + i, (byte) (value + i));
    }
    return small.open(40, length);
  }

  private long hold(final int value, final int length) {
    final long held = small.hold(arrive(value, length));
    small.close();
    return held;
  }

  private void assertReads(final long token, final int value, final int length) {
    assertThat(small.length(token)).isEqualTo(length);
    for (int i = 0; i < length; i++) {
      assertThat(small.region(token).buffer().getByte(small.offset(token) + i))
          .isEqualTo((byte) (value + i));
    }
  }

  private void assertStale(final long token) {
    final String words = "token " + Long.toHexString(token);
    assertThatIllegalStateException()
        .isThrownBy(() -> small.length(token))
        .withMessageContaining(words);
    assertThatIllegalStateException()
        .isThrownBy(() -> small.offset(token))
        .withMessageContaining(words);
    assertThatIllegalStateException()
        .isThrownBy(() -> small.release(token))
        .withMessageContaining(words);
    assertThatIllegalStateException()
        .isThrownBy(() -> small.hold(token))
        .withMessageContaining(words);
  }

  @Test
  void tokensDifferFromThoseOfBlocksAndFromStatuses() {
    final long atHand = arrive(1, 1);
    assertThat(atHand).isNotNegative();
    assertThat(SmallMessages.isSmall(atHand)).isTrue();
    final long held = small.hold(atHand);
    assertThat(held).isNotNegative().isNotEqualTo(atHand);
    assertThat(SmallMessages.isSmall(held)).isTrue();
    assertThat(SmallMessages.isSmall(7L << 32 | 65_535)).isFalse();
    assertThat(SmallMessages.isSmall(-12)).isFalse();
    assertThat(SmallMessages.isSmall(BlockLedger.STALE)).isFalse();
  }

  @Test
  void theMessageAtHandLiesWhereItCameUntilItsHandlerReturns() {
    final long token = arrive(10, 56);
    assertThat(small.region(token)).isSameAs(region);
    assertThat(small.offset(token)).isEqualTo(40);
    assertReads(token, 10, 56);
    assertThatIllegalStateException().isThrownBy(() -> small.release(token));
    assertThat(small.heldCount()).isZero();
    small.close();
    assertStale(token);
  }

  @Test
  void theNextMessageIsNotTheOneBefore() {
    final long first = arrive(1, 4);
    small.close();
    final long second = arrive(1, 4);
    assertThat(second).isNotEqualTo(first);
    assertStale(first);
    assertReads(second, 1, 4);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 8, 55, 56})
  void whatIsHeldIsACopyOfItsOwn(final int length) {
    final long atHand = arrive(20, length);
    final long held = small.hold(atHand);
    region.buffer().setMemory(0, 256, (byte) 0xEE);
    assertStale(atHand);
    small.close();
    assertThat(small.region(held)).isNotSameAs(region);
    assertReads(held, 20, length);
    assertThat(small.heldCount()).isOne();
    small.release(held);
    assertThat(small.heldCount()).isZero();
    assertStale(held);
  }

  @Test
  void aPlaceThatIsUsedAgainIsNotReachedByTheTokenBefore() {
    final long first = hold(1, 3);
    small.release(first);
    final long second = hold(9, 3);
    assertThat((int) second).as("the same place").isEqualTo((int) first);
    assertStale(first);
    assertReads(second, 9, 3);
  }

  @Test
  void itGrowsWithWhatIsHeldAtOnceAndUsesAllOfItAgain() {
    final Random random = new Random(5);
    for (int round = 0; round < 3; round++) {
      final List<Integer> values = new ArrayList<>();
      final List<Long> held = new ArrayList<>();
      for (int i = 0; i < 3 * PLACES + 1; i++) {
        values.add(random.nextInt(200));
        held.add(hold(values.get(i), i % 57));
      }
      assertThat(held).doesNotHaveDuplicates();
      assertThat(held).allMatch(token -> (token & 0x3FFF_FFFF) < 4 * PLACES);
      final List<Integer> order = new ArrayList<>();
      for (int i = 0; i < held.size(); i++) {
        assertReads(held.get(i), values.get(i), i % 57);
        order.add(i);
      }
      Collections.shuffle(order, random);
      for (final int i : order) {
        assertReads(held.get(i), values.get(i), i % 57);
        small.release(held.get(i));
        assertStale(held.get(i));
      }
      assertThat(small.heldCount()).isZero();
    }
  }

  @Test
  void tokensThatWereNeverGivenOutAreRefused() {
    assertStale(1L << 32 | 1L << 31);
    hold(1, 1);
    assertStale(2L << 32 | 1L << 31);
    assertStale(1L << 32 | 1L << 31 | PLACES);
    assertStale(1L << 32 | 1L << 31 | 0x3FFF_FFFF);
    assertStale(1L << 32 | 3L << 30);
  }

  @Test
  void onlyTheMessageAtHandIsHeldAndOnce() {
    final long atHand = arrive(1, 1);
    final long held = small.hold(atHand);
    assertThatIllegalStateException()
        .isThrownBy(() -> small.hold(atHand))
        .withMessageContaining("once");
    assertThatIllegalStateException().isThrownBy(() -> small.hold(held));
    assertThat(small.heldCount()).isOne();
  }

  /** Bit 31 says that it needed no block, bit 30 that it is at hand; the generation begins at 1. */
  @Test
  void aTokenIsGenerationMarksAndPlace() {
    final long small31 = 1L << 31;
    final long atHand = small31 | 1L << 30;
    for (long generation = 1; generation <= 3; generation++) {
      final long token = arrive(1, 1);
      assertThat(token).isEqualTo(generation << 32 | atHand);
      final long held = small.hold(token);
      assertThat(held).as("the same place").isEqualTo(generation << 32 | small31);
      small.release(held);
    }
  }

  /** None of them is left out: the memory grows when the last one is in use, not before. */
  @Test
  void thePlacesAreGivenOutInTheirOrder() {
    for (int place = 0; place < 2 * PLACES + 1; place++) {
      assertThat(hold(1, 1)).isEqualTo(1L << 32 | 1L << 31 | place);
    }
  }

  /** 0 is no token: neither at first, nor after a handler, nor after a hold. */
  @Test
  void whatIsNoTokenIsNeverAtHand() {
    assertThatIllegalStateException().isThrownBy(() -> small.hold(0));
    arrive(1, 1);
    small.close();
    assertThatIllegalStateException().isThrownBy(() -> small.hold(0));
    small.hold(arrive(1, 1));
    assertThatIllegalStateException().isThrownBy(() -> small.hold(0));
    assertThat(small.heldCount()).isOne();
  }

  @Test
  void noOtherThreadHoldsOrReleasesWhatIsConfinedToOne() throws InterruptedException {
    final SmallMessages confined = new SmallMessages(region, Confinement.toOneThread());
    final long held = confined.hold(confined.open(40, 1));
    final long atHand = confined.open(40, 1);
    final Workers workers = new Workers();
    workers
        .start(() -> {
          assertThatIllegalStateException()
              .isThrownBy(() -> confined.release(held))
              .withMessageContaining("confined to one thread");
          assertThatIllegalStateException()
              .isThrownBy(() -> confined.hold(atHand))
              .withMessageContaining("confined to one thread");
          return null;
        })
        .join();
    assertThat(confined.heldCount()).isOne();
    confined.release(held);
  }
}
