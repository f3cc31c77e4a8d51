package org.intercore.icbmsg;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UpkeepTest {
  private final Upkeep upkeep = new Upkeep();

  private int roundsUntilDue(final boolean messagesCome) {
    int rounds = 1;
    while (!upkeep.isDue(messagesCome)) {
      rounds++;
    }
    return rounds;
  }

  @Test
  void whereNothingComesItIsDueInEachRound() {
    for (int i = 0; i < 100; i++) {
      assertThat(upkeep.isDue(false)).isTrue();
    }
  }

  @Test
  void howeverManyMessagesComeItIsDueNowAndThen() {
    assertThat(upkeep.isDue(true)).isTrue();
    assertThat(roundsUntilDue(true)).isEqualTo(33);
    assertThat(roundsUntilDue(true)).isEqualTo(33);
  }

  @Test
  void afterTheLastMessageItIsDueInSomeRoundsAndThenInEach() {
    upkeep.isDue(true);
    assertThat(roundsUntilDue(false)).isEqualTo(33);
    assertThat(upkeep.isDue(false)).isTrue();
  }

  @Test
  void whoGoesToSleepDoesAllOfItNext() {
    upkeep.isDue(true);
    upkeep.soon();
    assertThat(upkeep.isDue(false)).isTrue();
  }
}
