package org.intercore.icmsg.doorbell;

import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icmsg.buffer.Buffers;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * One side arms and looks again while the other publishes and looks who is armed: if neither sees the
 * other, a sleeper sleeps beside what it waits for. What is published is published with release
 * order, as the ring does, so that the bells' own fences are all that there is.
 */
public final class DoorbellHazards {
  private static final int MY_LINE = 0;
  private static final int YOUR_LINE = 64;

  private DoorbellHazards() {}

  /** Two sides over one memory. */
  private static final class Sides {
    private final BellLines sleeper;
    private final BellLines ringer;

    private Sides() {
      final AtomicBuffer memory = Buffers.allocate(2 * YOUR_LINE);
      sleeper = new BellLines(memory, MY_LINE, YOUR_LINE);
      ringer = new BellLines(memory, YOUR_LINE, MY_LINE);
      sleeper.open(true);
    }
  }

  /** Hazard: a worker goes to sleep beside a message, and is not rung. */
  @JCStressTest
  @Outcome(id = "0, 0", expect = Expect.FORBIDDEN, desc = "sleeps beside the message")
  @Outcome(expect = Expect.ACCEPTABLE, desc = "seen, or rung, or both")
  @State
  public static class ArmVsMessage {
    private final Sides sides = new Sides();
    private final AtomicInteger messages = new AtomicInteger();

    /** Arms, and looks again. */
    @Actor
    public void sleep(final II_Result result) {
      sides.sleeper.arm(true);
      result.r1 = messages.getAcquire();
    }

    /** Publishes, and asks whom to ring. */
    @Actor
    public void send(final II_Result result) {
      messages.setRelease(1);
      result.r2 = sides.ringer.needsRing(true) ? 1 : 0;
    }
  }

  /** Hazard: one who waits for blocks goes to sleep beside a release, and is not rung. */
  @JCStressTest
  @Outcome(id = "0, 0", expect = Expect.FORBIDDEN, desc = "sleeps beside the release")
  @Outcome(expect = Expect.ACCEPTABLE, desc = "seen, or rung, or both")
  @State
  public static class ArmVsRelease {
    private final Sides sides = new Sides();
    private final AtomicInteger releases = new AtomicInteger();

    /** Arms, and looks again. */
    @Actor
    public void sleep(final II_Result result) {
      sides.sleeper.arm(false);
      result.r1 = releases.getAcquire();
    }

    /** Publishes, and asks whom to ring. */
    @Actor
    public void release(final II_Result result) {
      releases.setRelease(1);
      result.r2 = sides.ringer.needsRing(false) ? 1 : 0;
    }
  }

  /** Hazard: a thread parks beside what was published, and is not unparked. */
  @JCStressTest
  @Outcome(id = "0, 0", expect = Expect.FORBIDDEN, desc = "parks beside what was published")
  @Outcome(expect = Expect.ACCEPTABLE, desc = "seen, or unparked, or both")
  @State
  public static class ParkVsUnpark {
    private final Sleepers sleepers = new Sleepers();
    private final AtomicInteger news = new AtomicInteger();

    /** Goes on the list, and looks again. */
    @Actor
    public void sleep(final II_Result result) {
      sleepers.arm();
      result.r1 = news.getAcquire();
    }

    /** Publishes, and wakes who is on the list. */
    @Actor
    public void wake() {
      news.setRelease(1);
      sleepers.wake();
    }

    /** Whoever was woken is off the list, so its place, the first, is free. */
    @Arbiter
    public void look(final II_Result result) {
      result.r2 = sleepers.arm() == 0 ? 1 : 0;
    }
  }
}
