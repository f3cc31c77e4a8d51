package org.intercore.icbmsg.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.intercore.icbmsg.control.Returns;
import org.intercore.icbmsg.layout.BlockGeometry;
import org.intercore.icbmsg.slot.SlotGeometry;
import org.intercore.icmsg.region.SharedMemory;
import org.junit.jupiter.api.Test;

/** Runs that the peer gives back by writing down their generation. */
class ReturnsTest {
  private static final int BLOCKS = 70;

  private final int[] words = new int[BLOCKS];
  private final List<Integer> asked = new ArrayList<>();
  private final TxBlocks blocks = blocks();
  private long given;
  private int looks;

  private TxBlocks blocks() {
    final int size = (int) SlotGeometry.regionSizeFor(BLOCKS, BLOCKS, 64);
    final BlockGeometry geometry = SlotGeometry.of(size, BLOCKS, BLOCKS);
    final TxBlocks made =
        new TxBlocks(SharedMemory.allocate(size).region(0, size), geometry, new TestProgress());
    made.returns(new Returns() {
      @Override
      public int returned(final int block) {
        asked.add(block);
        return words[block];
      }

      @Override
      public long count() {
        looks++;
        return given;
      }
    });
    return made;
  }

  private static int generation(final long token) {
    return (int) (token >>> 32);
  }

  private long send(final int count) {
    final long token = blocks.claimBlocks(count, 0);
    blocks.seal(token, count * 64);
    return token;
  }

  private void giveBack(final long token) {
    words[(int) token] = generation(token);
    given++;
  }

  @Test
  void whatWasWrittenDownIsTakenBackWhole() {
    final long first = send(3);
    final long second = send(2);
    assertThat(blocks.hasReturned()).isFalse();
    assertThat(blocks.collect()).isZero();
    giveBack(first);
    assertThat(blocks.hasReturned()).isTrue();
    assertThat(blocks.collect()).isOne();
    assertThat(blocks.hasReturned()).isFalse();
    assertThat(blocks.collect()).as("once").isZero();
    assertThat(blocks.blocksInUse()).isEqualTo(2);
    giveBack(second);
    assertThat(blocks.collect()).isOne();
    assertThat(blocks.blocksInUse()).isZero();
    assertThat(blocks.sentRuns()).isZero();
  }

  @Test
  void onlyTheGenerationThatIsAwayCounts() {
    giveBack(send(1));
    blocks.collect();
    final long second = send(1);
    assertThat((int) second).isZero();
    assertThat(blocks.collect()).as("the word of the run before").isZero();
    for (final int wrong :
        new int[] {0, -1, Integer.MAX_VALUE, generation(second) + 1, generation(second) - 1}) {
      words[0] = wrong;
      given++;
      assertThat(blocks.collect()).isZero();
    }
    assertThat(blocks.blocksInUse()).isOne();
  }

  /** In zeroed memory nothing has come back, not even what was used for the first time. */
  @Test
  void noGenerationIsZero() {
    for (int i = 0; i < BLOCKS; i++) {
      assertThat(generation(send(1))).isPositive();
    }
    assertThat(blocks.collect()).isZero();
  }

  @Test
  void aRunIsNotTakenBackBeforeItWasSent() {
    final long token = blocks.claimBlocks(2, 0);
    giveBack(token);
    words[1] = generation(token);
    assertThat(blocks.collect()).isZero();
    assertThat(blocks.capacity(token)).isEqualTo(128);
    blocks.seal(token, 128);
    given++;
    assertThat(blocks.collect()).isOne();
  }

  @Test
  void wordsOfBlocksWithinARunMeanNothing() {
    final long token = send(3);
    words[1] = generation(token);
    words[2] = generation(token);
    given += 2;
    assertThat(blocks.collect()).isZero();
    assertThat(blocks.blocksInUse()).isEqualTo(3);
  }

  @Test
  void whatAShrunkRunGaveUpBelongsToTheNext() {
    final long token = blocks.claimBlocks(4, 0);
    blocks.seal(token, 1);
    final long next = send(1);
    assertThat((int) next).isOne();
    giveBack(token);
    assertThat(blocks.collect()).isOne();
    assertThat(blocks.blocksInUse()).isOne();
  }

  @Test
  void aRequestThatIsRefusedComesBackThatWayToo() {
    final long token = blocks.claimBlocks(1, 0);
    blocks.sealRequest(token, 3);
    assertThat(blocks.sentRuns()).as("requests are not counted").isZero();
    giveBack(token);
    assertThat(blocks.hasReturned()).isTrue();
    assertThat(blocks.collect()).isOne();
    assertThat(blocks.blocksInUse()).isZero();
  }

  @Test
  void whatWasTakenBackOrReclaimedIsNotFreedAgain() {
    final long token = send(1);
    assertThat(blocks.reclaim()).isOne();
    giveBack(token);
    final long other = blocks.claimBlocks(1, 0);
    assertThat((int) other).isZero();
    assertThat(blocks.collect()).isZero();
    assertThat(blocks.blocksInUse()).isOne();
    blocks.drop(other);
    blocks.unseal(token);
    assertThat(blocks.blocksInUse()).isZero();
  }

