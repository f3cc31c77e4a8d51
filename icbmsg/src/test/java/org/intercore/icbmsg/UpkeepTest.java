package org.intercore.icbmsg;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UpkeepTest {
  private static final int QUICK_SUCCESSION = 64;

  private final Upkeep upkeep = new Upkeep();

  private int roundsUntilDue(final boolean messagesCome) {
    int rounds = 1;
    while (!upkeep.isDue(messagesCome)) {
      rounds++;
    }
    return rounds;
  }

  private void messagesComeInQuickSuccession() {
    for (int i = 1; i < QUICK_SUCCESSION; i++) {
      assertThat(upkeep.isDue(true)).as("message %d", i).isTrue();
    }
    assertThat(upkeep.isDue(true)).isFalse();
  }

  @Test
  void whereNothingComesItIsDueInEachRound() {
    for (int i = 0; i < 100; i++) {
      assertThat(upkeep.isDue(false)).isTrue();
    }
  }

  @Test
  void whereMessagesAreFarBetweenItIsDueInEachRound() {
    for (int i = 0; i < 10 * QUICK_SUCCESSION; i++) {
      assertThat(upkeep.isDue(true)).isTrue();
      for (int idle = 0; idle < 33; idle++) {
        assertThat(upkeep.isDue(false)).isTrue();
      }
    }
  }

  @Test
  void howeverManyMessagesComeItIsDueNowAndThen() {
    messagesComeInQuickSuccession();
    assertThat(roundsUntilDue(true)).isEqualTo(32);
    assertThat(roundsUntilDue(true)).isEqualTo(33);
    assertThat(roundsUntilDue(true)).isEqualTo(33);
  }

  @Test
  void someEmptyRoundsBetweenMessagesAreLeftOutToo() {
    messagesComeInQuickSuccession();
    int due = 0;
    for (int i = 0; i < 100; i++) {
      due += upkeep.isDue(true) ? 1 : 0;
      for (int idle = 0; idle < 32; idle++) {
        due += upkeep.isDue(false) ? 1 : 0;
      }
    }
    assertThat(due).isEqualTo(100);
  }

  @Test
  void afterTheLastMessageItIsDueAfterSomeRoundsAndThenInEach() {
    messagesComeInQuickSuccession();
    assertThat(roundsUntilDue(false)).isEqualTo(32);
    for (int i = 0; i < 100; i++) {
      assertThat(upkeep.isDue(false)).isTrue();
    }
  }

  @Test
  void whoGoesToSleepDoesAllOfItNext() {
    messagesComeInQuickSuccession();
    upkeep.soon();
    assertThat(upkeep.isDue(false)).isTrue();
    messagesComeInQuickSuccession();
  }
}
