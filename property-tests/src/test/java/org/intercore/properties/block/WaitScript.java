package org.intercore.properties.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.intercore.icbmsg.block.BlockAllocator;
import org.intercore.icmsg.status.Status;
import org.intercore.properties.Generators.WaitShape;
import org.intercore.properties.Generators.WaitStep;
import org.intercore.properties.Generators.WaitStep.Moment;

/**
 * A line of waiting calls in a single thread: while one "sleeps", the next steps of a script are played,
 * and they may free blocks, stop the wait, let time pass, or make another call that waits behind it.
 * So every order of events can be tried, and every failure happens again.
 *
 * <p>At the script's end time passes to the deadline, or all blocks are freed.
 */
final class WaitScript {
  private static final long FOREVER = Long.MAX_VALUE;
  private static final int MOST_CALLS = 4;
  // Both together with the longest timeout stay below the 63 bits in which times are compared.
  private static final long LONGEST_STEP_NS = 1L << 50;

  /** A call that waits, as its caller sees it. */
  private final class Call {
    final int blocks;
    final long timeoutNs;
    final long entryNs = progress.nowNs;
    BooleanSupplier ready = () -> false;
    long lookedNs = entryNs;
    boolean awaited;
    boolean hadToStop;
    boolean ended;

    Call(final int blocks, final long timeoutNs) {
      this.blocks = blocks;
      this.timeoutNs = timeoutNs;
    }

    boolean isEndless() {
      return timeoutNs == FOREVER;
    }

    boolean isTimeOver() {
      return !isEndless() && progress.nowNs - entryNs >= timeoutNs;
    }

    /** Certainly: it has gone to sleep, and neither a run nor a status was given to it. */
    boolean isInLine() {
      return awaited && !progress.isReady(ready);
    }
  }

  private final Scripted progress;
  private final BlockAllocator allocator;
  private final BlockOracle oracle;
  private final Deque<WaitStep> script;
  private final Deque<Call> calls = new ArrayDeque<>();
  private boolean interrupted;
  private boolean closed;

  WaitScript(final int count, final long startNs, final List<WaitStep> steps) {
    progress = new Scripted(startNs);
    allocator = new BlockAllocator(count, progress);
    oracle = new BlockOracle(count);
    script = new ArrayDeque<>(steps);
    assertThat(allocator.claim(count, 0)).isNotNegative();
    oracle.set(0, count, true);
  }

  /** One call from its beginning to its end, with all that the script plays meanwhile. */
  void call(final WaitShape shape) {
    call(shape.blocks(), shape.timeoutNs());
    checkInterruptFlag();
    assertThat(progress.waiting()).as("calls that keep memory in place").isZero();
    closed = false;
    freeAll();
    assertThat(allocator.used()).isZero();
    // A waiter that had stayed in the line would be served now, or be in the way.
    assertThat(allocator.claim(oracle.count(), 0)).isNotNegative();
  }

  private void call(final int blocks, final long timeoutNs) {
    final Call call = new Call(blocks, timeoutNs);
    calls.push(call);
    final long answer = allocator.claim(blocks, timeoutNs);
    calls.pop();
    if (answer >= 0) {
      granted(call, answer);
    } else {
      refused(call, answer);
    }
    if (calls.isEmpty()) {
      assertThat(allocator.used()).as("blocks in use").isEqualTo(oracle.used());
    }
  }

  private void granted(final Call call, final long run) {
    final int start = BlockAllocator.start(run);
    final int length = BlockAllocator.length(run);
    if (call.blocks == BlockAllocator.LARGEST) {
      assertThat(length).isPositive();
    } else {
      assertThat(length).isEqualTo(call.blocks);
    }
    assertThat(oracle.isRun(start, length))
        .as("run of %d from %d", length, start)
        .isTrue();
    oracle.set(start, length, true);
    if (call.timeoutNs != 0) {
      assertThat(calls.stream().anyMatch(Call::isInLine))
          .as("overtook somebody who waits")
          .isFalse();
    }
  }

  private void refused(final Call call, final long status) {
    final boolean isTrue = switch ((int) status) {
      case Status.NO_MEMORY -> call.timeoutNs == 0;
      case Status.TIMED_OUT -> call.timeoutNs != 0 && call.isTimeOver();
      case Status.INTERRUPTED -> call.timeoutNs != 0 && interrupted;
      case Status.CLOSED -> closed;
      case Status.NOT_CONNECTED -> call.ended;
      default -> false;
    };
    assertThat(isTrue)
        .as(
            "%s after %d of %d ns",
            Status.name(status), progress.nowNs - call.entryNs, call.timeoutNs)
        .isTrue();
    if (calls.isEmpty() && !call.ended) {
      assertThat(oracle.find(Math.max(1, call.blocks)))
          .as("%s although so many blocks are free from", Status.name(status))
          .isNegative();
    }
  }

