package org.intercore.icbmsg.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventQueueTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 64, 65, 520})
  void itHoldsWhatItWasAskedToInOrder(final int capacity) {
    final EventQueue queue = new EventQueue(capacity);
    for (int round = 0; round < 3; round++) {
      assertThat(queue.poll()).isEqualTo(EventQueue.NONE);
      for (int i = 0; i < capacity; i++) {
        assertThat(queue.offer(1000L * round + i))
            .as("event %d of %d", i, capacity)
            .isTrue();
      }
      for (int i = 0; i < capacity; i++) {
        assertThat(queue.poll()).isEqualTo(1000L * round + i);
      }
    }
  }

  @Test
  void aFullQueueRefusesAndLosesNothing() {
    final EventQueue queue = new EventQueue(4);
    for (int i = 0; i < 4; i++) {
      queue.offer(i);
    }
    assertThat(queue.offer(99)).isFalse();
    assertThat(queue.poll()).isZero();
    assertThat(queue.offer(4)).isTrue();
    for (int i = 1; i < 5; i++) {
      assertThat(queue.poll()).isEqualTo(i);
    }
    assertThat(queue.poll()).isEqualTo(EventQueue.NONE);
  }

  @Test
  void lookingTakesNothing() {
    final EventQueue queue = new EventQueue(2);
    assertThat(queue.peek()).isEqualTo(EventQueue.NONE);
    for (int round = 0; round < 5; round++) {
      queue.offer(round);
      queue.offer(100 + round);
      assertThat(queue.peek()).isEqualTo(round).isEqualTo(queue.peek());
      assertThat(queue.offer(0)).isFalse();
      assertThat(queue.poll()).isEqualTo(round);
      assertThat(queue.peek()).isEqualTo(100 + round);
      assertThat(queue.poll()).isEqualTo(100 + round);
      assertThat(queue.peek()).isEqualTo(EventQueue.NONE);
      assertThat(queue.isEmpty()).isTrue();
    }
  }

  /** Hunts an event that is seen before it is written, or overwritten before it is read. */
  @Test
  @Timeout(120)
  void oneThreadAddsWhatAnotherTakes() {
    final long events = 300_000;
    final EventQueue queue = new EventQueue(8);
    final CompletableFuture<Void> adding = CompletableFuture.runAsync(() -> {
      for (long i = 0; i < events; i++) {
        while (!queue.offer(i)) {
          Thread.yield();
        }
      }
    });
    for (long expected = 0; expected < events; expected++) {
      long event = queue.poll();
      while (event == EventQueue.NONE) {
        Thread.yield();
        event = queue.poll();
      }
      if (event != expected) {
        throw new AssertionError(event + " instead of " + expected);
      }
    }
    adding.join();
    assertThat(queue.poll()).isEqualTo(EventQueue.NONE);
  }
}
