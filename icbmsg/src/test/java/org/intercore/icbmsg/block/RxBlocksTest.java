package org.intercore.icbmsg.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.intercore.icbmsg.layout.RegionGeometry;
import org.intercore.icmsg.region.SharedMemory;
import org.intercore.icmsg.region.SharedRegion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A run of the peer's, from its arrival until the peer may have it again. */
class RxBlocksTest {
  private static final int BLOCKS = 8;
  private static final int BLOCK_SIZE = 16;
  private static final int HEADER = 4;

  private final List<String> faults = new ArrayList<>();
  private final RxBlocks blocks = of(BLOCK_SIZE, Integer.SIZE);

  private RxBlocks of(final int blockSize, final int wordSize) {
    final RegionGeometry.Spec spec =
        RegionGeometry.spec().localBlocks(BLOCKS).remoteBlocks(BLOCKS).wordSize(wordSize);
    final int size = (int) RegionGeometry.regionSizeFor(spec, blockSize);
    final RegionGeometry geometry = RegionGeometry.of(spec.regionSize(size));
    assertThat(geometry.blockSize()).isEqualTo(blockSize);
    final SharedRegion region = SharedMemory.allocate(size).region(0, size);
    return new RxBlocks(
        region, geometry, (fault, value) -> faults.add(((Enum<?>) fault).name() + " " + value));
  }

  private long arrive(final int block, final int size) {
    // What lies behind the header must not be taken for a part of it.
    blocks.region().buffer().setMemory(blocks.geometry().offsetOf(block), BLOCK_SIZE, (byte) 0x55);
    blocks
        .region()
        .buffer()
        .putInt(blocks.geometry().offsetOf(block), size, ByteOrder.LITTLE_ENDIAN);
    return blocks.arrive(block);
  }

