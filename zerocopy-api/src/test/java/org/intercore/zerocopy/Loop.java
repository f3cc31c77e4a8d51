package org.intercore.zerocopy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icbmsg.IcbmsgConfig;
import org.intercore.icmsg.UnboundMode;
import org.intercore.icmsg.region.RegionPair;
import org.intercore.icmsg.region.SharedMemory;

/** Two instances in one JVM with an endpoint between them, driven by the test's own thread. */
final class Loop implements AutoCloseable {
  private static final int REGION_SIZE = 1 << 14;
  private static final int BLOCKS = 4;

  final Icbmsg near;
  final List<String> faults = new ArrayList<>();
  final ZeroCopyEndpoint out;
  final ZeroCopyEndpoint in;
  private final RegionPair regions;
  private Icbmsg far;

  /** An endpoint whose far end has a handler. */
  Loop(final BlockHandler handler) {
    final SharedMemory memory = SharedMemory.allocate(2 * REGION_SIZE);
    regions = RegionPair.of(memory.region(REGION_SIZE, REGION_SIZE), memory.region(0, REGION_SIZE));
    near = open(regions);
    far = open(regions.swapped());
    out = ZeroCopyEndpoint.register(near, "endpoint", (block) -> {});
    in = ZeroCopyEndpoint.register(far, "endpoint", handler);
    work();
  }

  private Icbmsg open(final RegionPair pair) {
    return Icbmsg.open(IcbmsgConfig.regions(pair)
        .txBlocks(BLOCKS)
        .rxBlocks(BLOCKS)
        .wordSize(64)
        .alignment(64)
        .unbound(UnboundMode.ENABLE)
        .linger(Duration.ZERO)
        .faultHandler((fault, value) -> faults.add(fault.describe(value))));
  }

  Icbmsg far() {
    return far;
  }

  /** Puts a new far side in place of the old one, as after a crash. */
  void replaceFar() {
    far = open(regions.swapped());
  }

  void work() {
    int idle = 0;
    while (idle < 2) {
      idle = near.doWork() + far.doWork() == 0 ? idle + 1 : 0;
    }
  }

  @Override
  public void close() {
    near.close();
    far.close();
  }
}