  /** What lies side by side is freed together, but nobody else's blocks, and not across words. */
  @Test
  void runsThatCameBackSideBySideAndApartAreFreeAgain() {
    final int[] lengths = {1, 3, 1, 2, 20, 10, 1, 5, 1, 1, 20};
    final long[] tokens = Arrays.stream(lengths).mapToLong(this::send).toArray();
    for (final int kept : new int[] {3, 8}) {
      for (int i = 0; i < tokens.length; i++) {
        if (i != kept) {
          giveBack(tokens[i]);
        }
      }
      assertThat(blocks.collect()).isEqualTo(lengths.length - 1);
      assertThat(blocks.blocksInUse()).isEqualTo(lengths[kept]);
      giveBack(tokens[kept]);
      assertThat(blocks.collect()).isOne();
      assertThat(blocks.blocksInUse()).isZero();
      for (int i = 0; i < tokens.length; i++) {
        tokens[i] = send(lengths[i]);
      }
    }
  }

  /** Looking costs lines that the peer writes: only what is away is asked for. */
  @Test
  void onlyRunsThatAreAwayAreAskedFor() {
    blocks.claimBlocks(1, 0);
    send(2);
    final long far = send(64);
    asked.clear();
    giveBack(far);
    assertThat(blocks.collect()).isOne();
    assertThat(asked).containsExactly(1, 3);
  }

  @Test
  void claimsLookNowAndThenSoThatWhatWasUsedLastIsUsedNext() {
    int most = 0;
    for (int i = 0; i < 20 * BLOCKS; i++) {
      giveBack(send(1));
      most = Math.max(most, blocks.blocksInUse());
    }
    assertThat(most).as("blocks ever touched").isLessThan(BLOCKS / 2);
    assertThat(asked).as("looks at words").hasSizeLessThan(2 * 20 * BLOCKS);
  }

  /** How many messages were sent, the one included whose claim looked. */
  private int sendUntilALook() {
    looks = 0;
    int sent = 0;
    while (looks == 0) {
      send(1);
      sent++;
    }
    return sent;
  }

  /**
   * At least 16 messages are worth a look, and as many as were passed by at the last one: else who has
   * much under way that does not come back would pass it by again and again. A claim comes before its
   * message, so the first look is that of the 17th claim.
   */
  @Test
  void aClaimLooksOnceAsMuchWasSentAsWasPassedByWhenItWasLookedLast() {
    given++; // A lie, for which all that is away is asked for.
    assertThat(sendUntilALook()).isEqualTo(17);
    assertThat(asked).hasSize(16);
    given++;
    assertThat(sendUntilALook()).isEqualTo(16);
    assertThat(asked).hasSize(16 + 32);
    assertThat(sendUntilALook()).isEqualTo(32);
    assertThat(asked).as("nothing was counted").hasSize(16 + 32);
  }

  /** A full line of blocks, of which one at a time comes back: what it costs must not grow with them. */
  @Test
  void lookingCostsWhatComesBackAndNotWhatIsAway() {
    final Deque<Long> away = new ArrayDeque<>();
    for (int i = 0; i < BLOCKS; i++) {
      away.add(send(1));
    }
    asked.clear();
    for (int i = 0; i < 10 * BLOCKS; i++) {
      assertThat(blocks.collect()).isZero();
      giveBack(away.remove());
      assertThat(blocks.collect()).isOne();
      away.add(send(1));
    }
    // One out of 64 looks that find nothing counted asks for all of them.
    assertThat(asked.size()).isLessThan(10 * BLOCKS + 10 * BLOCKS / 63 * BLOCKS + BLOCKS);
  }

  @Test
  void runsThatAreKeptArePassedByAndThoseBehindThemComeBackInAnyOrder() {
    final List<Long> away = new ArrayList<>();
    for (int i = 0; i < BLOCKS; i++) {
      away.add(send(1));
    }
    final long seed = System.nanoTime();
    Collections.shuffle(away, new Random(seed));
    for (int i = 0; i < BLOCKS; i++) {
      giveBack(away.get(i));
      if (i % 3 == 0) {
        assertThat(blocks.collect()).as("seed %d, look %d", seed, i).isEqualTo(i == 0 ? 1 : 3);
      }
    }
    assertThat(blocks.collect()).isZero();
    assertThat(blocks.blocksInUse()).isZero();
  }

  /** A peer gone mad, or one whose count was written over: its blocks are found by and by. */
  @Test
  void whatWasGivenBackWithoutBeingCountedIsFoundAllTheSame() {
    for (final long lie : new long[] {0, -5, 1000, Long.MAX_VALUE, Long.MIN_VALUE}) {
      given = lie;
      blocks.collect();
      final long token = send(1);
      words[(int) token] = generation(token);
      assertThat(blocks.hasReturned())
          .as("who is about to sleep looks everywhere")
          .isTrue();
      int found = 0;
      for (int i = 0; i < 64; i++) {
        found += blocks.collect();
      }
      assertThat(found).as("count %d", lie).isOne();
    }
    assertThat(blocks.blocksInUse()).isZero();
  }

  @Test
  void aBondBeginsWithACountOfItsOwn() {
    for (int i = 0; i < 5; i++) {
      giveBack(send(1));
    }
    assertThat(blocks.collect()).isEqualTo(5);
    given = 0;
    blocks.countAnew();
    for (int i = 0; i < 7; i++) {
      giveBack(send(1));
    }
    assertThat(blocks.collect()).as("more than were taken back before").isEqualTo(7);
  }

  @Test
  void withoutSuchWordsThereIsNothingToCollect() {
    final int size = (int) SlotGeometry.regionSizeFor(1, 1, 64);
    final TxBlocks plain = new TxBlocks(
        SharedMemory.allocate(size).region(0, size),
        SlotGeometry.of(size, 1, 1),
        new TestProgress());
    plain.seal(plain.claimBlocks(1, 0), 1);
    assertThat(plain.hasReturned()).isFalse();
    assertThat(plain.collect()).isZero();
    assertThat(plain.blocksInUse()).isOne();
  }
}
