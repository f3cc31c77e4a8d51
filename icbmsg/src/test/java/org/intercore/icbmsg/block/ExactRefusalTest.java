package org.intercore.icbmsg.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.intercore.icmsg.status.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The hazard: a claim that does not wait looks at one word after the other, finds none of them free,
 * and is refused, although at every moment some run was free: it was freed behind the claimer's back
 * in a word that he had seen, before the one that he was about to see was taken. Or he met another
 * thread half-way through a run across two words.
 *
 * <p>Here there are as many runs as threads, and each has one at most: so whoever claims finds a free one,
 * and no claim may ever be refused.
 * The window is a few instructions wide, so this hunts by the number of tries; why there is none is
 * shown at {@link BlockBitmap}.
 */
@Timeout(60)
class ExactRefusalTest {
  private static final int THREADS = 3;
  private static final int RUNS = THREADS;
  private static final int ROUNDS = 300_000;

  @ParameterizedTest(name = "runs of {0} blocks, one every {1}")
  @CsvSource({
    "1, 1", // all in one word
    "1, 40", // each in a word of its own
    "2, 21", // some across two words
    "5, 30", // all but one across two words
    "40, 41" // longer than a word
  })
  void noClaimIsRefusedWhileThereIsAlwaysAFreeRun(final int length, final int distance)
      throws InterruptedException {
    final BlockAllocator allocator = new BlockAllocator(RUNS * distance, new TestProgress());
    leaveOnly(allocator, length, distance);
    final AtomicLong refused = new AtomicLong();
    final List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      final Thread thread = new Thread(() -> refused.addAndGet(claimAndFree(allocator, length)));
      threads.add(thread);
      thread.start();
    }
    for (final Thread thread : threads) {
      thread.join();
    }
    assertThat(refused.get()).isZero();
    assertThat(allocator.used()).isEqualTo(RUNS * (distance - length));
  }

  /** Takes every block but one run at the end of each stretch of {@code distance} blocks. */
  private static void leaveOnly(
      final BlockAllocator allocator, final int length, final int distance) {
    allocator.claim(RUNS * distance, 0);
    for (int i = 0; i < RUNS; i++) {
      allocator.free(i * distance + distance - length, length);
    }
  }

  private static long claimAndFree(final BlockAllocator allocator, final int length) {
    long refused = 0;
    for (int round = 0; round < ROUNDS; round++) {
      final long run = allocator.claim(length, 0);
      if (run < 0) {
        refused++;
      } else {
        allocator.free(BlockAllocator.start(run), BlockAllocator.length(run));
      }
    }
    return refused;
  }

  @Test
  void aClaimIsRefusedWhereNoRunOfThatLengthIsLeft() {
    final BlockAllocator allocator = new BlockAllocator(RUNS * 16, new TestProgress());
    leaveOnly(allocator, 7, 16);
    assertThat(allocator.claim(8, 0)).isEqualTo(Status.NO_MEMORY);
    assertThat(allocator.claim(7, 0)).isNotNegative();
  }
}
