package org.intercore.icbmsg.block;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where the place for the head of the line lies, and what is kept there. */
class WindowTest {
  private static final int BLOCKS = 80;
  private static final int NOT_WHOLE = -1;

  private final BlockBitmap bitmap = new BlockBitmap(BLOCKS);
  private final Window window = new Window(bitmap);

  @BeforeEach
  void takeAll() {
    assertThat(bitmap.take(BLOCKS)).isZero();
  }

  private void release(final int... blocks) {
    for (final int block : blocks) {
      bitmap.free(block, 1);
      window.released(block, block + 1);
    }
  }

  /** A claim that does not wait takes and gives back the same block, again and again. */
  private void releaseOftenElsewhere(final int block, final int times) {
    for (int i = 0; i < times; i++) {
      release(block);
      assertThat(bitmap.tryTakeAt(block)).as("round %d", i).isTrue();
    }
  }

  private boolean isFree(final int block) {
    return !bitmap.isTaken(block);
  }

  @Test
  void itOpensWhereTheFewestBlocksAreMissing() {
    bitmap.free(10, 1);
    bitmap.free(12, 1);
    bitmap.free(40, 3);
    bitmap.free(50, 1);
    window.open(4);
    assertThat(window.isOpen()).isTrue();
    assertThat(window.keptCount()).isEqualTo(3);
    assertThat(isFree(40)).isFalse();
    assertThat(isFree(10) && isFree(12) && isFree(50)).isTrue();
    assertThat(window.takeIfWhole()).isEqualTo(NOT_WHOLE);

    release(39);
    assertThat(window.takeIfWhole()).isEqualTo(39);
    assertThat(window.isOpen()).isFalse();
    assertThat(window.keptCount()).isZero();
    assertThat(bitmap.used()).isEqualTo(BLOCKS - 3);
  }

  @Test
  void aRunThatIsFreeAtOnceIsWholeAtOnce() {
    bitmap.free(30, 4);
    window.open(4);
    assertThat(window.takeIfWhole()).isEqualTo(30);
  }

  @Test
  void itMayCoverAllBlocks() {
    window.open(BLOCKS);
    for (int block = BLOCKS - 1; block >= 0; block--) {
      assertThat(window.takeIfWhole()).isEqualTo(NOT_WHOLE);
      release(block);
    }
    assertThat(window.takeIfWhole()).isZero();
  }

  @Test
  void whatIsReleasedInItIsKeptFromOthers() {
    window.open(3);
    release(1);
    window.keep();
    assertThat(isFree(1)).isFalse();
    assertThat(window.keptCount()).isEqualTo(1);
    release(2, 0);
    assertThat(window.takeIfWhole()).isZero();
  }

  @Test
  void itMovesToWhereLessIsMissingAndGivesBackWhatItKeptElsewhere() {
    window.open(3);
    release(0);
    window.keep();
    release(60, 62);
    assertThat(isFree(0)).isTrue();
    window.keep();
    assertThat(window.keptCount()).isEqualTo(2);
    release(61);
    assertThat(window.takeIfWhole()).isEqualTo(60);
  }

  @Test
  void itMovesAlongAndTakesWithItWhatItKeptAlready() {
    bitmap.free(31, 1);
    window.open(3);
    window.keep();
    release(32, 33);
    assertThat(window.takeIfWhole()).isEqualTo(31);
    assertThat(isFree(31) || isFree(32) || isFree(33)).isFalse();
  }

  @Test
  void itStaysWhereItIsIfElsewhereAsMuchIsMissing() {
    window.open(2);
    release(0);
    window.keep();
    release(40);
    assertThat(isFree(40)).isTrue();
    release(1);
    assertThat(window.takeIfWhole()).isZero();
  }

