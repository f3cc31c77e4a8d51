package org.intercore.icbmsg.block;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** Two that both want to end one run: exactly one may, or its blocks are freed twice. */
public final class LedgerHazards {
  private static final int LENGTH = 5;

  private LedgerHazards() {}

  private static int won(final long answer) {
    return answer < 0 ? 0 : 1;
  }

  /** Hazard: the peer's release and our taking back of the lost session both free the run. */
  @JCStressTest
  @Outcome(
      id = {"1, 0, 1", "0, 1, 1"},
      expect = Expect.ACCEPTABLE,
      desc = "one of them frees it")
  @State
  public static class ReleaseVsRelease {
    private final BlockLedger ledger = new BlockLedger(1);

    /** The run is with the peer. */
    public ReleaseVsRelease() {
      ledger.move(ledger.open(0, LENGTH), BlockLedger.OPEN, BlockLedger.AWAY, LENGTH);
    }

    /** Frees it. */
    @Actor
    public void release(final III_Result result) {
      result.r1 = won(ledger.freeIf(0, BlockLedger.AWAY));
    }

    /** Frees it, too. */
    @Actor
    public void releaseToo(final III_Result result) {
      result.r2 = won(ledger.freeIf(0, BlockLedger.AWAY));
    }

    /** Whether it is free in the end. */
    @Arbiter
    public void look(final III_Result result) {
      result.r3 = ledger.isFree(0) ? 1 : 0;
    }
  }

  /** Hazard: a run is dropped and sent by the same token. */
  @JCStressTest
  @Outcome(id = "1, 0, 1", expect = Expect.ACCEPTABLE, desc = "dropped")
  @Outcome(id = "0, 1, 0", expect = Expect.ACCEPTABLE, desc = "sent")
  @State
  public static class DropVsSend {
    private final BlockLedger ledger = new BlockLedger(1);
    private final long token = ledger.open(0, LENGTH);

    /** Drops it. */
    @Actor
    public void drop(final III_Result result) {
      result.r1 = won(ledger.move(token, BlockLedger.OPEN, BlockLedger.FREE, 0));
    }

    /** Sends it. */
    @Actor
    public void send(final III_Result result) {
      result.r2 = won(ledger.move(token, BlockLedger.OPEN, BlockLedger.AWAY, LENGTH));
    }

    /** Whether it is free in the end. */
    @Arbiter
    public void look(final III_Result result) {
      result.r3 = ledger.isFree(0) ? 1 : 0;
    }
  }
}
