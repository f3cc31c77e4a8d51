package org.intercore.jmh.bench.result;

import org.intercore.jmh.bench.run.Window;

/**
 * A window and where it comes from.
 *
 * @param fork number of the pair's life, 0 for the first
 * @param index number of the window among those of its case in that life
 * @param subject who was measured
 * @param processes 1 or 2
 * @param window what was measured
 */
public record Measured(int fork, int index, String subject, int processes, Window window) {
  /** Above this ratio of its two floors, a window saw the threads move and is not used. */
  static final double FLOORS_AGREE_WITHIN = 1.25;

  /** No two cores of one machine are so far apart: the threads did not run at the same time. */
  static final double FLOOR_BELOW_NS = 1_500;

  /** Whether the two floors around the window agree, and both threads had a core. */
  public boolean isSteady() {
    final double before = window.floorBeforeNs();
    final double after = window.floorAfterNs();
    return Math.max(before, after) <= FLOORS_AGREE_WITHIN * Math.min(before, after)
        && window.floorNs() < FLOOR_BELOW_NS;
  }

  /** The class of its floor. */
  public FloorClass floorClass() {
    return FloorClass.of(window.floorNs());
  }
}
