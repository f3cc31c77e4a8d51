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
  static KillShape draw(final SplittableRandom random) {
    final LinkFormat[] formats = LinkFormat.values();
    // So few blocks that senders wait, and never fewer than the longest message takes.
    return new KillShape(
        random.nextInt(8, 33), 64 << random.nextInt(5), formats[random.nextInt(formats.length)]);
  }

  /** What {@link #toString()} gave. */
  static KillShape parse(final String text) {
    final String[] parts = text.split("x");
    return new KillShape(
        Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), LinkFormat.valueOf(parts[2]));
  }

  /** One word for an order. */
  @Override
  public String toString() {
    return blocks + "x" + blockSize + "x" + format;
  }
}
