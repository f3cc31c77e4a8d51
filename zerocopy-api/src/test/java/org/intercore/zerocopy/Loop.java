package org.intercore.zerocopy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icbmsg.IcbmsgConfig;
import org.intercore.icbmsg.layout.LinkFormat;
import org.intercore.icmsg.UnboundMode;
import org.intercore.icmsg.region.RegionPair;
import org.intercore.icmsg.region.SharedMemory;

/** Two instances in one JVM with an endpoint between them, driven by the test's own thread. */
final class Loop implements AutoCloseable {
  private static final int REGION_SIZE = 1 << 14;
  static final int BLOCKS = 4;

  final Icbmsg near;
  final List<String> faults = new ArrayList<>();
  final ZeroCopyEndpoint out;
  final ZeroCopyEndpoint in;
  private final RegionPair regions;
  private final LinkFormat format;
  private Icbmsg far;

  /** An endpoint whose far end has a handler. */
  Loop(final BlockHandler handler) {
    this(LinkFormat.ZEPHYR, handler);
  }

  Loop(final LinkFormat format, final BlockHandler handler) {
    this.format = format;
    final int size = format == LinkFormat.NATIVE ? 4 * REGION_SIZE : REGION_SIZE;
    final SharedMemory memory = SharedMemory.allocate(2 * size);
    regions = RegionPair.of(memory.region(size, size), memory.region(0, size));
    near = open(regions);
    far = open(regions.swapped());
    out = ZeroCopyEndpoint.register(near, "endpoint", (block) -> {});
    in = ZeroCopyEndpoint.register(far, "endpoint", handler);
    work();
  }

  private Icbmsg open(final RegionPair pair) {
    final IcbmsgConfig config = IcbmsgConfig.regions(pair);
    return Icbmsg.open((format == LinkFormat.ZEPHYR ? config.wordSize(64) : config.format(format))
        .txBlocks(BLOCKS)
        .rxBlocks(BLOCKS)
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
