package org.intercore.properties.jcstress;

import static org.intercore.properties.jcstress.WithinWordHazards.blocks;

import org.intercore.icbmsg.block.BlockAllocator;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** Runs of which a part lies in the next word, so they are not taken or freed by one step. */
public final class AcrossWordsHazards {
  private static final int COUNT = 34;
  private static final int FIRST = 31;
  // The last block of the first word and the first of the second are left to the test.
  private static final int LEFT = 2;

  private AcrossWordsHazards() {}

  private static BlockAllocator allTaken(final int count) {
    final BlockAllocator allocator = new BlockAllocator(count, new ScriptedWait());
    allocator.claim(count, 0);
    return allocator;
  }

  /** Hazard: a claim gets the first half of what is released, and the next is refused the second half. */
  @JCStressTest
  @Outcome(id = "1, 1, 34", expect = Expect.ACCEPTABLE, desc = "released before both")
  @Outcome(id = "0, 1, 33", expect = Expect.ACCEPTABLE, desc = "released between them")
  @Outcome(id = "0, 0, 32", expect = Expect.ACCEPTABLE, desc = "released after both")
  @State
  public static class ReleaseVsTwoClaims {
    private final BlockAllocator allocator = allTaken(COUNT);

    /** Releases a run across words. */
    @Actor
    public void release() {
      allocator.free(FIRST, LEFT);
    }

    /** Claims its blocks one by one. */
    @Actor
    public void claim(final III_Result result) {
      result.r1 = blocks(allocator.claim(1, 0));
      result.r2 = blocks(allocator.claim(1, 0));
    }

    /** What is taken in the end. */
    @Arbiter
    public void count(final III_Result result) {
      result.r3 = allocator.used();
    }
  }

  /**
   * Hazard: a claim that fails half-way keeps what it has, or both claims are refused. The run lies in
   * nine words, so that half-way is a long way.
   */
  @JCStressTest
  @Outcome(id = "226, 0, 258", expect = Expect.ACCEPTABLE, desc = "the long run")
  @Outcome(id = "0, 1, 33", expect = Expect.ACCEPTABLE, desc = "the short run")
  @State
  public static class ClaimVsClaimOfAPart {
    private static final int LONG = 226;

    private final BlockAllocator allocator = allTaken(258);

    /** The run is free, and nothing else. */
    public ClaimVsClaimOfAPart() {
      allocator.free(FIRST, LONG);
    }

    /** Claims all of it. */
    @Actor
    public void claimAll(final III_Result result) {
      result.r1 = blocks(allocator.claim(LONG, 0));
    }

    /** Claims one block, wherever there is one. */
    @Actor
    public void claimOne(final III_Result result) {
      result.r2 = blocks(allocator.claim(1, 0));
    }

    /** What is taken in the end. */
    @Arbiter
    public void count(final III_Result result) {
      result.r3 = allocator.used();
    }
  }

  /** Hazard: of what a shrunk run gives up, a claim sees only what lies in the first word. */
  @JCStressTest
  @Outcome(id = "1, 1, 34", expect = Expect.ACCEPTABLE, desc = "shrunk before both")
  @Outcome(id = "0, 1, 33", expect = Expect.ACCEPTABLE, desc = "shrunk between them")
  @Outcome(id = "0, 0, 32", expect = Expect.ACCEPTABLE, desc = "shrunk after both")
  @State
  public static class ShrinkVsTwoClaims {
    private final BlockAllocator allocator = new BlockAllocator(33, new ScriptedWait());

    /** One run of everything. */
    public ShrinkVsTwoClaims() {
      allocator.claim(33, 0);
    }

    /** Keeps all but the last block of the first word and the only one of the second. */
    @Actor
    public void shrink() {
      allocator.free(FIRST, LEFT);
    }

    /** Claims them one by one. */
    @Actor
    public void claim(final III_Result result) {
      result.r1 = blocks(allocator.claim(1, 0));
      result.r2 = blocks(allocator.claim(1, 0));
    }

    /** What is taken in the end, and one block that does not exist. */
    @Arbiter
    public void count(final III_Result result) {
      result.r3 = allocator.used() + 1;
    }
  }
}
