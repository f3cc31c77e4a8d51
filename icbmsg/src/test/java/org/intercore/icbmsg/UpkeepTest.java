package org.intercore.icbmsg;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UpkeepTest {
  private static final int QUICK_SUCCESSION = 64;
  private static final int FAR_BETWEEN = 128;

  private final Upkeep upkeep = new Upkeep();

  private boolean round(final boolean messagesCome) {
    final boolean due = upkeep.isDue();
    upkeep.looked(messagesCome);
    return due;
  }

  private int roundsUntilDue(final boolean messagesCome) {
    int rounds = 1;
    while (!round(messagesCome)) {
      rounds++;
    }
    return rounds;
  }

  private void messagesComeInQuickSuccession() {
    for (int i = 1; i <= QUICK_SUCCESSION; i++) {
      assertThat(round(true)).as("message %d", i).isTrue();
    }
    assertThat(upkeep.isDue()).isFalse();
  }

  @Test
  void whereNothingComesItIsDueInEachRound() {
    for (int i = 0; i < 100; i++) {
      assertThat(round(false)).isTrue();
    }
  }

  @Test
  void whereMessagesAreFarBetweenItIsDueInEachRound() {
    for (int i = 0; i < 10 * QUICK_SUCCESSION; i++) {
      assertThat(round(true)).isTrue();
      for (int idle = 0; idle < FAR_BETWEEN; idle++) {
        assertThat(round(false)).isTrue();
      }
    }
  }

  @Test
  void howeverManyMessagesComeItIsDueNowAndThen() {
    messagesComeInQuickSuccession();
    for (int i = 0; i < 10; i++) {
      assertThat(roundsUntilDue(true)).isEqualTo(33);
    }
  }

  @Test
  void emptyRoundsBetweenMessagesAreLeftOutToo() {
    messagesComeInQuickSuccession();
    int due = 0;
    for (int i = 0; i < 33; i++) {
      due += round(true) ? 1 : 0;
      for (int idle = 1; idle < FAR_BETWEEN; idle++) {
        due += round(false) ? 1 : 0;
      }
    }
    assertThat(due).isEqualTo(FAR_BETWEEN);
  }

  @Test
  void afterTheLastMessageItIsDueAfterSomeRoundsAndThenInEach() {
    messagesComeInQuickSuccession();
    for (int rounds = 0; rounds < FAR_BETWEEN; rounds++) {
      assertThat(round(false)).as("round %d", rounds).isEqualTo(rounds % 33 == 32);
    }
    for (int i = 0; i < 100; i++) {
      assertThat(round(false)).isTrue();
    }
  }

  @Test
  void whoGoesToSleepDoesAllOfItNext() {
    messagesComeInQuickSuccession();
    upkeep.soon();
    assertThat(upkeep.isDue()).isTrue();
    messagesComeInQuickSuccession();
  }
}
