package org.intercore.icmsg.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionWordTest {

  @Test
  void theRequestIsInTheLowHalfAndTheAcknowledgementInTheHighOne() {
    assertThat(SessionWord.of(0x1234, 0xABCD)).isEqualTo(0xABCD1234);
    assertThat(SessionWord.of(0xFFFF, 0)).isEqualTo(0x0000FFFF);
    assertThat(SessionWord.of(0, 0xFFFF)).isEqualTo(0xFFFF0000);
    assertThat(SessionWord.request(0xABCD1234)).isEqualTo(0x1234);
    assertThat(SessionWord.acknowledged(0xABCD1234)).isEqualTo(0xABCD);
    assertThat(SessionWord.acknowledged(0xFFFF0000)).isEqualTo(0xFFFF);
    assertThat(SessionWord.DISCONNECTED).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    // the peer's request, what it acknowledges, our new id
    "0, 0, 1",
    "1, 0, 2",
    "2, 1, 3",
    "0, 1, 2",
    "7, 8, 9",
    "65534, 0, 65535",
    "65535, 0, 1",
    "65535, 1, 2",
    "65534, 65535, 1",
    "65535, 65535, 1",
  })
  void aFreshIdIsTheNextOneButNeverZeroOrTheOneAcknowledged(
      final int request, final int acknowledged, final int fresh) {
    assertThat(SessionWord.freshId(acknowledged << 16 | request)).isEqualTo(fresh);
  }
}
