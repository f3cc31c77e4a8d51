package org.intercore.icbmsg;

import java.nio.file.Path;
import org.intercore.icmsg.time.Timeout;

/** The other process: DIRECTORY MESSAGES SEED REPORT-FILE. */
final class TrafficChild {
  private TrafficChild() {}

  public static void main(final String[] arguments) throws Exception {
    final Icbmsg side = Icbmsg.open(TwoProcessesTest.config(Path.of(arguments[0])));
    new Traffic(side, Long.parseLong(arguments[1]), Long.parseLong(arguments[2])).run(side);
    final int drained = side.drain(Timeout.FOREVER);
    ChildJvm.say(
        Path.of(arguments[3]),
        "drained " + drained + ", " + side.txBlocksInUse() + " blocks in use, " + side.rxRunsInUse()
            + " runs, faults " + side.faults().snapshot());
    // Releases what the parent still sends to its end, if anything.
    while (side.isBound() && !ChildJvm.isAskedToEnd()) {
      side.doWork();
    }
    side.close();
  }
}
