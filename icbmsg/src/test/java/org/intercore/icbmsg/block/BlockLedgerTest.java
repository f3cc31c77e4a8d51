package org.intercore.icbmsg.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CyclicBarrier;
import org.intercore.icbmsg.Workers;
import org.intercore.icbmsg.Workers.Worker;
import org.intercore.icbmsg.observe.BlockMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each run moves on once, and only for whoever knows its present token. */
class BlockLedgerTest {
  private static final int BLOCKS = 4;

  private final BlockLedger ledger = new BlockLedger(BLOCKS);

  @Test
  void aTokenIsGenerationAndBlock() {
    assertThat(ledger.open(3, 1)).isEqualTo(1L << 32 | 3);
    assertThat(ledger.open(0, 1)).isEqualTo(1L << 32);
    assertThat(ledger.tokenOf(3)).isEqualTo(1L << 32 | 3);
    assertThat(ledger.tokenOf(1)).as("never opened").isEqualTo(1);
    assertThat(BlockLedger.block(7L << 32 | 3)).isEqualTo(3);
    assertThat(BlockLedger.describe(0x1f_0000_0002L))
        .isEqualTo("token 1f00000002 (block 2, generation 31)");
  }

  @Test
  void eachOpeningIsANewGeneration() {
    for (long generation = 1; generation <= 300; generation++) {
      final long token = ledger.open(2, 1);
      assertThat(token).isEqualTo(generation << 32 | 2);
      assertThat(ledger.freeIf(2, BlockLedger.OPEN)).isEqualTo(1);
    }
  }

  @Test
  void aRunThatIsNotFreeIsNotOpenedAgain() {
    final long token = ledger.open(1, 2);
    assertThat(ledger.isFree(1)).isFalse();
    assertThat(ledger.open(1, 3)).isEqualTo(-1);
    assertThat(ledger.isFree(0)).isTrue();

    final long entry = ledger.find(token, BlockLedger.OPEN);
    assertThat(BlockLedger.length(entry)).isEqualTo(2);
  }

  @Test
  void aRunMovesOnceAndTellsHowLongItWas() {
    final long token = ledger.open(1, 0x12_3456);

    final long before = ledger.move(token, BlockLedger.OPEN, BlockLedger.AWAY, 2);

    assertThat(BlockLedger.length(before)).isEqualTo(0x12_3456);
    assertThat(ledger.move(token, BlockLedger.OPEN, BlockLedger.AWAY, 2)).isEqualTo(-1);
    assertThat(ledger.find(token, BlockLedger.OPEN)).isEqualTo(-1);
    assertThat(BlockLedger.length(ledger.find(token, BlockLedger.AWAY))).isEqualTo(2);
  }

  @Test
  void theTokenOfAnOlderGenerationMovesAndFindsNothing() {
    final long old = ledger.open(1, 1);
    ledger.freeIf(1, BlockLedger.OPEN);
    final long present = ledger.open(1, 3);

    assertThat(ledger.move(old, BlockLedger.OPEN, BlockLedger.FREE, 0)).isEqualTo(-1);
    assertThat(ledger.find(old, BlockLedger.OPEN)).isEqualTo(-1);

    assertThat(BlockLedger.length(ledger.find(present, BlockLedger.OPEN))).isEqualTo(3);
  }

  /** A status where a token should be, a block that is not there, a generation that cannot be. */
  @ParameterizedTest
  @ValueSource(
      longs = {
        -1,
        -12,
        1L << 32 | BLOCKS,
        1L << 32 | Integer.MAX_VALUE,
        1L << 32 | 0x8000_0001L,
        1L << 63 | 1L << 32 | 1,
        1
      })
  void whatIsNoTokenMovesAndFindsNothing(final long token) {
    for (int block = 0; block < BLOCKS; block++) {
      ledger.open(block, 1);
    }
    assertThat(ledger.move(token, BlockLedger.OPEN, BlockLedger.FREE, 0)).isEqualTo(-1);
    assertThat(ledger.find(token, BlockLedger.OPEN)).isEqualTo(-1);
    assertThat(ledger.count(BlockLedger.OPEN)).isEqualTo(BLOCKS);
  }

  @Test
  void aPeerFreesARunWithoutItsTokenIfItIsInThatState() {
    final long token = ledger.open(2, 5);
    assertThat(ledger.freeIf(2, BlockLedger.AWAY)).isEqualTo(-1);
    ledger.move(token, BlockLedger.OPEN, BlockLedger.AWAY, 4);
    assertThat(ledger.freeIf(2, BlockLedger.OPEN)).isEqualTo(-1);

    assertThat(ledger.freeIf(2, BlockLedger.AWAY)).isEqualTo(4);

    assertThat(ledger.isFree(2)).isTrue();
    assertThat(ledger.freeIf(2, BlockLedger.AWAY)).isEqualTo(-1);
    assertThat(ledger.tokenOf(2)).as("the generation stays").isEqualTo(token);
  }

