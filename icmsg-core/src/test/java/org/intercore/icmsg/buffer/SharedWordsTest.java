package org.intercore.icmsg.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Random;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icmsg.region.SharedMemory;
import org.junit.jupiter.api.Test;

class SharedWordsTest {
  private static final int LENGTH = 256;
  private static final byte AROUND = 0x55;

  private final AtomicBuffer memory =
      SharedMemory.allocate(LENGTH).region(0, LENGTH).buffer();
  private final SharedWords words = SharedWords.of(memory);

  /** They are copied in pieces of several sizes, which overlap. */
  @Test
  void bytesAreCopiedWholeAndNothingAroundThem() {
    final byte[] bytes = new byte[LENGTH];
    new Random(7).nextBytes(bytes);
    final AtomicBuffer source = Buffers.wrap(bytes);
    for (int count = 0; count <= LENGTH - 16; count++) {
      for (int offset = 0; offset < 16; offset++) {
        memory.setMemory(0, LENGTH, AROUND);
        words.putBytes(offset, source, 16 - offset, count);
        for (int i = 0; i < LENGTH; i++) {
          final boolean copied = i >= offset && i < offset + count;
          assertThat(memory.getByte(i))
              .as("byte %d of %d bytes at %d", i, count, offset)
              .isEqualTo(copied ? bytes[16 - offset + i - offset] : AROUND);
        }
      }
    }
  }

  @Test
  void whatDoesNotLieWithinBothIsNotCopied() {
    final AtomicBuffer source = Buffers.allocate(100);
    memory.setMemory(0, LENGTH, AROUND);
    for (final int[] wrong : new int[][] {
      {0, 0, 101},
      {0, 99, 2},
      {0, 0, -1},
      {0, -1, 5},
      {-1, 0, 5},
      {LENGTH - 4, 0, 5},
      {LENGTH, 0, 1}
    }) {
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .as("to %d from %d, %d bytes", wrong[0], wrong[1], wrong[2])
          .isThrownBy(() -> words.putBytes(wrong[0], source, wrong[1], wrong[2]));
    }
    for (int i = 0; i < LENGTH; i++) {
      assertThat(memory.getByte(i)).isEqualTo(AROUND);
    }
  }

  @Test
  void twoThatFollowEachOtherAreAddedToAndNothingAroundThem() {
    memory.setMemory(0, LENGTH, AROUND);
    final long around = memory.getLong(0);
    memory.putLong(64, 1);
    memory.putLong(72, -1);
    words.addNativeLongsOpaque(64, 40, 1);
    words.addNativeLongsOpaque(64, -1, 2);
    assertThat(memory.getLong(56)).isEqualTo(around);
    assertThat(memory.getLong(64)).isEqualTo(40);
    assertThat(memory.getLong(72)).isEqualTo(2);
    assertThat(memory.getLong(80)).isEqualTo(around);
  }

  @Test
  void twoOfWhichOneDoesNotLieWithinAreBothAsTheyWere() {
    for (final int wrong : new int[] {-8, LENGTH - 8, LENGTH}) {
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .as("at %d", wrong)
          .isThrownBy(() -> words.addNativeLongsOpaque(wrong, 1, 1));
    }
    assertThat(memory.getLong(0)).isZero();
    assertThat(memory.getLong(LENGTH - 8)).isZero();
  }
}
