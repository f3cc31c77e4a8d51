package org.intercore.icbmsg.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.ByteOrder;
import org.intercore.icbmsg.Workers;
import org.intercore.icbmsg.Workers.Worker;
import org.intercore.icbmsg.block.TxBlocks.Release;
import org.intercore.icbmsg.layout.RegionGeometry;
import org.intercore.icmsg.region.SharedMemory;
import org.intercore.icmsg.region.SharedRegion;
import org.intercore.icmsg.status.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A claimed run, from the claim until its blocks are free again. */
@Timeout(120)
class TxBlocksTest {
  private static final long FOREVER = Long.MAX_VALUE;
  private static final int BLOCKS = 8;
  private static final int BLOCK_SIZE = 16;
  private static final int HEADER = 4;

  private final TestProgress progress = new TestProgress();
  private final TxBlocks blocks = of(BLOCK_SIZE, Integer.SIZE);
  private final Workers workers = new Workers();

  @AfterEach
  void stop() throws InterruptedException {
    workers.stop();
  }

  private TxBlocks of(final int blockSize, final int wordSize) {
    final RegionGeometry.Spec spec =
        RegionGeometry.spec().localBlocks(BLOCKS).remoteBlocks(BLOCKS).wordSize(wordSize);
    final int size = (int) RegionGeometry.regionSizeFor(spec, blockSize);
    final RegionGeometry geometry = RegionGeometry.of(spec.regionSize(size));
    assertThat(geometry.blockSize()).isEqualTo(blockSize);
    final SharedRegion region = SharedMemory.allocate(size).region(0, size);
    return new TxBlocks(region, geometry, progress);
  }

  private static long token(final int generation, final int block) {
    return (long) generation << 32 | block;
  }

