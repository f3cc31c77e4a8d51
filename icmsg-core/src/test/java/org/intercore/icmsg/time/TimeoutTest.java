package org.intercore.icmsg.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TimeoutTest {

  @Test
  void aTimeoutIsKeptInNanoseconds() {
    assertThat(Timeout.NO_WAIT.nanos()).isZero();
    assertThat(Timeout.FOREVER.nanos()).isEqualTo(Long.MAX_VALUE);
    assertThat(Timeout.ofNanos(7).nanos()).isEqualTo(7);
    assertThat(Timeout.ofMillis(3).nanos()).isEqualTo(3_000_000);
    assertThat(Timeout.of(Duration.ofSeconds(2)).nanos()).isEqualTo(2_000_000_000L);
  }

  @Test
  void theEndsOfTheScaleAreTheTwoConstants() {
    assertThat(Timeout.of(Duration.ZERO)).isSameAs(Timeout.NO_WAIT);
    assertThat(Timeout.ofNanos(Long.MAX_VALUE)).isSameAs(Timeout.FOREVER);
    assertThat(Timeout.of(Duration.ofSeconds(Long.MAX_VALUE))).isSameAs(Timeout.FOREVER);
    assertThat(Timeout.ofMillis(Long.MAX_VALUE)).isSameAs(Timeout.FOREVER);
  }

  @Test
  void aNegativeTimeoutIsRefusedByItsValue() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Timeout.ofNanos(-5))
        .withMessageContaining("-5 ns");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Timeout.of(Duration.ofMillis(-2)))
        .withMessageContaining("PT-0.002S");
    assertThatIllegalArgumentException().isThrownBy(() -> Timeout.ofMillis(-1));
  }

  @Test
  void whatIsLeftCountsFromTheStartEvenWhenTheClockWrapsAround() {
    assertThat(Timeout.ofNanos(100).remainingNs(1000, 1030)).isEqualTo(70);
    assertThat(Timeout.ofNanos(100).remainingNs(1000, 1100)).isZero();
    assertThat(Timeout.ofNanos(100).remainingNs(1000, 1150)).isEqualTo(-50);
    assertThat(Timeout.ofNanos(100).remainingNs(Long.MAX_VALUE - 10, Long.MIN_VALUE + 9))
        .isEqualTo(80);
    assertThat(Timeout.FOREVER.remainingNs(-5, Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void itSaysWhatItIs() {
    assertThat(Timeout.NO_WAIT).hasToString("NO_WAIT");
    assertThat(Timeout.FOREVER).hasToString("FOREVER");
    assertThat(Timeout.ofMillis(1500)).hasToString("PT1.5S");
  }
}
