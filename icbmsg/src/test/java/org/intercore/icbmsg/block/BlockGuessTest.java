package org.intercore.icbmsg.block;

import static org.assertj.core.api.Assertions.assertThat;

import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icbmsg.layout.BlockGeometry;
import org.intercore.icbmsg.layout.RegionGeometry;
import org.intercore.icbmsg.slot.SlotGeometry;
import org.intercore.icmsg.buffer.SharedWords;
import org.intercore.icmsg.region.SharedMemory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is read says which block was guessed, and how much of it: each line holds another number. */
class BlockGuessTest {
  private static final int BLOCKS = 8;
  private static final int BLOCK_SIZE = 1024;
  private static final int LINE = 64;
  private static final int LINES_OF_A_BLOCK = BLOCK_SIZE / LINE;

  private final int size = (int) SlotGeometry.regionSizeFor(BLOCKS, BLOCKS, BLOCK_SIZE);
  private final BlockGeometry geometry = SlotGeometry.of(size, BLOCKS, BLOCKS);
  private final AtomicBuffer buffer =
      SharedMemory.allocate(size).region(0, size).buffer();
  private final BlockGuess guess = new BlockGuess(geometry, SharedWords.of(buffer));

  /** Each line of a block holds 8 to the power of the block's number. */
  @BeforeEach
  void number() {
    for (int i = 0; i < BLOCKS * LINES_OF_A_BLOCK; i++) {
      buffer.putInt(geometry.offsetOf(0) + i * LINE, number(i / LINES_OF_A_BLOCK, 1));
    }
  }

  private static int number(final int block, final int lines) {
    return lines << 3 * block;
  }

  private void come(final int... blocks) {
    for (final int block : blocks) {
      guess.came(block, LINE);
    }
  }

  private int guessed() {
    guess.load();
    return guess.read();
  }

  @Test
  void nothingIsReadBeforeAGuessWouldHaveBeenRight() {
    for (final int block : new int[] {3, 5, 3}) {
      assertThat(guessed()).isZero();
      come(block);
    }
    assertThat(guessed()).isZero();
  }

  @Test
  void theBlockThatCameNextTheTimeBeforeIsReadAsIfItCameAgain() {
    come(3, 5, 3, 5);
    assertThat(guessed()).isEqualTo(number(3, 1));
    come(3);
    assertThat(guessed()).isEqualTo(number(5, 1));
    come(5);
    assertThat(guessed()).isEqualTo(number(3, 1));
  }

  @Test
  void aWrongGuessIsFollowedByNoneUntilOneWouldHaveBeenRight() {
    come(3, 5, 3, 5);
    final int before = guessed();
    assertThat(before).isEqualTo(number(3, 1));
    come(7);
    assertThat(guessed()).as("nothing new is read").isEqualTo(before);
    come(3);
    assertThat(guessed()).as("nothing new is read").isEqualTo(before);
    come(5);
    assertThat(guessed()).as("what came after 5 the last time").isEqualTo(number(7, 1));
  }

  @Test
  void oneBlockForAllMessagesIsGuessed() {
    come(6, 6, 6);
    assertThat(guessed()).isEqualTo(number(6, 1));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 1", "64, 1", "65, 2", "264, 5", "512, 8", "513, 8", "2147483647, 8"})
  void asManyLinesAreReadAsTheLastMessageHad(final int bytes, final int lines) {
    come(1, 1, 1);
    guess.came(1, bytes);
    assertThat(guessed()).isEqualTo(number(1, lines));
  }

  @Test
  void nothingIsReadBehindTheLastBlock() {
    final int small = (int) SlotGeometry.regionSizeFor(BLOCKS, BLOCKS, 2 * LINE);
    final BlockGeometry blocks = SlotGeometry.of(small, BLOCKS, BLOCKS);
    final AtomicBuffer memory = SharedMemory.allocate(small).region(0, small).buffer();
    memory.putInt(blocks.offsetOf(BLOCKS - 1), 1);
    memory.putInt(blocks.offsetOf(BLOCKS - 1) + LINE, 1);
    final BlockGuess last = new BlockGuess(blocks, SharedWords.of(memory));
    last.came(BLOCKS - 1, 512);
    last.came(BLOCKS - 1, 512);
    last.came(BLOCKS - 1, 512);
    last.load();
    assertThat(last.read()).isEqualTo(2);
  }

  @Test
  void whereNothingIsAlignedToLinesNothingIsGuessed() {
    final RegionGeometry.Spec spec =
        RegionGeometry.spec().alignment(4).localBlocks(BLOCKS).remoteBlocks(BLOCKS);
    final RegionGeometry unaligned =
        RegionGeometry.of(spec.regionSize((int) RegionGeometry.regionSizeFor(spec, BLOCK_SIZE)));
    final AtomicBuffer memory =
        SharedMemory.allocate(unaligned.size()).region(0, unaligned.size()).buffer();
    memory.setMemory(0, unaligned.size(), (byte) 1);
    final BlockGuess none = new BlockGuess(unaligned, SharedWords.of(memory));
    none.came(1, LINE);
    none.came(1, LINE);
    none.came(1, LINE);
    none.load();
    assertThat(none.read()).isZero();
  }
}