  private void assertAllFree() {
    assertThat(blocks.blocksInUse()).isZero();
    final long all = blocks.claimBlocks(BLOCKS, 0);
    assertThat(all).isNotNegative();
    blocks.drop(all);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "12, 1", "13, 2", "28, 2", "29, 3", "124, 8"})
  void aRunHoldsItsHeaderAndTheSizeAskedFor(final int size, final int taken) {
    final long token = blocks.claim(size, 0);

    assertThat(token).isEqualTo(token(1, 0));
    assertThat(blocks.blocksInUse()).isEqualTo(taken);
    assertThat(blocks.capacity(token)).isEqualTo(taken * BLOCK_SIZE - HEADER);
    assertThat(blocks.highWater()).isEqualTo(taken);
  }

  @Test
  void thePayloadStandsBehindTheHeaderOfTheFirstBlock() {
    blocks.claimBlocks(2, 0);
    final long token = blocks.claimBlocks(1, 0);
    final int end = blocks.geometry().size();
    assertThat(blocks.payloadOffset(token)).isEqualTo(end - (BLOCKS - 2) * BLOCK_SIZE + HEADER);
    assertThat(blocks.region().length()).isEqualTo(end);
  }

  @Test
  void sizeZeroAsksForAllBlocksFromTheFirstFreeOneOn() {
    blocks.claimBlocks(1, 0);
    final long rest = blocks.claim(0, 0);
    assertThat(blocks.capacity(rest)).isEqualTo((BLOCKS - 1) * BLOCK_SIZE - HEADER);
    assertThat(blocks.claim(0, 0)).isEqualTo(Status.NO_MEMORY);
    assertThat(blocks.claim(1, 0)).isEqualTo(Status.NO_MEMORY);
  }

  @Test
  void aRunThatHoldsNoHeaderIsNoRunAtAll() {
    final TxBlocks small = of(4, Long.SIZE);
    assertThat(small.claimBlocks(BLOCKS - 1, 0)).isNotNegative();

    assertThat(small.claim(0, 0)).isEqualTo(Status.NO_MEMORY);

    assertThat(small.blocksInUse()).isEqualTo(BLOCKS - 1);
  }

  @Test
  void aRunThatHoldsNothingButItsHeaderCarriesAnEmptyMessage() {
    final TxBlocks small = of(4, Integer.SIZE);
    small.claimBlocks(BLOCKS - 1, 0);

    final long token = small.claim(0, 0);

    assertThat(small.capacity(token)).isZero();
    assertThat(small.seal(token, 0)).isEqualTo(BLOCKS - 1);
  }

  @Test
  void aSizeBelowZeroOrBeyondTheRegionIsRefusedAtOnce() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> blocks.claim(-1, FOREVER))
        .withMessage("cannot claim -1 bytes");
    assertThat(blocks.claim(125, FOREVER)).isEqualTo(Status.NO_MEMORY);
    assertAllFree();
  }

  @Test
  void whatIsClaimedWhileTheInstanceClosesGoesBack() {
    progress.status = Status.CLOSED;
    assertThat(blocks.claim(20, 0)).isEqualTo(Status.CLOSED);
    assertThat(blocks.blocksInUse()).isZero();

    progress.status = Status.BUSY;
    assertThat(blocks.claim(20, 0)).as("only a close forbids it").isNotNegative();
  }

  @Test
  void waitersAreToldWhyTheyNeedNotWaitAnyLonger() throws InterruptedException {
    blocks.claimBlocks(BLOCKS, 0);
    final Worker<Long> waiting = workers.start(() -> blocks.claim(1, FOREVER)).awaitAsleep();
    blocks.endWaits(Status.NOT_CONNECTED);
    assertThat(waiting.join()).isEqualTo(Status.NOT_CONNECTED);
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "12, 1", "13, 2", "44, 3"})
  void whatAMessageDoesNotNeedIsFreeAsSoonAsItIsSealed(final int length, final int needed) {
    blocks.claimBlocks(1, 0);
    final long token = blocks.claimBlocks(3, 0);

    assertThat(blocks.seal(token, length)).isEqualTo(1);

    assertThat(blocks.blocksInUse()).isEqualTo(1 + needed);
    assertThat(blocks.sentRuns()).isEqualTo(1);
    final int header = blocks.geometry().offsetOf(1);
    assertThat(blocks.region().buffer().getInt(header, ByteOrder.LITTLE_ENDIAN)).isEqualTo(length);
    assertThat(blocks.claimBlocks(BLOCKS - 1 - needed, 0))
        .as("right behind it")
        .isEqualTo(token(1, 1 + needed));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 45, Integer.MIN_VALUE, Integer.MAX_VALUE})
  void aMessageThatDoesNotFitIsRefusedAndTheRunStaysClaimed(final int length) {
    final long token = blocks.claimBlocks(3, 0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> blocks.seal(token, length))
        .withMessage("a message of " + length + " bytes does not fit a block run of 44");
    assertThat(blocks.seal(token, 44)).isZero();
  }

  @Test
  void whatWasSealedOrDroppedIsNobodysAnyMore() {
    final long sealed = blocks.claimBlocks(1, 0);
    blocks.seal(sealed, 1);
    final long dropped = blocks.claimBlocks(2, 0);
    blocks.drop(dropped);
    assertThat(blocks.blocksInUse()).isEqualTo(1);
    final long present = blocks.claimBlocks(2, 0);
    assertThat(present).as("the next generation").isEqualTo(token(2, 1));

    for (final long stale : new long[] {sealed, dropped, token(1, 5), -12}) {
      final String words = "this block was sent or dropped already, or never claimed here: token ";
      assertThatIllegalStateException()
          .isThrownBy(() -> blocks.capacity(stale))
          .withMessageStartingWith(words);
      assertThatIllegalStateException().isThrownBy(() -> blocks.payloadOffset(stale));
      assertThatIllegalStateException().isThrownBy(() -> blocks.seal(stale, 0));
      assertThatIllegalStateException().isThrownBy(() -> blocks.drop(stale));
    }
    assertThat(blocks.blocksInUse()).isEqualTo(3);
    assertThat(blocks.capacity(present)).isEqualTo(2 * BLOCK_SIZE - HEADER);
  }

  @Test
  void theWholeRunOfAMessageIsFreeOnceThePeerReleasesIt() {
    final long token = blocks.claimBlocks(3, 0);
    assertThat(blocks.released(0)).as("claimed, not sent").isEqualTo(Release.NOT_SENT);
    blocks.seal(token, 40);
    assertThat(blocks.released(1)).as("not its first block").isEqualTo(Release.NOT_SENT);

    assertThat(blocks.released(0)).isEqualTo(Release.MESSAGE);

    assertThat(blocks.sentRuns()).isZero();
    assertThat(blocks.released(0)).as("a second time").isEqualTo(Release.NOT_SENT);
    assertAllFree();
  }

  @Test
  void aRequestToBindIsReleasedAsSuchAndNotCountedAsAMessage() {
    final long other = blocks.claimBlocks(1, 0);
    final long token = blocks.claimBlocks(2, 0);
    assertThat(blocks.sealRequest(token, 20)).isEqualTo(1);
    assertThat(blocks.sentRuns()).isZero();
    assertThat(blocks.blocksInUse()).isEqualTo(3);

    assertThat(blocks.released(1)).isEqualTo(Release.REQUEST);

    blocks.drop(other);
    assertAllFree();
  }

  @ParameterizedTest
  @ValueSource(ints = {BLOCKS, BLOCKS + 1, 255, -1, Integer.MIN_VALUE})
  void aReleaseOfABlockThatThereIsNotIsOfNothing(final int block) {
    assertThat(blocks.released(block)).isEqualTo(Release.NOT_SENT);
  }

  @Test
  void aMessageOrARequestThatCannotBePublishedIsTakenBack() {
    final long message = blocks.claimBlocks(2, 0);
    final long request = blocks.claimBlocks(3, 0);
    final long claimed = blocks.claimBlocks(1, 0);
    blocks.seal(message, 20);
    blocks.sealRequest(request, 40);

    blocks.unseal(claimed); // not sealed: nothing
    assertThat(blocks.blocksInUse()).isEqualTo(6);
    blocks.unseal(message);
    assertThat(blocks.blocksInUse()).isEqualTo(4);
    blocks.unseal(request);
    assertThat(blocks.blocksInUse()).isEqualTo(1);
    blocks.unseal(message); // a second time: nothing
    blocks.drop(claimed);

    assertAllFree();
  }

  @Test
  void whatAPeerThatHasGoneHadIsTakenBackAndItsMessagesAreCounted() {
    blocks.seal(blocks.claimBlocks(2, 0), 20);
    final long claimed = blocks.claimBlocks(1, 0);
    blocks.sealRequest(blocks.claimBlocks(4, 0), 50);
    blocks.seal(blocks.claimBlocks(1, 0), 0);
    assertThat(blocks.blocksInUse()).isEqualTo(BLOCKS);

    assertThat(blocks.reclaim()).isEqualTo(2);

    assertThat(blocks.blocksInUse()).isEqualTo(1);
    assertThat(blocks.reclaim()).isZero();
    blocks.drop(claimed);
    assertAllFree();
  }

  @Test
  void aLookNotesEveryRunFromTheFirstBlockToTheLast() {
    blocks.seal(blocks.claimBlocks(2, 0), 20);
    blocks.sealRequest(blocks.claimBlocks(5, 0), 70);
    blocks.claimBlocks(1, 0);
    final SeenBlocks seen = new SeenBlocks(BLOCKS, blocks::look);

    seen.look();

    assertThat(seen.state(0)).isEqualTo(BlockLedger.AWAY);
    assertThat(seen.length(0)).isEqualTo(2);
    assertThat(seen.state(1)).as("within a run").isEqualTo(BlockLedger.FREE);
    assertThat(seen.state(2)).isEqualTo(BlockLedger.ASKING);
    assertThat(seen.length(2)).isEqualTo(5);
    assertThat(seen.state(BLOCKS - 1)).isEqualTo(BlockLedger.OPEN);
    assertThat(seen.length(BLOCKS - 1)).isEqualTo(1);
  }
}