  private void checkInterruptFlag() {
    assertThat(Thread.interrupted()).as("interrupt flag").isEqualTo(interrupted);
    interrupted = false;
  }

  private void play(final Moment moment) {
    while (!script.isEmpty() && script.peek().moment() == moment) {
      final WaitStep step = script.poll();
      play(step);
      if (moment == Moment.SLEEP && step.kind() == WaitStep.Kind.NOTHING) {
        return; // Wakes up for nothing.
      }
    }
  }

  private void play(final WaitStep step) {
    final int amount = step.amount();
    switch (step.kind()) {
      case NOTHING -> {}
      case TIME_PASSES ->
        progress.nowNs += amount % 10 == 0 ? LONGEST_STEP_NS / (amount + 1) : amount / 10;
      case DEADLINE_COMES -> deadline(0);
      case DEADLINE_PASSES -> deadline(1 + amount);
      case FREE -> free(amount);
      case FREE_ALL -> freeAll();
      case CLAIM -> call(1 + amount % 2, 0);
      case WAIT_BEHIND -> {
        if (calls.size() < MOST_CALLS) {
          call(amount % (oracle.count() + 1), amount % 3 == 0 ? FOREVER : amount);
        }
      }
      case INTERRUPT -> {
        interrupted = true;
        Thread.currentThread().interrupt();
      }
      case CLOSE -> closed = true;
      case END_WAITS -> endWaits();
      default -> throw new AssertionError(step);
    }
  }

  private void deadline(final long afterNs) {
    final Call call = calls.peek();
    if (!call.isEndless() && !call.isTimeOver()) {
      progress.nowNs = call.entryNs + call.timeoutNs + afterNs;
    }
  }

  /** Somebody gives one of his blocks back. */
  private void free(final int which) {
    final int used = oracle.used();
    if (used == 0) {
      return;
    }
    int left = which % used;
    int block = 0;
    while (!oracle.isTaken(block) || left-- > 0) {
      block++;
    }
    oracle.set(block, 1, false);
    allocator.free(block, 1);
  }

  private void freeAll() {
    while (oracle.used() > 0) {
      free(0);
    }
  }

  /** The end of a wait that has none by itself. */
  private void releaseOrEnd() {
    if (oracle.used() > 0) {
      freeAll();
    } else {
      // Here one that was served cannot go on before the last that waits behind it has returned.
      assertThat(calls.size())
          .as("calls that wait although all blocks are free")
          .isGreaterThan(1);
      endWaits();
    }
  }

  private void endWaits() {
    for (final Call call : calls) {
      call.ended = true;
    }
    allocator.endWaits(Status.NOT_CONNECTED);
  }

  /** Plays the script wherever the waiting thread looks at the world. */
  private final class Scripted extends FakeProgress {
    // While the test itself asks whether a call was given something, nothing may happen.
    private boolean asking;

    Scripted(final long startNs) {
      super(startNs);
    }

    @Override
    public int pump() {
      final int before = script.size();
      play(Moment.PUMP);
      return before - script.size();
    }

    boolean isReady(final BooleanSupplier ready) {
      asking = true;
      try {
        return ready.getAsBoolean();
      } finally {
        asking = false;
      }
    }

    @Override
    public int status() {
      if (asking) {
        return 0;
      }
      play(Moment.STATUS);
      return closed ? Status.CLOSED : 0;
    }

    @Override
    public long nanoTime() {
      // Time passes after the clock was read, so that nobody sees more of it than his deadline
      // allows.
      final long seenNs = nowNs;
      calls.peek().lookedNs = seenNs;
      play(Moment.CLOCK);
      return seenNs;
    }

    @Override
    public void await(final BooleanSupplier ready, final long timeoutNs) {
      final Call call = calls.peek();
      assertThat(call.timeoutNs).as("a claim that does not wait").isNotZero();
      assertThat(call.hadToStop).as("woke up, had to stop, and sleeps again").isFalse();
      assertThat(timeoutNs).isPositive();
      if (!call.isEndless()) {
        assertThat(timeoutNs)
            .as("sleeps beyond the deadline")
            .isLessThanOrEqualTo(call.timeoutNs - (call.lookedNs - call.entryNs));
      }
      call.ready = ready;
      call.awaited = true;
      if (!isReady(ready)) {
        sleep(call, timeoutNs);
      }
      call.hadToStop = call.isTimeOver() || interrupted || closed;
    }

    private void sleep(final Call call, final long timeoutNs) {
      if (!script.isEmpty() && script.peek().moment() != Moment.SLEEP) {
        script.poll(); // A moment that does not come would stop the script.
      }
      if (!script.isEmpty()) {
        play(Moment.SLEEP);
      } else if (call.isEndless()) {
        releaseOrEnd();
      } else {
        nowNs += timeoutNs;
      }
    }
  }
}
