package org.intercore.icbmsg.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.function.IntSupplier;
import org.intercore.icmsg.status.Status;
import org.intercore.icmsg.time.Timeout;
import org.junit.jupiter.api.Test;

/** {@link Waiting}, step by step, in one thread and with a clock that stands still by itself. */
@org.junit.jupiter.api.Timeout(30)
class WaitingLoopTest {
  private static final long NAP_NS = 1_000_000;

  private final ScriptedProgress progress = new ScriptedProgress();
  private int status = Status.BUSY;
  private int worked;

  private int until(final Timeout timeout, final IntSupplier work) {
    return Waiting.until(
        progress,
        timeout,
        () -> {
          worked++;
          return work.getAsInt();
        },
        progress::hasNews,
        () -> status);
  }

  private int untilNothingToDo(final Timeout timeout) {
    return until(timeout, () -> 0);
  }

  @Test
  void whatIsThereAlreadyIsAnsweredWithoutAnyWork() {
    status = 0;
    assertThat(untilNothingToDo(Timeout.FOREVER)).isZero();
    status = Status.NOT_CONNECTED;
    progress.gone = true;
    assertThat(untilNothingToDo(Timeout.FOREVER)).isEqualTo(Status.NOT_CONNECTED);
    assertThat(worked).isZero();
    assertThat(progress.entered).isZero();
  }

  @Test
  void nobodyWaitsOnMemoryThatIsGone() {
    progress.gone = true;
    assertThat(untilNothingToDo(Timeout.FOREVER)).isEqualTo(Status.CLOSED);
    assertThat(worked).isZero();
    assertThat(progress.left).as("what was never begun").isZero();
  }

  @Test
  void whoDoesNotWaitWorksOnceAllTheSame() {
    assertThat(untilNothingToDo(Timeout.NO_WAIT)).isEqualTo(Status.TIMED_OUT);
    assertThat(worked).isEqualTo(1);
    assertThat(progress.naps).isEmpty();
    assertThat(progress.left).isEqualTo(1);

    assertThat(until(Timeout.NO_WAIT, () -> status = 7)).isEqualTo(7);
    assertThat(progress.left).isEqualTo(2);
  }

  @Test
  void itSleepsInNapsUntilTheTimeIsOver() {
    final Timeout timeout = Timeout.ofNanos(2 * NAP_NS + 300);
    assertThat(untilNothingToDo(timeout)).isEqualTo(Status.TIMED_OUT);
    assertThat(progress.naps).containsExactly(NAP_NS, NAP_NS, 300L);
    assertThat(worked).isEqualTo(4);
    assertThat(progress.left).isEqualTo(1);
  }

  @Test
  void theTimeIsCountedFromTheCallAndNotFromTheLastWork() {
    final int answer = until(Timeout.ofNanos(1000), () -> {
      progress.nowNs += 400;
      return 1;
    });
    assertThat(answer).isEqualTo(Status.TIMED_OUT);
    assertThat(worked).isEqualTo(3);
    assertThat(progress.naps).as("there was always something to do").isEmpty();
  }

  @Test
  void forEverIsForEver() {
    progress.duringNap = () -> {
      progress.nowNs += Long.MAX_VALUE / 2;
      if (progress.naps.size() == 5) {
        status = 3;
      }
    };
    assertThat(untilNothingToDo(Timeout.FOREVER)).isEqualTo(3);
    assertThat(progress.naps).containsOnly(NAP_NS).hasSize(5);
  }

  @Test
  void aNapEndsWithNewsOrWithWhatIsWaitedFor() {
    progress.duringNap = () -> progress.news = true;
    untilNothingToDo(Timeout.ofNanos(1));
    assertThat(progress.ready).as("before, after news").containsExactly(false, true);

    progress.news = false;
    progress.ready.clear();
    progress.duringNap = () -> status = 0;
    untilNothingToDo(Timeout.ofNanos(1));
    assertThat(progress.ready).as("before, after the status").containsExactly(false, true);
  }

  @Test
  void anInterruptedThreadStopsWaitingAndIsStillInterrupted() {
    Thread.currentThread().interrupt();
    final int answer = untilNothingToDo(Timeout.FOREVER);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(answer).isEqualTo(Status.INTERRUPTED);
    assertThat(worked).isEqualTo(1);
    assertThat(progress.left).isEqualTo(1);
  }

  @Test
  void anInterruptedThreadIsToldWhatItWaitedForIfItIsThere() {
    Thread.currentThread().interrupt();
    final int answer = until(Timeout.FOREVER, () -> status = 5);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(answer).isEqualTo(5);
  }

  @Test
  void workThatThrowsEndsTheWaitProperly() {
    assertThatExceptionOfType(ArithmeticException.class)
        .isThrownBy(() -> until(Timeout.FOREVER, () -> {
          throw new ArithmeticException();
        }));
    assertThat(progress.left).isEqualTo(1);
  }
}