  @Test
  void itLeavesABlockThatIsNeverReleasedWhenPatienceEnds() {
    window.open(2);
    release(0);
    window.keep();
    releaseOftenElsewhere(70, 2 * BLOCKS - 1);
    assertThat(isFree(0)).as("kept until patience ends").isFalse();
    releaseOftenElsewhere(70, 1);
    assertThat(isFree(0)).as("given back").isTrue();

    // Where it lies now, two releases are enough; the stubborn block 1 is not needed.
    assertThat(bitmap.tryTakeAt(0)).isTrue();
    release(2);
    window.keep();
    assertThat(isFree(2)).isFalse();
    release(3);
    assertThat(window.takeIfWhole()).isEqualTo(2);
  }

  @Test
  void patienceStartsAnewWithEachReleaseInTheWindow() {
    window.open(3);
    for (int block = 0; block < 2; block++) {
      releaseOftenElsewhere(70, 2 * BLOCKS - 1);
      release(block);
      window.keep();
    }
    releaseOftenElsewhere(70, 2 * BLOCKS - 1);
    release(2);
    assertThat(window.takeIfWhole()).isZero();
  }

  /** Takes block {@code 2 * pair} for itself, and then waits in vain for the one after it. */
  private void keepOneOf(final int pair) {
    release(2 * pair);
    window.keep();
    assertThat(isFree(2 * pair)).isFalse();
  }

  @Test
  void patienceStaysAsItIsWhileTheStubbornBlocksAreHeld() {
    window.open(2);
    for (int pair = 0; pair < 5; pair++) {
      keepOneOf(pair);
      releaseOftenElsewhere(70, 2 * BLOCKS - 1);
      assertThat(isFree(2 * pair)).as("kept, pair %d", pair).isFalse();
      releaseOftenElsewhere(70, 1);
      assertThat(isFree(2 * pair)).as("given back, pair %d", pair).isTrue();
      assertThat(bitmap.tryTakeAt(2 * pair)).isTrue();
    }
  }

  @Test
  void patienceDoublesWhenAStubbornBlockIsReleasedAfterAll() {
    window.open(2);
    for (int round = 0; round < 4; round++) {
      final int patience = 2 * BLOCKS << round;
      keepOneOf(0);
      releaseOftenElsewhere(70, patience - 1);
      assertThat(isFree(0)).as("kept, round %d", round).isFalse();
      releaseOftenElsewhere(70, 1);
      assertThat(isFree(0)).as("given back, round %d", round).isTrue();
      assertThat(bitmap.tryTakeAt(0)).isTrue();
      releaseOftenElsewhere(1, 1); // the stubborn one, taken again at once
    }
  }

  @Test
  void patienceDoublesOnceForEachTimeItEnds() {
    window.open(3);
    keepOneOf(0);
    releaseOftenElsewhere(70, 2 * BLOCKS); // blocks 1 and 2 are stubborn
    assertThat(bitmap.tryTakeAt(0)).isTrue();
    releaseOftenElsewhere(1, 1);
    releaseOftenElsewhere(2, 1);
    keepOneOf(0);
    releaseOftenElsewhere(40, 4 * BLOCKS - 1);
    assertThat(isFree(0)).as("kept twice as long").isFalse();
    releaseOftenElsewhere(40, 1);
    assertThat(isFree(0)).as("given back").isTrue();
  }

  @Test
  void aStubbornBlockIsForgivenOnceItIsReleased() {
    window.open(2);
    release(0);
    window.keep();
    releaseOftenElsewhere(70, 2 * BLOCKS);
    release(1);
    assertThat(window.takeIfWhole()).isZero();
  }

  /** Two places, and what is missing in both are the same two blocks. */
  @Test
  void whereEverythingIsStubbornItStays() {
    final BlockBitmap four = new BlockBitmap(4);
    final Window stuck = new Window(four);
    four.take(4);
    four.free(0, 1);
    stuck.open(3);
    stuck.keep();
    for (int i = 0; i < 1000; i++) {
      four.free(3, 1);
      stuck.released(3, 4);
      assertThat(four.tryTakeAt(3)).as("round %d", i).isTrue();
    }
    assertThat(four.isTaken(0)).as("still kept").isTrue();
    assertThat(stuck.keptCount()).isEqualTo(1);
    assertThat(stuck.takeIfWhole()).isEqualTo(NOT_WHOLE);
  }

