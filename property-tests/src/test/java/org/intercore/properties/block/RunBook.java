package org.intercore.properties.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.intercore.icbmsg.block.BlockAllocator;
import org.intercore.icmsg.status.Status;
import org.intercore.properties.Generators.RunStep;

/**
 * An allocator beside an array of booleans and the list of the runs that are out, in one thread. There
 * is no wire, and so no limit to the number of blocks.
 */
final class RunBook {
  private record Run(int start, int length) {}

  private final FakeProgress progress = new FakeProgress(0);
  private final BlockAllocator allocator;
  private final BlockOracle oracle;
  private final List<Run> out = new ArrayList<>();
  private int most;

  RunBook(final int count) {
    allocator = new BlockAllocator(count, progress);
    oracle = new BlockOracle(count);
  }

  void play(final RunStep step) {
    final int count = oracle.count();
    switch (step.kind()) {
      case CLAIM -> claim(step.length(count), 0, Status.NO_MEMORY);
      case CLAIM_AND_WAIT -> claim(step.length(count), 1 + step.where(), Status.TIMED_OUT);
      case CLAIM_LARGEST -> claim(BlockAllocator.LARGEST, 0, Status.NO_MEMORY);
      case SHRINK -> shrink(step);
      case FREE -> {
        if (!out.isEmpty()) {
          free(out.remove(step.first(out.size())));
        }
      }
      case FREE_ANYTHING -> {
        final int start = step.first(count);
        freeUntaken(start, step.length(count - start));
      }
      case REFUSE -> refuse(step.first(count), step.much());
      default -> throw new AssertionError(step);
    }
  }

  private void claim(final int blocks, final long timeoutNs, final int otherwise) {
    final long startNs = progress.nowNs;
    final long run = allocator.claim(blocks, timeoutNs);
    if (oracle.find(Math.max(1, blocks)) < 0) {
      assertThat(run).as("claim of %d blocks", blocks).isEqualTo(otherwise);
      assertThat(progress.nowNs - startNs).isGreaterThanOrEqualTo(timeoutNs);
      return;
    }
    assertThat(run).as("claim of %d blocks", blocks).isNotNegative();
    final int start = BlockAllocator.start(run);
    final int length = BlockAllocator.length(run);
    assertThat(oracle.isRun(start, length))
        .as("run of %d from %d", length, start)
        .isTrue();
    if (blocks == BlockAllocator.LARGEST) {
      assertThat(length).isEqualTo(oracle.freeFrom(start));
      assertThat(start == 0 || oracle.isTaken(start - 1))
          .as("starts at %d", start)
          .isTrue();
    } else {
      assertThat(length).isEqualTo(blocks);
    }
    oracle.set(start, length, true);
    out.add(new Run(start, length));
    most = Math.max(most, oracle.used());
  }

  /** What is left of a run after its end was freed. */
  private void shrink(final RunStep step) {
    if (out.isEmpty()) {
      return;
    }
    final Run run = out.remove(step.first(out.size()));
    final int kept = step.length(run.length);
    out.add(new Run(run.start, kept));
    if (kept < run.length) {
      free(new Run(run.start + kept, run.length - kept));
    }
  }

  private void free(final Run run) {
    allocator.free(run.start, run.length);
    oracle.set(run.start, run.length, false);
  }

  private void freeUntaken(final int start, final int length) {
    if (!oracle.isAll(start, length, true)) {
      assertThatThrownBy(() -> allocator.free(start, length))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  private void refuse(final int start, final int number) {
    final int count = oracle.count();
    assertThat(allocator.claim(count + 1 + number, Long.MAX_VALUE)).isEqualTo(Status.NO_MEMORY);
    assertThatThrownBy(() -> allocator.claim(-1 - number, 0))
        .isInstanceOf(IllegalArgumentException.class);
    for (final Run wrong : List.of(
        new Run(-1, 1),
        new Run(start, count - start + 1),
        new Run(count + number, 1),
        new Run(start, 0),
        new Run(start, Integer.MAX_VALUE))) {
      assertThatThrownBy(() -> allocator.free(wrong.start, wrong.length))
          .as("%s", wrong)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  void check() {
    assertThat(allocator.used()).isEqualTo(oracle.used());
    assertThat(out.stream().mapToInt(Run::length).sum()).isEqualTo(oracle.used());
    assertThat(allocator.highWater()).isEqualTo(most);
  }

  void freeEverything() {
    out.forEach(this::free);
    out.clear();
    check();
    assertThat(allocator.claim(oracle.count(), 0)).isEqualTo((long) oracle.count() << Integer.SIZE);
  }
}
