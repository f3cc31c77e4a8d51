package org.intercore.properties.process;

import java.util.SplittableRandom;

/**
 * What both sides agree upon.
 *
 * @param blocks each way
 * @param blockSize in bytes, header included
 */
record KillShape(int blocks, int blockSize) {
  static KillShape draw(final SplittableRandom random) {
    // So few that senders wait, and never fewer than the longest message takes.
    return new KillShape(random.nextInt(8, 33), 64 << random.nextInt(5));
  }
}
