package org.intercore.properties.jcstress;

import static org.intercore.properties.jcstress.WithinWordHazards.blocks;

import org.intercore.icbmsg.block.BlockAllocator;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** One thread waits for the blocks that the other releases. */
public final class WakeUpHazards {
  private static final long A_MOMENT = 1;

  private WakeUpHazards() {}

  /** Hazard: time is up just when the run is granted, and it is both or neither. */
  @JCStressTest
  @Outcome(id = "2, 2", expect = Expect.ACCEPTABLE, desc = "granted, and taken")
  @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "timed out, and free")
  @State
  public static class WakeUpVsTimeout {
    private final BlockAllocator allocator = new BlockAllocator(2, new ScriptedWait());

    /** All is taken. */
    public WakeUpVsTimeout() {
      allocator.claim(2, 0);
    }

    /** Releases all. */
    @Actor
    public void release() {
      allocator.free(0, 2);
    }

    /** Waits for all. */
    @Actor
    public void claim(final II_Result result) {
      result.r1 = blocks(allocator.claim(2, A_MOMENT));
    }

    /** What is taken in the end. */
    @Arbiter
    public void count(final II_Result result) {
      result.r2 = allocator.used();
    }
  }

  /**
   * Hazard: the releaser sees no line and the waiter no blocks. Time is up only after the releaser is
   * done, so a waiter that is not served then was forgotten.
   */
  @JCStressTest
  @Outcome(id = "2, 2", expect = Expect.ACCEPTABLE, desc = "served")
  @State
  public static class LostWakeUp {
    private final ScriptedWait wait = new ScriptedWait(true);
    private final BlockAllocator allocator = new BlockAllocator(2, wait);

    /** All is taken. */
    public LostWakeUp() {
      allocator.claim(2, 0);
    }

    /** Releases all. */
    @Actor
    public void release() {
      allocator.free(0, 2);
      wait.releaserIsDone();
    }

    /** Waits for all. */
    @Actor
    public void claim(final II_Result result) {
      result.r1 = blocks(allocator.claim(2, A_MOMENT));
    }

    /** What is taken in the end. */
    @Arbiter
    public void count(final II_Result result) {
      result.r2 = allocator.used();
    }
  }
}
