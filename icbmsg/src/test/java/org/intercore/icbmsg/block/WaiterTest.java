package org.intercore.icbmsg.block;

import static org.assertj.core.api.Assertions.assertThat;

import org.intercore.icmsg.status.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WaiterTest {
  private final ScriptedProgress progress = new ScriptedProgress();
  private final Waiter waiter = new Waiter();

  @Test
  void itWaitsWhileThereIsNothingToDo() {
    waiter.set(3, progress);
    assertThat(waiter.thread).isSameAs(Thread.currentThread());
    assertThat(waiter.blocks).isEqualTo(3);
    assertThat(waiter.getAsBoolean()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2L << 32 | 5, Status.NOT_CONNECTED})
  void itIsReadyWhenItWasGivenARunOrAStatus(final long granted) {
    waiter.set(3, progress);
    waiter.granted = granted;
    assertThat(waiter.getAsBoolean()).isTrue();

    waiter.set(3, progress);
    assertThat(waiter.getAsBoolean()).as("set anew").isFalse();
  }

  @Test
  void itIsReadyWhenThereIsNewsInTheRing() {
    waiter.set(3, progress);
    progress.news = true;
    assertThat(waiter.getAsBoolean()).isTrue();
  }

  @Test
  void itIsReadyWhenWaitingMakesNoSenseAnyMore() {
    waiter.set(3, progress);
    progress.status = -1;
    assertThat(waiter.getAsBoolean()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"0, true", "1, true", "2, false", "3, false"})
  void anyBlockServesWhoeverWantsOneOrAsManyAsThereAre(final int blocks, final boolean any) {
    waiter.set(blocks, progress);
    assertThat(waiter.takesAnyBlock()).isEqualTo(any);
  }

  @Test
  void oneThatStandsInNoLineKeepsNoThread() {
    waiter.set(3, progress);
    waiter.clear();
    assertThat(waiter.thread).isNull();
  }
}