  @Test
  void closingGivesBackEverything() {
    bitmap.free(20, 20);
    window.open(40);
    window.keep();
    assertThat(window.keptCount()).isEqualTo(20);
    window.close();
    assertThat(window.isOpen()).isFalse();
    assertThat(window.keptCount()).isZero();
    assertThat(bitmap.used()).isEqualTo(BLOCKS - 20);
    assertThat(bitmap.take(20)).isEqualTo(20);
  }

  @Test
  void closingGivesBackTheFirstBlockToo() {
    bitmap.free(0, 1);
    window.open(2);
    assertThat(isFree(0)).isFalse();
    window.close();
    assertThat(isFree(0)).isTrue();
  }

  @Test
  void theNextWindowOpensAtTheFirstPlaceThoughTheLastOneLayElsewhere() {
    bitmap.free(BLOCKS - 1, 1);
    window.open(2);
    window.close();
    assertThat(bitmap.tryTakeAt(BLOCKS - 1)).isTrue();

    window.open(BLOCKS);
    window.close();
    window.open(2);
    bitmap.free(0, 1);
    window.keep();
    assertThat(window.keptCount()).isEqualTo(1);
  }

  @Test
  void whatWasHandedOverIsNotKeptAnyMore() {
    bitmap.free(30, 2);
    window.open(2);
    assertThat(window.takeIfWhole()).isEqualTo(30);

    window.open(2);
    assertThat(window.keptCount()).isZero();
    assertThat(window.takeIfWhole()).isEqualTo(NOT_WHOLE);
  }

  @Test
  void theNextHeadsPatienceIsItsOwn() {
    bitmap.free(0, 1);
    window.open(2);
    releaseOftenElsewhere(70, 2 * BLOCKS - 1);
    window.close();

    window.open(2);
    releaseOftenElsewhere(70, 2 * BLOCKS - 1);
    assertThat(isFree(0)).as("still patient").isFalse();
    releaseOftenElsewhere(70, 1);
    assertThat(isFree(0)).as("given back").isTrue();
  }

  @Test
  void theNextHeadDoesNotShunWhatWasStubbornBefore() {
    bitmap.free(0, 1);
    window.open(2);
    releaseOftenElsewhere(70, 2 * BLOCKS); // block 1 is stubborn
    window.close();
    assertThat(bitmap.tryTakeAt(0)).isTrue();

    window.open(2);
    bitmap.free(0, 1);
    window.keep();
    assertThat(window.keptCount()).isEqualTo(1);
  }

  @Test
  void onlyWhatIsMissingInTheWindowBecomesStubborn() {
    bitmap.free(0, 1);
    window.open(2);
    releaseOftenElsewhere(3, 2 * BLOCKS); // block 1 is stubborn, block 2 is not

    bitmap.free(2, 1); // where it lies now
    window.keep();
    assertThat(isFree(2)).isFalse();
    assertThat(window.keptCount()).isEqualTo(1);
  }

  @Test
  void afterPatienceEndedTheReleasesAreCountedAnew() {
    bitmap.free(0, 1);
    window.open(2);
    releaseOftenElsewhere(3, 2 * BLOCKS); // it lies at 2 now
    bitmap.free(2, 1);
    window.keep();

    releaseOftenElsewhere(70, 2 * BLOCKS - 1);
    assertThat(isFree(2)).as("still patient").isFalse();
    releaseOftenElsewhere(70, 1);
    assertThat(isFree(2)).as("given back").isTrue();
  }

  @Test
  void aStubbornBlockThatWasReleasedOnceIsLikeAnyOtherAgain() {
    bitmap.free(0, 1);
    window.open(2);
    releaseOftenElsewhere(70, 2 * BLOCKS); // block 1 is stubborn, it lies at 69
    bitmap.free(69, 1);
    window.keep();
    assertThat(bitmap.tryTakeAt(0)).isTrue();
    releaseOftenElsewhere(1, 1);

    bitmap.free(0, 1);
    releaseOftenElsewhere(40, 4 * BLOCKS - 1); // block 70 is stubborn too
    window.keep();

    assertThat(isFree(69)).isTrue();
    assertThat(isFree(0)).as("it lies at 0 again").isFalse();
  }

