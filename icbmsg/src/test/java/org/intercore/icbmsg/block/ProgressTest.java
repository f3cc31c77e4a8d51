package org.intercore.icbmsg.block;

import static org.assertj.core.api.Assertions.assertThat;

import org.intercore.icmsg.status.Status;
import org.junit.jupiter.api.Test;

/** What holds for an instance that says nothing of its own about it. */
class ProgressTest {
  private final ScriptedProgress progress = new ScriptedProgress();

  @Test
  void whereSomethingHasComeThereIsWork() {
    assertThat(progress.hasWork()).isFalse();
    progress.news = true;
    assertThat(progress.hasWork()).isTrue();
  }

  @Test
  void nobodyWaitsForBlocksWhereWaitingMakesNoSenseAtAll() {
    assertThat(progress.waitStatus()).isZero();
    progress.status = Status.NOT_CONNECTED;
    assertThat(progress.waitStatus()).isEqualTo(Status.NOT_CONNECTED);
  }
}
