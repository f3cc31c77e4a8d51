package org.intercore.icmsg.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegionPairTest {
  private final SharedMemory memory = SharedMemory.allocate(4096);

  @Test
  void theOtherSidesViewIsTheSameTheOtherWayRound() {
    final SharedRegion first = memory.region(0, 1024);
    final SharedRegion second = memory.region(1024, 2048);

    final RegionPair pair = RegionPair.of(first, second);

    assertThat(pair.tx()).isSameAs(first);
    assertThat(pair.rx()).isSameAs(second);
    assertThat(pair.swapped().tx()).isSameAs(second);
    assertThat(pair.swapped().rx()).isSameAs(first);
    pair.tx().buffer().putInt(8, 0x11223344);
    assertThat(pair.swapped().rx().buffer().getInt(8)).isEqualTo(0x11223344);
  }

  @ParameterizedTest
  @CsvSource({"0, 1024, 0, 1024", "0, 1024, 1023, 1", "512, 512, 0, 513", "0, 4096, 64, 64"})
  void regionsThatOverlapAreRefused(
      final int txOffset, final int txLength, final int rxOffset, final int rxLength) {
    final SharedRegion tx = memory.region(txOffset, txLength);
    final SharedRegion rx = memory.region(rxOffset, rxLength);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> RegionPair.of(tx, rx))
        .withMessageContaining("overlaps")
        .withMessageContaining(txLength + " bytes at offset " + txOffset)
        .withMessageContaining(rxLength + " bytes at offset " + rxOffset);
    assertThatIllegalArgumentException().isThrownBy(() -> RegionPair.of(rx, tx));
  }

  @Test
  void neighboursAndOtherMemoryDoNotOverlap() {
    final SharedRegion tx = memory.region(0, 1024);
    assertThat(RegionPair.of(tx, memory.region(1024, 1)).rx().offset()).isEqualTo(1024);
    final SharedRegion elsewhere = SharedMemory.allocate(1024).region(0, 1024);
    assertThat(RegionPair.of(tx, elsewhere).rx()).isSameAs(elsewhere);
  }

  @Test
  void aLeaseKeepsBothMemoriesOrNone() {
    final SharedMemory other = SharedMemory.allocate(4096);
    final RegionPair pair = RegionPair.of(memory.region(0, 64), other.region(0, 64));
    pair.lease();
    memory.close();
    other.close();
    memory.lease(); // still there
    memory.release();
    pair.release();
    assertThatIllegalStateException().isThrownBy(memory::lease).withMessageContaining("closed");
    assertThatIllegalStateException().isThrownBy(other::lease);
  }

  @Test
  void aLeaseThatFailsHalfWayKeepsNothing() {
    final SharedMemory gone = SharedMemory.allocate(4096);
    final RegionPair pair = RegionPair.of(memory.region(0, 64), gone.region(0, 64));
    gone.close();

    assertThatIllegalStateException().isThrownBy(pair::lease);

    memory.close();
    assertThatIllegalStateException().isThrownBy(memory::lease);
  }
}