  @Test
  void aReleaseRightBehindTheWindowIsNoneOfTheWindow() {
    bitmap.free(0, 1);
    window.open(2);
    releaseOftenElsewhere(2, 2 * BLOCKS);
    assertThat(isFree(0)).as("given back").isTrue();
  }

  @Test
  void aReleaseRightBeforeTheWindowIsNoneOfTheWindow() {
    bitmap.free(2, 1);
    window.open(2); // at 1
    releaseOftenElsewhere(0, 2 * BLOCKS); // block 1 is stubborn, it lies at 2

    bitmap.free(3, 1);
    assertThat(window.takeIfWhole()).isEqualTo(2);
  }

  @Test
  void aFreeBlockRightBehindTheWindowIsAnybodys() {
    bitmap.free(0, 1);
    window.open(2);
    release(2);
    window.keep();
    assertThat(isFree(2)).isTrue();
    assertThat(window.keptCount()).isEqualTo(1);
  }

  @Test
  void aFreeBlockBehindAPlaceDoesNotMakeItABetterOne() {
    bitmap.free(0, 2);
    window.open(3);
    release(41, 40);
    assertThat(isFree(0) || isFree(1)).as("still kept").isFalse();
    assertThat(isFree(40) && isFree(41)).isTrue();
  }

  @Test
  void itMovesToTheOnlyOtherPlaceThereIs() {
    window.open(BLOCKS - 1);
    release(BLOCKS - 1);
    window.keep();
    assertThat(isFree(BLOCKS - 1)).isFalse();
    assertThat(window.keptCount()).isEqualTo(1);
  }

  @Test
  void itMovesBackAndGivesBackWhatItKeptBehindItsNewPlace() {
    bitmap.free(40, 1);
    bitmap.free(42, 1);
    window.open(3);
    assertThat(window.keptCount()).isEqualTo(2);

    release(38, 39);

    assertThat(isFree(42)).isTrue();
    assertThat(isFree(40)).as("kept all the time").isFalse();
    assertThat(window.takeIfWhole()).isEqualTo(38);
  }

  /** There, a look behind the last place would be one behind the last word. */
  @Test
  void theLastPlaceMayEndWithAWord() {
    final BlockBitmap words = new BlockBitmap(2 * BlockBitmap.BLOCKS_PER_WORD);
    final Window last = new Window(words);
    words.take(words.count());
    words.free(words.count() - 2, 2);
    last.open(2);
    assertThat(last.takeIfWhole()).isEqualTo(words.count() - 2);
  }

  @Test
  void aReleaseRightBeforeAStubbornBlockForgivesNothing() {
    bitmap.free(41, 1);
    window.open(2); // at 40
    releaseOftenElsewhere(70, 2 * BLOCKS); // block 40 is stubborn, it lies at 41

    releaseOftenElsewhere(39, 2 * BLOCKS - 1);
    assertThat(isFree(41)).as("still patient").isFalse();
    releaseOftenElsewhere(39, 1);
    assertThat(isFree(41)).as("no more patient than before").isTrue();
  }

  @Test
  void theFirstBlockIsForgivenAsAnyOther() {
    bitmap.free(1, 1);
    window.open(3); // at 0
    releaseOftenElsewhere(70, 2 * BLOCKS); // blocks 0 and 2 are stubborn, it lies at 68
    bitmap.free(68, 1);
    window.keep();
    assertThat(bitmap.tryTakeAt(1)).isTrue();

    releaseOftenElsewhere(0, 1);
    releaseOftenElsewhere(40, 4 * BLOCKS - 2);
    assertThat(isFree(68)).as("twice as patient").isFalse();
    releaseOftenElsewhere(40, 1);
    assertThat(isFree(68)).as("given back").isTrue();
  }
}