  private long arrived(final int block, final int size) {
    final long token = arrive(block, size);
    assertThat(token).isNotNegative().isEqualTo(blocks.tokenOf(block));
    return token;
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "0, 1", "0, 124", "3, 76", "7, 12", "7, 0"})
  void aRunThatLiesWithinTheRegionArrives(final int block, final int size) {
    final long token = arrived(block, size);

    assertThat(token).isEqualTo(1L << 32 | block);
    assertThat(blocks.length(token)).isEqualTo(size);
    final int end = blocks.geometry().size();
    assertThat(blocks.payloadOffset(token)).isEqualTo(end - (BLOCKS - block) * BLOCK_SIZE + HEADER);
    assertThat(blocks.runsInUse()).isEqualTo(1);
    assertThat(blocks.heldRuns()).isZero();
    assertThat(faults).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0, 125", "7, 13", "7, 2147483647", "3, 77"})
  void aSizeThatTheRegionCannotHoldIsALieAndTheRunGoesBack(final int block, final int size) {
    assertThat(arrive(block, size)).isEqualTo(RxBlocks.TO_RELEASE);
    assertThat(faults).containsExactly("BLOCK_SIZE " + size);
    assertThat(blocks.runsInUse()).isZero();
    arrived(block, 1);
  }

  @Test
  void aSizeIsUnsignedOnTheWire() {
    assertThat(arrive(0, -1)).isEqualTo(RxBlocks.TO_RELEASE);
    assertThat(faults).containsExactly("BLOCK_SIZE 4294967295");
  }

  @Test
  void aSizeOfEightBytesBelowZeroIsALie() {
    final RxBlocks wide = of(BLOCK_SIZE, Long.SIZE);
    wide.region().buffer().putLong(wide.geometry().offsetOf(0), -1, ByteOrder.LITTLE_ENDIAN);
    assertThat(wide.arrive(0)).isEqualTo(RxBlocks.TO_RELEASE);
    assertThat(faults).containsExactly("BLOCK_SIZE -1");
  }

  /** The header of such a run would lie outside of the region: it is not even looked at. */
  @Test
  void aRunThatCannotHoldItsHeaderIsALie() {
    final RxBlocks small = of(4, Long.SIZE);
    assertThat(small.arrive(BLOCKS - 1)).isEqualTo(RxBlocks.TO_RELEASE);
    assertThat(faults).containsExactly("BLOCK_SIZE -1");

    assertThat(small.arrive(BLOCKS - 2)).as("nothing but a header").isNotNegative();
    assertThat(small.length(small.tokenOf(BLOCKS - 2))).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {BLOCKS, BLOCKS + 1, 255, -1, Integer.MIN_VALUE})
  void aBlockThatTheRegionDoesNotHaveIsALie(final int block) {
    assertThat(blocks.arrive(block)).isEqualTo(RxBlocks.REFUSED);
    assertThat(faults).containsExactly("BLOCK_OUT_OF_RANGE " + block);
  }

  @Test
  void aBlockThatWasNotReleasedYetIsALieAndWhatStandsThereStays() {
    final long token = arrived(2, 5);
    assertThat(arrive(2, 9)).isEqualTo(RxBlocks.REFUSED);
    blocks.hold(token);
    assertThat(arrive(2, 9)).isEqualTo(RxBlocks.REFUSED);
    assertThat(faults).containsExactly("BLOCK_IN_USE 2", "BLOCK_IN_USE 2");
    assertThat(blocks.length(token)).isEqualTo(5);
    assertThat(arrive(2, BLOCKS * BLOCK_SIZE)).as("nor is it released").isEqualTo(RxBlocks.REFUSED);

    assertThat(blocks.release(token)).isTrue();
    assertThat(arrived(2, 9)).as("the next generation").isEqualTo(2L << 32 | 2);
  }

  @Test
  void aRunThatIsNotHeldIsThePeersAgainAfterItsHandler() {
    final long token = arrived(0, 1);
    assertThat(blocks.handled(token)).isTrue();
    assertThat(blocks.handled(token)).isFalse();
    assertThat(blocks.runsInUse()).isZero();
    assertThatIllegalStateException()
        .isThrownBy(() -> blocks.hold(token))
        .withMessageStartingWith("only the message at hand can be held, and once: token 1");
  }

  @Test
  void aHeldRunStaysUntilItIsReleasedOnce() {
    final long token = arrived(4, 1);
    final long other = arrived(5, 1);
    assertThatIllegalStateException().isThrownBy(() -> blocks.release(token));
    blocks.hold(token);
    assertThat(blocks.handled(token)).isFalse();
    assertThat(blocks.heldRuns()).isEqualTo(1);
    assertThat(blocks.runsInUse()).isEqualTo(2);
    assertThatIllegalStateException().isThrownBy(() -> blocks.hold(token));

    assertThat(blocks.release(token)).isTrue();

    assertThat(blocks.heldRuns()).isZero();
    assertThatIllegalStateException()
        .isThrownBy(() -> blocks.release(token))
        .withMessageStartingWith("this block was released already, or never held: token 1");
    assertThat(blocks.handled(other)).isTrue();
    assertThat(blocks.runsInUse()).isZero();
  }

  /** A status, a block that is not there, a generation that cannot be. */
  @ParameterizedTest
  @ValueSource(
      longs = {
        -12,
        1L << 32 | BLOCKS,
        1L << 32 | 0x8000_0001L,
        1L << 63 | 1L << 32 | 1,
        Long.MAX_VALUE
      })
  void whatIsNoTokenIsRefused(final long token) {
    arrived(1, 1);
    assertThatIllegalStateException()
        .isThrownBy(() -> blocks.length(token))
        .withMessageStartingWith("not a message of ours: token ");
    assertThatIllegalStateException().isThrownBy(() -> blocks.payloadOffset(token));
    assertThatIllegalStateException().isThrownBy(() -> blocks.hold(token));
    assertThatIllegalStateException().isThrownBy(() -> blocks.release(token));
    assertThat(blocks.handled(token)).isFalse();
    assertThat(blocks.runsInUse()).isEqualTo(1);
  }

  @Test
  void whatAPeerThatHasGoneSentIsForgottenButWhatIsHeldStays() {
    final long first = arrived(0, 1);
    final long held = arrived(3, 7);
    final long last = arrived(BLOCKS - 1, 1);
    blocks.hold(held);
    blocks.hold(last);

    blocks.forget();

    assertThat(blocks.runsInUse()).isZero();
    assertThat(blocks.heldRuns()).isEqualTo(2);
    assertThat(blocks.handled(first)).isFalse();
    assertThat(blocks.length(held)).isEqualTo(7);
    final long next = arrived(3, 2);
    blocks.hold(next);
    assertThat(blocks.heldRuns()).isEqualTo(3);

    assertThat(blocks.release(held)).as("the peer has gone").isFalse();
    assertThat(blocks.release(next)).as("the next peer").isTrue();
    assertThat(blocks.release(last)).isFalse();
    assertThatIllegalStateException().isThrownBy(() -> blocks.release(held));
    assertThat(blocks.heldRuns()).isZero();
  }

  @Test
  void whoSaysTheLengthHimselfNeedsNoHeader() {
    assertThat(blocks.arrive(3, 40, 77)).isNotNegative();
    final long token = blocks.tokenOf(3);
    assertThat(blocks.length(token)).isEqualTo(40);
    assertThat(blocks.peerGeneration(3)).isEqualTo(77);

    assertThat(blocks.arrive(3, 1, 78)).as("not released yet").isEqualTo(RxBlocks.REFUSED);
    assertThat(blocks.arrive(7, 13, 79)).as("does not fit").isEqualTo(RxBlocks.TO_RELEASE);
    assertThat(faults).containsExactly("BLOCK_IN_USE 3", "BLOCK_SIZE 13");
    assertThat(blocks.length(token)).isEqualTo(40);
    assertThat(blocks.peerGeneration(3)).isEqualTo(77);
  }

  @Test
  void aRunThatCameWithoutAGenerationHasNone() {
    assertThat(blocks.arrive(3, 1, 77)).isNotNegative();
    assertThat(blocks.handled(blocks.tokenOf(3))).isTrue();
    arrived(3, 1);
    assertThat(blocks.peerGeneration(3)).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {BLOCKS, 255, -1, Integer.MIN_VALUE})
  void aBlockThatTheRegionDoesNotHaveIsALieWhateverItsLength(final int block) {
    assertThat(blocks.arrive(block, 0, 1)).isEqualTo(RxBlocks.REFUSED);
    assertThat(faults).containsExactly("BLOCK_OUT_OF_RANGE " + block);
  }

  @Test
  void aMessageThatNeedsNoBlockIsReadWhereItLiesUntilItsHandlerReturns() {
    final long token = blocks.openInline(24, 5);
    assertThat(blocks.length(token)).isEqualTo(5);
    assertThat(blocks.payloadOffset(token)).isEqualTo(24);
    assertThat(blocks.region(token)).isSameAs(blocks.region());
    assertThat(blocks.runsInUse()).as("nothing is kept of it").isZero();

    blocks.closeInline();

    assertThatIllegalStateException().isThrownBy(() -> blocks.length(token));
    assertThatIllegalStateException().isThrownBy(() -> blocks.payloadOffset(token));
    assertThatIllegalStateException().isThrownBy(() -> blocks.hold(token));
  }

  @Test
  void oneThatIsHeldWithoutABlockIsACopyOfWhichThePeerIsNotTold() {
    blocks.region().buffer().setMemory(24, 5, (byte) 0x33);
    final long held = blocks.hold(blocks.openInline(24, 5));
    blocks.closeInline();
    blocks.region().buffer().setMemory(24, 5, (byte) 0x77);

    assertThat(blocks.region(held)).isNotSameAs(blocks.region());
    assertThat(blocks.length(held)).isEqualTo(5);
    for (int i = 0; i < 5; i++) {
      assertThat(blocks.region(held).buffer().getByte(blocks.payloadOffset(held) + i))
          .isEqualTo((byte) 0x33);
    }
    assertThat(blocks.smallHeld()).isEqualTo(1);
    assertThat(blocks.heldRuns()).as("of blocks").isZero();
    assertThat(blocks.runsInUse()).isEqualTo(1);

    assertThat(blocks.release(held)).isFalse();

    assertThat(blocks.smallHeld()).isZero();
    assertThat(blocks.runsInUse()).isZero();
    assertThatIllegalStateException().isThrownBy(() -> blocks.release(held));
  }

  @Test
  void aRunKeepsItsTokenAndItsPlaceWhileItIsHeld() {
    final long token = arrived(2, 5);
    assertThat(blocks.hold(token)).isEqualTo(token);
    assertThat(blocks.region(token)).isSameAs(blocks.region());
  }

  @Test
  void aLookNotesEveryRunFromTheFirstBlockToTheLast() {
    blocks.hold(arrived(0, 40));
    arrived(BLOCKS - 1, 1);
    final SeenBlocks seen = new SeenBlocks(BLOCKS, blocks::look);

    seen.look();

    assertThat(seen.state(0)).isEqualTo(BlockLedger.AWAY);
    assertThat(seen.length(0)).as("with its header").isEqualTo(3);
    assertThat(seen.state(1)).as("within a run").isEqualTo(BlockLedger.FREE);
    assertThat(seen.state(BLOCKS - 1)).isEqualTo(BlockLedger.OPEN);
    assertThat(seen.length(BLOCKS - 1)).isEqualTo(1);
  }
}
