package org.intercore.jmh.placement;

import java.util.Arrays;
import java.util.BitSet;

/**
 * One policy under one demand. A claim that is refused is not asked again, as with NO_WAIT. The first
 * half of the messages fills the blocks as they stay; only what the second half finds is counted.
 */
final class Simulation {
  private static final int WINDOW = 1_000;

  private final Demand demand;
  private final Placer placer;
  private final Blocks blocks;
  private final int[] starts;
  private final int[] runs;
  private final BitSet touched = new BitSet();
  private int sentInWindow;
  private int windows;
  private long touchedInWindows;
  private int claims;
  private int tooFull;
  private long looks;
  private long asked;
  private long refused;

  private Simulation(final Demand demand, final Placer placer, final int count) {
    this.demand = demand;
    this.placer = placer;
    this.blocks = new Blocks(count);
    this.starts = new int[demand.messages()];
    this.runs = new int[count + 1];
    Arrays.fill(starts, Blocks.NONE);
  }

  static Figures run(final Demand demand, final Placer placer, final int count) {
    final Simulation simulation = new Simulation(demand, placer, count);
    for (final int event : demand.events()) {
      if (event >= 0) {
        simulation.comes(event);
      } else {
        simulation.goes(~event);
      }
    }
    return simulation.figures();
  }

  private void comes(final int message) {
    final int length = demand.length(message);
    final boolean counts = message >= demand.messages() / 2;
    if (counts) {
      lookBefore(length);
    }
    final long looksBefore = blocks.looks();
    blocks.beginClaim();
    final int start = placer.place(blocks, length);
    looks += counts ? blocks.looks() - looksBefore : 0;
    starts[message] = start;
    if (start != Blocks.NONE) {
      blocks.take(start, length);
      if (counts) {
        sent(start, length);
      }
    } else {
      refused += counts ? length : 0;
      keepReplaced(message);
    }
  }

  private void lookBefore(final int length) {
    claims++;
    asked += length;
    runs[blocks.largestRun()]++;
    if (blocks.count() - blocks.used() < Mix.MANY) {
      tooFull++;
    }
  }

  private void sent(final int start, final int length) {
    touched.set(start, start + length);
    sentInWindow++;
    if (sentInWindow == WINDOW) {
      touchedInWindows += touched.cardinality();
      windows++;
      touched.clear();
      sentInWindow = 0;
    }
  }

  /** The new value was refused: the old one stays until the next. */
  private void keepReplaced(final int message) {
    final int old = demand.replaced(message);
    if (old != Blocks.NONE) {
      starts[message] = starts[old];
      starts[old] = Blocks.NONE;
    }
  }

  private void goes(final int message) {
    if (starts[message] != Blocks.NONE) {
      blocks.release(starts[message], demand.length(message));
      placer.freed(starts[message], demand.length(message));
    }
  }

  private Figures figures() {
    return new Figures(
        refusedShare(Mix.FEW),
        refusedShare(Mix.MANY),
        (double) tooFull / claims,
        (double) refused / asked,
        meanRun(),
        lowRun(),
        windows == 0 ? 0 : (double) touchedInWindows / windows,
        (double) looks / claims);
  }

  /** Every policy refuses just if no run is long enough, so the runs say what would be refused. */
  private double refusedShare(final int length) {
    int shorter = 0;
    for (int run = 0; run < Math.min(length, runs.length); run++) {
      shorter += runs[run];
    }
    return (double) shorter / claims;
  }

  private double meanRun() {
    long sum = 0;
    for (int run = 0; run < runs.length; run++) {
      sum += (long) run * runs[run];
    }
    return (double) sum / claims;
  }

  private int lowRun() {
    final int rank = claims / 20;
    int run = 0;
    int below = runs[0];
    while (below <= rank) {
      run++;
      below += runs[run];
    }
    return run;
  }
}
