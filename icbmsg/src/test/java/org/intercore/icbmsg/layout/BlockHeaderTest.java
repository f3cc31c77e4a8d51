package org.intercore.icbmsg.layout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icmsg.buffer.Buffers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlockHeaderTest {
  private final AtomicBuffer memory = Buffers.allocate(20);

  private String written(final int offset, final int width, final int size) {
    memory.setMemory(0, 20, (byte) 0xA5);
    BlockHeader.size(memory, offset, width, size);
    final byte[] bytes = new byte[20];
    memory.getBytes(0, bytes);
    return HexFormat.of().formatHex(bytes);
  }

  @Test
  void aSizeIsLittleEndianAndAsWideAsASizeT() {
    assertThat(written(4, 4, 0x01020304)).isEqualTo("a5a5a5a5" + "04030201" + "a5".repeat(12));
    assertThat(written(8, 8, 0x01020304))
        .isEqualTo("a5".repeat(8) + "0403020100000000" + "a5a5a5a5");
    assertThat(written(0, 4, 0)).isEqualTo("00000000" + "a5".repeat(16));
  }

  /** Blocks of 36 bytes put a header of 8 on an address that only 4 divides. */
  @Test
  void aWideHeaderMayLieOnAnAddressThatOnlyFourDivides() {
    assertThat(written(4, 8, 5)).isEqualTo("a5a5a5a5" + "0500000000000000" + "a5".repeat(8));
    assertThat(BlockHeader.size(memory, 4, 8)).isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource({
    "05000000, 4, 5",
    "00000080, 4, 2147483648",
    "ffffffff, 4, 4294967295",
    "0500000000000000, 8, 5",
    "0000000001000000, 8, 4294967296",
    "ffffffffffffff7f, 8, 9223372036854775807",
    "ffffffffffffffff, 8, -1",
    "0000000000000080, 8, -9223372036854775808",
  })
  void whateverAPeerWroteIsReadAsItIs(final String bytes, final int width, final long size) {
    memory.putBytes(4, HexFormat.of().parseHex(bytes));
    assertThat(BlockHeader.size(memory, 4, width)).isEqualTo(size);
  }
}