  @Test
  void theRunsOfAStateAreCounted() {
    assertThat(ledger.size()).isEqualTo(BLOCKS);
    assertThat(ledger.count(BlockLedger.FREE)).isEqualTo(BLOCKS);
    final long first = ledger.open(0, 1);
    final long last = ledger.open(BLOCKS - 1, 1);
    ledger.move(first, BlockLedger.OPEN, BlockLedger.ASKING, 1);
    assertThat(ledger.count(BlockLedger.OPEN)).isEqualTo(1);
    assertThat(ledger.count(BlockLedger.ASKING)).isEqualTo(1);
    assertThat(ledger.count(BlockLedger.FREE)).isEqualTo(BLOCKS - 2);
    ledger.move(last, BlockLedger.OPEN, BlockLedger.ASKING, 1);
    assertThat(ledger.count(BlockLedger.ASKING)).isEqualTo(2);
  }

  private void lookAtAll(final BlockMap map) {
    for (int block = 0; block < BLOCKS; block++) {
      ledger.look(block, map);
    }
  }

  /** As whoever keeps the lengths himself. */
  private void lookAtAllAsOfLengthTwo(final BlockMap map) {
    for (int block = 0; block < BLOCKS; block++) {
      ledger.look(block, map, 2);
    }
  }

  @Test
  void aLookNotesStateAndLengthOfWhatBeginsAtABlock() {
    ledger.move(ledger.open(1, 3), BlockLedger.OPEN, BlockLedger.AWAY, 3);
    final SeenBlocks own = new SeenBlocks(BLOCKS, this::lookAtAll);
    final SeenBlocks given = new SeenBlocks(BLOCKS, this::lookAtAllAsOfLengthTwo);
    own.look();
    given.look();

    assertThat(own.state(0)).isEqualTo(BlockLedger.FREE);
    assertThat(own.state(1)).isEqualTo(BlockLedger.AWAY);
    assertThat(own.length(1)).isEqualTo(3);
    assertThat(given.state(1)).isEqualTo(BlockLedger.AWAY);
    assertThat(given.length(1)).isEqualTo(2);
  }

  /** How long it has been there is counted for a run, not for whatever was there in that state. */
  @Test
  void aLookTellsARunFromTheOneThatWasThereBefore() {
    final List<SeenBlocks> both = List.of(
        new SeenBlocks(BLOCKS, this::lookAtAll),
        new SeenBlocks(BLOCKS, this::lookAtAllAsOfLengthTwo));
    for (final SeenBlocks seen : both) {
      ledger.open(1, 2);
      seen.look();
      final long first = seen.since(1);
      seen.look();
      assertThat(seen.since(1)).as("the same run").isEqualTo(first);

      ledger.freeIf(1, BlockLedger.OPEN);
      ledger.open(1, 2);
      seen.look();
      assertThat(seen.since(1) - first).as("the next one").isPositive();
      ledger.freeIf(1, BlockLedger.OPEN);
    }
  }

  /** Hunts a run that two move on, each as if the other were not there: both sweep over all of them. */
  @Test
  @Timeout(60)
  void ofTwoThreadsThatMoveARunOnOneSucceeds() throws InterruptedException {
    final int count = 4096;
    final BlockLedger shared = new BlockLedger(count);
    final long[] tokens = new long[count];
    final Workers workers = new Workers();
    for (int round = 0; round < 200; round++) {
      for (int block = 0; block < count; block++) {
        tokens[block] = shared.open(block, 1);
      }
      final CyclicBarrier start = new CyclicBarrier(2);
      final Worker<Integer> byToken = workers.start(() -> {
        int moved = 0;
        start.await();
        for (final long token : tokens) {
          moved += shared.free(token, BlockLedger.OPEN) == BlockLedger.STALE ? 0 : 1;
        }
        return moved;
      });
      final Worker<Integer> byBlock = workers.start(() -> {
        int moved = 0;
        start.await();
        for (int block = 0; block < count; block++) {
          moved += shared.freeIf(block, BlockLedger.OPEN) < 0 ? 0 : 1;
        }
        return moved;
      });
      assertThat(byToken.join() + byBlock.join()).as("round %d", round).isEqualTo(count);
    }
  }
}
