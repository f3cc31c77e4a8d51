package org.intercore.icmsg.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.intercore.icmsg.fault.LinkFault.INDEX_UNALIGNED;
import static org.intercore.icmsg.fault.LinkFault.NOT_THE_MAGIC;
import static org.intercore.icmsg.fault.LinkFault.PACKET_EMPTY;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FaultCountersTest {
  private final List<String> told = new ArrayList<>();
  private final FaultCounters counters = new FaultCounters(
      (fault, value) -> told.add(fault.name() + " " + value), INDEX_UNALIGNED, PACKET_EMPTY);

  @Test
  void eachKindIsCountedAndToldOn() {
    counters.onFault(PACKET_EMPTY, 8);
    counters.onFault(PACKET_EMPTY, 12);
    assertThat(counters.snapshot()).isEqualTo(Map.of("PACKET_EMPTY", 2L));
    counters.onFault(INDEX_UNALIGNED, 3);

    assertThat(counters.count(PACKET_EMPTY)).isEqualTo(2);
    assertThat(counters.count(INDEX_UNALIGNED)).isEqualTo(1);
    assertThat(counters.total()).isEqualTo(3);
    assertThat(counters.snapshot()).isEqualTo(Map.of("INDEX_UNALIGNED", 1L, "PACKET_EMPTY", 2L));
    assertThat(told).containsExactly("PACKET_EMPTY 8", "PACKET_EMPTY 12", "INDEX_UNALIGNED 3");
  }

  @Test
  void aFaultIsCountedEvenIfItsHandlerThrows() {
    final FaultCounters throwing = new FaultCounters(
        (fault, value) -> {
          throw new ArithmeticException();
        },
        PACKET_EMPTY);
    try {
      throwing.onFault(PACKET_EMPTY, 0);
    } catch (final ArithmeticException expected) {
      assertThat(throwing.total()).isEqualTo(1);
      return;
    }
    throw new AssertionError("the handler was not told");
  }

  @Test
  void aKindThatNobodySpokeOfIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> counters.count(NOT_THE_MAGIC))
        .withMessageContaining("NOT_THE_MAGIC");
  }

  @Test
  void everyFaultIsASentenceWithItsValue() {
    for (final LinkFault fault : LinkFault.values()) {
      assertThat(fault.describe(4711)).matches("an? .* 4711");
    }
    FaultHandler.ignore().onFault(PACKET_EMPTY, 1);
  }
}
