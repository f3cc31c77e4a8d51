package org.intercore.jmh.placement;

/**
 * What is asked of the blocks.
 *
 * @param blocks how many there are
 * @param loadPercent of them that would be in use on average if nothing were refused
 * @param mix of lengths
 * @param holding of messages
 */
record Workload(int blocks, int loadPercent, Mix mix, Holding holding) {
  private static final double PERCENT = 100.0;

  /** Blocks in use on average if nothing were refused. */
  double load() {
    return blocks * loadPercent / PERCENT;
  }
}
