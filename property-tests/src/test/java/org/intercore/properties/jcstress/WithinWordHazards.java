package org.intercore.properties.jcstress;

import static org.intercore.icbmsg.block.BlockAllocator.LARGEST;
import static org.intercore.icbmsg.block.BlockAllocator.length;

import org.intercore.icbmsg.block.BlockAllocator;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** Two threads change the same word of the bitmap. What they are not listed to see is forbidden. */
public final class WithinWordHazards {
  private WithinWordHazards() {}

  /** How many blocks a claim got; 0 if it was refused. */
  static int blocks(final long run) {
    return run < 0 ? 0 : length(run);
  }

  /** Hazard: both claims see the same blocks free and take them. */
  @JCStressTest
  @Outcome(id = "1, 1, 2", expect = Expect.ACCEPTABLE, desc = "each has its own block")
  @State
  public static class ClaimVsClaim {
    private final BlockAllocator allocator = new BlockAllocator(2, new ScriptedWait());

    /** One claim. */
    @Actor
    public void claim(final III_Result result) {
      result.r1 = blocks(allocator.claim(1, 0));
    }

    /** The other. */
    @Actor
    public void claimToo(final III_Result result) {
      result.r2 = blocks(allocator.claim(1, 0));
    }

    /** What is taken in the end. */
    @Arbiter
    public void count(final III_Result result) {
      result.r3 = allocator.used();
    }
  }

  /** Hazard: the release undoes the claim beside it, or the claim the release. */
  @JCStressTest
  @Outcome(id = "1, 1, 1", expect = Expect.ACCEPTABLE, desc = "one released, one claimed")
  @State
  public static class ClaimVsReleaseOfTheNext {
    private final BlockAllocator allocator = new BlockAllocator(2, new ScriptedWait());

    /** One block is taken, one is free. */
    public ClaimVsReleaseOfTheNext() {
      allocator.claim(1, 0);
    }

    /** Releases the one. */
    @Actor
    public void release(final III_Result result) {
      allocator.free(0, 1);
      result.r1 = 1;
    }

    /** Claims a free one. */
    @Actor
    public void claim(final III_Result result) {
      result.r2 = blocks(allocator.claim(1, 0));
    }

    /** What is taken in the end. */
    @Arbiter
    public void count(final III_Result result) {
      result.r3 = allocator.used();
    }
  }

  /** Hazard: a claim of what is being released gets it and is refused, or neither. */
  @JCStressTest
  @Outcome(id = "2, 2, 2", expect = Expect.ACCEPTABLE, desc = "released, then claimed")
  @Outcome(id = "2, 0, 0", expect = Expect.ACCEPTABLE, desc = "refused, then released")
  @State
  public static class ClaimVsRelease {
    private final BlockAllocator allocator = new BlockAllocator(2, new ScriptedWait());

    /** All is taken. */
    public ClaimVsRelease() {
      allocator.claim(2, 0);
    }

    /** Releases all. */
    @Actor
    public void release(final III_Result result) {
      allocator.free(0, 2);
      result.r1 = 2;
    }

    /** Claims all. */
    @Actor
    public void claim(final III_Result result) {
      result.r2 = blocks(allocator.claim(2, 0));
    }

    /** What is taken in the end. */
    @Arbiter
    public void count(final III_Result result) {
      result.r3 = allocator.used();
    }
  }

  /** Hazard: the end of a run that is shrunk is given to a claim that also gets a part of the rest. */
  @JCStressTest
  @Outcome(id = "1, 2, 3", expect = Expect.ACCEPTABLE, desc = "the claim got what was cut off")
  @Outcome(id = "1, 0, 1", expect = Expect.ACCEPTABLE, desc = "the claim came too early")
  @State
  public static class ShrinkVsClaim {
    private final BlockAllocator allocator = new BlockAllocator(3, new ScriptedWait());

    /** All is taken. */
    public ShrinkVsClaim() {
      allocator.claim(3, 0);
    }

    /** Keeps one block. */
    @Actor
    public void shrink(final III_Result result) {
      allocator.free(1, 2);
      result.r1 = 1;
    }

    /** Claims two. */
    @Actor
    public void claim(final III_Result result) {
      result.r2 = blocks(allocator.claim(2, 0));
    }

    /** What is taken in the end. */
    @Arbiter
    public void count(final III_Result result) {
      result.r3 = allocator.used();
    }
  }

  /**
   * Hazard: the largest run grows over a block that another thread has just claimed, or a claim is refused
   * although the largest run did not get everything.
   */
  @JCStressTest
  @Outcome(id = "4, 0, 4", expect = Expect.ACCEPTABLE, desc = "the largest got all")
  @Outcome(id = "3, 1, 4", expect = Expect.ACCEPTABLE, desc = "the claim was first")
  @Outcome(id = "2, 1, 3", expect = Expect.ACCEPTABLE, desc = "the claim cut it off")
  @Outcome(id = "1, 1, 2", expect = Expect.ACCEPTABLE, desc = "the claim cut it off early")
  @State
  public static class LargestVsClaim {
    private final BlockAllocator allocator = new BlockAllocator(4, new ScriptedWait());

    /** Claims the largest run. */
    @Actor
    public void largest(final III_Result result) {
      result.r1 = blocks(allocator.claim(LARGEST, 0));
    }

    /** Claims one block. */
    @Actor
    public void claim(final III_Result result) {
      result.r2 = blocks(allocator.claim(1, 0));
    }

    /** What is taken in the end. */
    @Arbiter
    public void count(final III_Result result) {
      result.r3 = allocator.used();
    }
  }
}
