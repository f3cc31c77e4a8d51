package org.intercore.properties.process;

import java.util.SplittableRandom;
import org.intercore.icbmsg.layout.LinkFormat;

/**
 * What both sides agree upon.
 *
 * @param blocks each way
 * @param blockSize in bytes, header included
 * @param format what they speak
 */
record KillShape(int blocks, int blockSize, LinkFormat format) {
  /** On Zephyr's wire. */
  KillShape(final int blocks, final int blockSize) {
    this(blocks, blockSize, LinkFormat.ZEPHYR);
  }

  static KillShape draw(final SplittableRandom random) {
    // So few that senders wait, and never fewer than the longest message takes.
    return new KillShape(
        random.nextInt(8, 33),
        64 << random.nextInt(5),
        random.nextBoolean() ? LinkFormat.NATIVE : LinkFormat.ZEPHYR);
  }
}
