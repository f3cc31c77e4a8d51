package org.intercore.icbmsg.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icbmsg.control.Returns;
import org.intercore.icbmsg.layout.BlockGeometry;
import org.intercore.icbmsg.layout.RegionGeometry;
import org.intercore.icbmsg.slot.SlotGeometry;
import org.intercore.icmsg.region.SharedMemory;
import org.intercore.icmsg.region.SharedRegion;
import org.intercore.icmsg.sync.Confinement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lines of the block that is claimed next, written to before it is claimed. */
class FetchNextTest {
  private static final int BLOCKS = 40;
  private static final int BLOCK_SIZE = 1024;
  private static final long MARK = 0x1122334455667788L;

  private final TxBlocks blocks = blocks(BLOCK_SIZE, Confinement.toOneThread());
  private int answers;

  private TxBlocks blocks(final int blockSize, final Confinement confinement) {
    final int size = (int) SlotGeometry.regionSizeFor(BLOCKS, BLOCKS, blockSize);
    return blocks(SlotGeometry.of(size, BLOCKS, BLOCKS), confinement);
  }

  /** Blocks on Zephyr's wire, which begin with a header of 8 bytes. */
  private TxBlocks zephyrBlocks(final int alignment) {
    final RegionGeometry.Spec spec = RegionGeometry.spec()
        .alignment(alignment)
        .wordSize(64)
        .localBlocks(BLOCKS)
        .remoteBlocks(BLOCKS);
    return blocks(
        RegionGeometry.of(spec.regionSize((int) RegionGeometry.regionSizeFor(spec, BLOCK_SIZE))),
        Confinement.toOneThread());
  }

  private TxBlocks blocks(final BlockGeometry geometry, final Confinement confinement) {
    final int size = geometry.size();
    final SharedRegion region = SharedMemory.allocate(size).region(0, size);
    final TxBlocks made = new TxBlocks(region, geometry, new TestProgress(), confinement);
    made.returns(new Returns() {
      @Override
      public int returned(final int block) {
        return 0;
      }

      @Override
      public long count() {
        return 0;
      }
    });
    made.answers(() -> answers++);
    return made;
  }

  @BeforeEach
  void mark() {
    mark(blocks);
  }

  private static void mark(final TxBlocks of) {
    final AtomicBuffer buffer = of.region().buffer();
    for (int at = of.geometry().offsetOf(0); at < of.geometry().size(); at += Long.BYTES) {
      buffer.putLong(at, MARK);
    }
  }

  /** Where something else stands than was there, from the first block on. */
  private static List<Integer> written(final TxBlocks in) {
    final int first = in.geometry().offsetOf(0);
    final List<Integer> written = new ArrayList<>();
    for (int at = first; at < in.geometry().size(); at += Long.BYTES) {
      if (in.region().buffer().getLong(at) != MARK) {
        written.add(at - first);
      }
    }
    return written;
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "3, 0", "4, 1", "67, 1", "68, 2", "256, 4", "1024, 8", "2147483647, 8"})
  void aWordOfEachLineThatSuchAnAnswerNeedsIsWrittenTo(final int length, final int lines) {
    blocks.fetchNext(length);
    final List<Integer> expected = new ArrayList<>();
    for (int i = 0; i < lines; i++) {
      expected.add(64 * i);
    }
    assertThat(written(blocks)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "56, 1", "60, 2", "248, 4", "1024, 9"})
  void theHeaderOfAMessageCounts(final int length, final int lines) {
    final TxBlocks zephyr = zephyrBlocks(64);
    mark(zephyr);
    zephyr.fetchNext(length);
    assertThat(written(zephyr)).hasSize(lines).startsWith(0);
  }

  @Test
  void whereNothingIsAlignedToLinesNothingIsWrittenTo() {
    final TxBlocks zephyr = zephyrBlocks(4);
    mark(zephyr);
    zephyr.fetchNext(64);
    assertThat(written(zephyr)).isEmpty();
  }

  @Test
  void whatIsBehindTheBlockIsNotWrittenTo() {
    final TxBlocks small = blocks(64, Confinement.toOneThread());
    mark(small);
    small.fetchNext(256);
    assertThat(written(small)).containsExactly(0);
  }

  @Test
  void itIsTheBlockThatIsClaimedNext() {
    for (int i = 0; i < 35; i++) {
      blocks.claimBlocks(1, 0);
    }
    blocks.fetchNext(64);
    final long token = blocks.claimBlocks(1, 0);
    final int first = blocks.geometry().offsetOf(0);
    assertThat(written(blocks)).containsExactly(blocks.payloadOffset(token) - first);
  }

  @Test
  void onceUntilABlockIsClaimedAndThenTheSlotIsAskedForOnce() {
    blocks.fetchNext(64);
    mark(blocks);
    blocks.fetchNext(64);
    assertThat(written(blocks)).isEmpty();
    assertThat(answers).isZero();
    blocks.claimBlocks(1, 0);
    assertThat(answers).isOne();
    blocks.claimBlocks(1, 0);
    assertThat(answers).as("no message has come since").isOne();
    blocks.fetchNext(64);
    assertThat(written(blocks)).containsExactly(2 * BLOCK_SIZE);
  }

  /** What is written to must be nobody's. */
  @Test
  void noBlockIsWrittenToWhereNoneIsFree() {
    for (int i = 0; i < BLOCKS; i++) {
      blocks.claimBlocks(1, 0);
    }
    blocks.fetchNext(64);
    assertThat(written(blocks)).isEmpty();
  }

  @Test
  void nothingIsWrittenToWhereOtherThreadsMayClaim() {
    final TxBlocks shared = blocks(BLOCK_SIZE, Confinement.none());
    mark(shared);
    shared.fetchNext(64);
    assertThat(written(shared)).isEmpty();
    shared.claimBlocks(1, 0);
    assertThat(answers).isZero();
  }
}
