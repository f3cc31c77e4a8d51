package org.intercore.icbmsg;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icbmsg.Workers.Worker;
import org.intercore.icbmsg.endpoint.Endpoint;
import org.intercore.icbmsg.layout.LinkFormat;
import org.intercore.icmsg.buffer.Buffers;
import org.intercore.icmsg.status.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A receiver that holds everything for ever, on one of several endpoints. */
@Timeout(60)
class HoardingReceiverTest {
  private static final long FOREVER = Long.MAX_VALUE;
  private static final int BLOCKS = 8;
  /** More than is ever sent without a block. */
  private static final int LENGTH = 200;

  private final Workers workers = new Workers();
  private final AtomicBuffer source = Buffers.allocate(1 << 16);
  private final Hoarder hoarder = new Hoarder();
  private final Inbox quiet = new Inbox();
  private final Inbox answers = new Inbox();
  private Sides sides;
  private Endpoint greedy;
  private Endpoint hoarders;
  private Endpoint other;

  /** Holds whatever comes. */
  private static final class Hoarder extends Inbox {
    private final List<Long> held = new ArrayList<>();

    @Override
    public void onMessage(
        final Endpoint endpoint,
        final DirectBuffer buffer,
        final int offset,
        final int length,
        final long rxToken) {
      held.add(endpoint.hold(rxToken));
    }

    void release(final Endpoint endpoint) {
      endpoint.release(held.remove(0));
    }
  }

  private void open(final LinkFormat format) {
    sides = Sides.with(
        BLOCKS,
        BLOCKS,
        config -> format == LinkFormat.NATIVE
            ? config.format(format).alignment(64)
            : config.format(format));
    greedy = sides.initiator().register("greedy", answers);
    hoarders = sides.follower().register("greedy", hoarder);
    other = sides.bind("other", new Inbox(), quiet);
    assertThat(greedy.isBound()).isTrue();
    quiet.take();
    answers.take();
  }

  @AfterEach
  void everyBlockComesBack() throws InterruptedException {
    while (!hoarder.held.isEmpty()) {
      hoarder.release(hoarders);
    }
    workers.stop();
    sides.work();
    assertThat(sides.blocksInUse()).isZero();
    assertThat(sides.follower().rxRunsInUse()).isZero();
    assertThat(sides.faults.seen()).isEmpty();
    sides.close();
  }

  private int send(final Endpoint endpoint, final int length, final long timeoutNs) {
    return endpoint.send(source, 0, length, timeoutNs);
  }

  private void hoard(final int messages) {
    for (int i = 0; i < messages; i++) {
      assertThat(send(greedy, LENGTH, 0)).isEqualTo(LENGTH);
      sides.work();
    }
    assertThat(hoarder.held).hasSize(messages);
  }

  @ParameterizedTest
  @EnumSource
  void othersGoOnWithTheLastFreeBlock(final LinkFormat format) {
    open(format);
    hoard(BLOCKS - 1);
    for (int i = 0; i < 10 * BLOCKS; i++) {
      final int length = i % 2 == 0 ? 1 : LENGTH;
      assertThat(send(other, length, 0)).isEqualTo(length);
      sides.work();
      assertThat(quiet.take()).hasSize(1);
    }
    // What needs more than is free is told so, and may come again.
    assertThat(send(other, other.maxPayload(), 0)).isEqualTo(Status.NO_MEMORY);
  }

  @ParameterizedTest
  @EnumSource
  void withEveryBlockHeldSendersAreToldSoAndNothingHangs(final LinkFormat format)
      throws InterruptedException {
    open(format);
    hoard(BLOCKS);
    for (final Endpoint endpoint : List.of(greedy, other)) {
      assertThat(send(endpoint, LENGTH, 0)).isEqualTo(Status.NO_MEMORY);
      assertThat(endpoint.claim(LENGTH, 0)).isEqualTo(Status.NO_MEMORY);
      assertThat(endpoint.claim(0, 0)).isEqualTo(Status.NO_MEMORY);
      assertThat(send(endpoint, LENGTH, Duration.ofMillis(2).toNanos()))
          .isEqualTo(Status.TIMED_OUT);
    }
    final Worker<Integer> interrupted = workers.start(() -> send(other, LENGTH, FOREVER));
    interrupted.awaitAsleep().thread().interrupt();
    assertThat(interrupted.join()).isEqualTo(Status.INTERRUPTED);
    // The other direction has blocks of its own.
    assertThat(hoarders.send(source, 0, LENGTH)).isEqualTo(LENGTH);
    sides.work();
    assertThat(answers.take()).hasSize(1);
  }

  /** The request to bind takes a block, for a moment. */
  @ParameterizedTest
  @EnumSource
  void whoeverRegistersMeanwhileIsBoundOnceABlockIsFree(final LinkFormat format) {
    open(format);
    hoard(BLOCKS);
    final Endpoint late = sides.initiator().register("late", new Inbox());
    sides.follower().register("late", new Inbox());
    sides.work();
    assertThat(late.isBound()).isFalse();
    assertThat(send(late, LENGTH, 0)).isEqualTo(Status.BUSY);
    hoarder.release(hoarders);
    sides.work();
    assertThat(late.isBound()).isTrue();
    assertThat(send(late, LENGTH, 0)).isEqualTo(LENGTH);
  }

  /** A small message needs a block in one of the formats only. */
  @ParameterizedTest
  @EnumSource
  void withEveryBlockHeldSmallMessagesPassWhereTheyNeedNone(final LinkFormat format) {
    open(format);
    hoard(BLOCKS);
    for (int i = 0; i < 100 * BLOCKS; i++) {
      final int status = send(other, 8, 0);
      sides.work();
      if (format == LinkFormat.NATIVE) {
        assertThat(status).isEqualTo(8);
        assertThat(quiet.take()).hasSize(1);
      } else {
        assertThat(status).isEqualTo(Status.NO_MEMORY);
      }
    }
    // Held small messages are copies, so that not even they keep anybody waiting.
    for (int i = 0; format == LinkFormat.NATIVE && i < 100 * BLOCKS; i++) {
      assertThat(send(greedy, 8, 0)).isEqualTo(8);
      sides.work();
      assertThat(hoarder.held).hasSize(BLOCKS + i + 1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aReleaseLetsThoseWhoWaitGoOnInTheirOrder(final LinkFormat format)
      throws InterruptedException {
    open(format);
    hoard(BLOCKS);
    final List<Worker<Integer>> waiting = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      final int length = LENGTH + i;
      waiting.add(workers.start(() -> send(other, length, FOREVER)).awaitAsleep());
    }
    for (int i = 0; i < waiting.size(); i++) {
      hoarder.release(hoarders);
      assertThat(waiting.get(i).join()).isEqualTo(LENGTH + i);
      assertThat(waiting.subList(i + 1, waiting.size())).noneMatch(Worker::isDone);
    }
    sides.work();
    assertThat(quiet.take()).hasSize(waiting.size());
  }
}
