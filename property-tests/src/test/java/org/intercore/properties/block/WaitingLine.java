package org.intercore.properties.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.intercore.icbmsg.block.BlockAllocator;
import org.intercore.icmsg.status.Status;

/**
 * Threads that really wait, beside a list that says who is served when: the first, as soon as an array
 * of booleans has a run for it, and nobody before it. After each step the line is at rest, so everything
 * can be said exactly.
 */
final class WaitingLine {
  private static final long FOREVER = Long.MAX_VALUE;
  private static final int MOST_WAITERS = 6;
  private static final int STEPS = 40;

  /** A thread that waits, and what it was told. */
  private final class Waiting {
    final int blocks;
    final long deadlineNs;
    private final Thread thread;
    private final FutureTask<Long> answer;
    private volatile boolean stillInterrupted;

    Waiting(final int blocks, final long timeoutNs) {
      this.blocks = blocks;
      this.deadlineNs = timeoutNs == FOREVER ? FOREVER : elapsedNs + timeoutNs;
      this.answer = new FutureTask<>(() -> {
        final long told = allocator.claim(blocks, timeoutNs);
        stillInterrupted = Thread.currentThread().isInterrupted();
        return told;
      });
      this.thread = new Thread(answer, "waiter for " + blocks);
      thread.setDaemon(true);
      thread.start();
    }

    /** Told something, or seen in the line. */
    boolean isSettled() {
      return answer.isDone() || progress.hasSlept(thread);
    }

    long end() throws Exception {
      return answer.get();
    }
  }

  private final SplittableRandom random;
  private final long startNs;
  private final ParkingProgress progress;
  private final BlockAllocator allocator;
  private final BlockOracle oracle;
  private final List<Waiting> line = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private long elapsedNs;

  WaitingLine(final int count, final long seed) {
    random = new SplittableRandom(seed);
    startNs = random.nextLong();
    progress = new ParkingProgress(startNs);
    allocator = new BlockAllocator(count, progress);
    oracle = new BlockOracle(count);
    assertThat(allocator.claim(count, 0)).isNotNegative();
    oracle.set(0, count, true);
  }

  void play() throws Exception {
    try {
      for (int i = 0; i < STEPS; i++) {
        step();
        serve();
      }
      while (!line.isEmpty()) {
        free();
        serve();
      }
    } finally {
      threads.forEach(Thread::interrupt);
    }
    while (oracle.used() > 0) {
      free();
    }
    assertThat(allocator.used()).isZero();
    assertThat(allocator.claim(oracle.count(), 0)).isNotNegative();
  }

  private void step() throws Exception {
    switch (random.nextInt(9)) {
      case 0, 1, 2 -> join();
      case 3, 4 -> free();
      case 5 -> claimWithoutWaiting();
      case 6 -> interruptOne();
      case 7 -> letTheNextDeadlineCome();
      default -> wakeAll();
    }
  }

  /** Somebody comes; whoever finds others waiting has to wait, too. */
  private void join() throws Exception {
    if (line.size() == MOST_WAITERS) {
      return;
    }
    final int blocks = random.nextInt(oracle.count() + 1);
    final long timeoutNs = random.nextBoolean() ? FOREVER : 1 + random.nextInt(1_000_000);
    final Waiting waiting = new Waiting(blocks, timeoutNs);
    threads.add(waiting.thread);
    line.add(waiting);
    await(waiting::isSettled);
  }

  private void free() {
    if (oracle.used() == 0) {
      return;
    }
    int start = random.nextInt(oracle.count());
    while (!oracle.isTaken(start)) {
      start = (start + 1) % oracle.count();
    }
    int length = 1;
    final int most = 1 + random.nextInt(3);
    while (length < most && start + length < oracle.count() && oracle.isTaken(start + length)) {
      length++;
    }
    oracle.set(start, length, false);
    allocator.free(start, length);
  }

  /** May have what the head of the line does not need, and must have it, wherever the window lies. */
  private void claimWithoutWaiting() {
    final int blocks = 1 + random.nextInt(2);
    final long run = allocator.claim(blocks, 0);
    if (run >= 0) {
      assertThat(oracle.isRun(BlockAllocator.start(run), blocks)).isTrue();
      oracle.set(BlockAllocator.start(run), blocks, true);
    } else {
      assertThat(run).isEqualTo(Status.NO_MEMORY);
      assertThat(isRunLeftWhereverTheWindowLies(blocks)).isFalse();
    }
  }

  private boolean isRunLeftWhereverTheWindowLies(final int blocks) {
    final int window = line.isEmpty() ? 0 : line.get(0).blocks;
    for (int place = 0; place + window <= oracle.count(); place++) {
      final BlockOracle outside = new BlockOracle(oracle.count());
      for (int block = 0; block < oracle.count(); block++) {
        final boolean kept = block >= place && block < place + window;
        outside.set(block, 1, kept || oracle.isTaken(block));
      }
      if (outside.find(blocks) < 0) {
        return false;
      }
    }
    return true;
  }

  private void interruptOne() throws Exception {
    if (!line.isEmpty()) {
      final Waiting waiting = line.remove(random.nextInt(line.size()));
      waiting.thread.interrupt();
      assertThat(waiting.end()).isEqualTo(Status.INTERRUPTED);
      assertThat(waiting.stillInterrupted).as("interrupt flag").isTrue();
    }
  }

  private void letTheNextDeadlineCome() throws Exception {
    long next = FOREVER;
    for (final Waiting waiting : line) {
      next = Math.min(next, waiting.deadlineNs);
    }
    if (next == FOREVER) {
      return;
    }
    elapsedNs = next;
    progress.setClock(startNs + elapsedNs);
    wakeAll();
    for (final Waiting waiting : List.copyOf(line)) {
      if (waiting.deadlineNs <= next) {
        assertThat(waiting.end()).isEqualTo(Status.TIMED_OUT);
        line.remove(waiting);
      }
    }
  }

  /** Nobody has a reason to stop; time has passed for nobody. */
  private void wakeAll() {
    line.forEach(waiting -> LockSupport.unpark(waiting.thread));
  }

  /** Whoever is first and can be served, has been; nobody else. */
  private void serve() throws Exception {
    while (!line.isEmpty() && oracle.find(Math.max(1, line.get(0).blocks)) >= 0) {
      final Waiting first = line.remove(0);
      final long run = first.end();
      assertThat(run).as("%s is first: %s", first.thread, Status.describe(run)).isNotNegative();
      final int start = BlockAllocator.start(run);
      final int length = BlockAllocator.length(run);
      assertThat(oracle.isRun(start, length))
          .as("run of %d from %d", length, start)
          .isTrue();
      if (first.blocks != BlockAllocator.LARGEST) {
        assertThat(length).isEqualTo(first.blocks);
      }
      oracle.set(start, length, true);
    }
    for (final Waiting waiting : line) {
      assertThat(waiting.answer.isDone())
          .as("%s was served before its turn", waiting.thread)
          .isFalse();
    }
    assertThat(allocator.used()).as("blocks in use").isEqualTo(oracle.used());
  }

  private static void await(final BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      Thread.yield();
    }
  }
}
