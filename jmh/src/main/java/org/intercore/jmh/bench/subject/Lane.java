package org.intercore.jmh.bench.subject;

import java.nio.file.Path;
import org.intercore.icmsg.region.SharedMemory;
import org.intercore.jmh.bench.spi.Setup;
import org.intercore.jmh.bench.spi.Side;

/** The files of transports that go one way each: one there and, if there are answers, one back. */
final class Lane {
  static final String THERE = "there";
  static final String BACK = "back";

  private static final int PAGE = 4096;

  private Lane() {}

  /** The lane that a side sends with. */
  static String out(final Side side) {
    return side == Side.ACTIVE ? THERE : BACK;
  }

  /** The lane that a side receives with. */
  static String in(final Side side) {
    return side == Side.ACTIVE ? BACK : THERE;
  }

  /** Whether a lane is used at all. */
  static boolean isUsed(final Setup setup, final String lane) {
    return setup.duplex() || lane.equals(THERE);
  }

  /**
   * A mapped file, made by the active side; every page is touched by both sides before the first
   * message, as a program would that cares.
   */
  static SharedMemory memory(
      final Setup setup, final Side side, final String name, final int size) {
    final Path file = setup.directory().resolve(name);
    final SharedMemory memory =
        side == Side.ACTIVE ? SharedMemory.createFile(file, size) : SharedMemory.mapFile(file);
    for (int page = 0; page < size; page += PAGE) {
      memory.region(page, Long.BYTES).buffer().getAndAddLong(0, 0);
    }
    return memory;
  }
}
