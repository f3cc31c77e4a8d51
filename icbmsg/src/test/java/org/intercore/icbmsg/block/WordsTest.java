package org.intercore.icbmsg.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import org.intercore.icbmsg.Workers;
import org.intercore.icmsg.sync.Confinement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One thread alone sees the same of its words as if there were others; others may only read. */
@Timeout(120)
class WordsTest {
  private final Words confined = new Words(2, Confinement.toOneThread());
  private final Words shared = new Words(2, Confinement.none());
  private final Workers workers = new Workers();

  @AfterEach
  void stop() throws InterruptedException {
    workers.stop();
  }

  private List<Words> both() {
    return List.of(confined, shared);
  }

  private void elsewhere(final Runnable step) throws InterruptedException {
    workers
        .start(() -> {
          step.run();
          return null;
        })
        .join();
  }

  @Test
  void aWordIsSetIfItIsWhatWasExpected() {
    for (final Words words : both()) {
      assertThat(words.length()).isEqualTo(2);
      assertThat(words.compareAndSet(1, 0, 5)).isTrue();
      assertThat(words.get(1)).isEqualTo(5);
      assertThat(words.compareAndSet(1, 5, 1L << 40)).isTrue();
      assertThat(words.get(1)).isEqualTo(1L << 40);
      assertThat(words.get(0)).as("the word beside it").isZero();
    }
  }

  @Test
  void aWordStaysIfItIsSomethingElse() {
    for (final Words words : both()) {
      words.set(0, 3);
      assertThat(words.compareAndSet(0, 0, 7)).isFalse();
      assertThat(words.compareAndSet(0, 7, 8)).isFalse();
      assertThat(words.get(0)).isEqualTo(3);
    }
  }

  @Test
  void whatIsAddedComesOnTopOfWhatWasThere() {
    for (final Words words : both()) {
      words.setRelease(1, 10);
      words.add(1, 4);
      words.add(1, -1);
      assertThat(words.get(1)).isEqualTo(13);
      assertThat(words.get(0)).isZero();
    }
  }

  @Test
  void noOtherThreadChangesAWordOfOneThatIsAlone() throws InterruptedException {
    assertThat(confined.compareAndSet(0, 0, 1)).isTrue();
    elsewhere(() -> {
      assertThatIllegalStateException()
          .isThrownBy(() -> confined.compareAndSet(0, 1, 2))
          .withMessageContaining("confined to one thread");
      assertThatIllegalStateException()
          .isThrownBy(() -> confined.add(0, 1))
          .withMessageContaining("confined to one thread");
      assertThat(confined.get(0)).as("anybody may read").isEqualTo(1);
    });
    assertThat(confined.get(0)).isEqualTo(1);
  }

  /** Whoever comes first is the one, whichever step it takes. */
  @Test
  void whoAddsFirstIsAloneToo() throws InterruptedException {
    confined.add(1, 9);
    elsewhere(
        () -> assertThatIllegalStateException().isThrownBy(() -> confined.compareAndSet(1, 9, 0)));
    assertThat(confined.get(1)).isEqualTo(9);
  }

  @Test
  void withoutConfinementAnyThreadChangesThem() throws InterruptedException {
    shared.add(0, 1);
    elsewhere(() -> {
      assertThat(shared.compareAndSet(0, 1, 2)).isTrue();
      shared.add(0, 1);
    });
    assertThat(shared.get(0)).isEqualTo(3);
  }
}
