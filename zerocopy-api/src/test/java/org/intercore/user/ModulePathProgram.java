package org.intercore.user;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icbmsg.IcbmsgConfig;
import org.intercore.icmsg.IcmsgLink;
import org.intercore.icmsg.buffer.Buffers;
import org.intercore.icmsg.region.RegionPair;
import org.intercore.icmsg.region.SharedMemory;
import org.intercore.icmsg.time.Timeout;
import org.intercore.zerocopy.TxBlock;
import org.intercore.zerocopy.ZeroCopyEndpoint;

/** What a user's program does, on the class path, while the library is on the module path. */
public final class ModulePathProgram {
  private static final int REGION_SIZE = 1 << 14;
  private static final int BLOCKS = 4;

  private ModulePathProgram() {}

  /** Writes of which modules the library is, sends a number and writes it where it arrives. */
  public static void main(final String[] args) throws IOException {
    final List<String> said = new ArrayList<>();
    Stream.of(IcmsgLink.class, Icbmsg.class, ZeroCopyEndpoint.class)
        .forEach(one -> said.add(one.getModule().toString()));
    final SharedMemory memory = SharedMemory.allocate(2 * REGION_SIZE);
    final RegionPair regions =
        RegionPair.of(memory.region(REGION_SIZE, REGION_SIZE), memory.region(0, REGION_SIZE));
    try (Icbmsg near = open(regions);
        Icbmsg far = open(regions.swapped())) {
      final ZeroCopyEndpoint out = ZeroCopyEndpoint.register(near, "endpoint", block -> {});
      ZeroCopyEndpoint.register(
          far, "endpoint", block -> said.add("" + block.buffer().getLong(0)));
      work(near, far);
      final TxBlock block = out.claim(Long.BYTES, Timeout.NO_WAIT);
      block.buffer().putLong(0, 42);
      block.send(Long.BYTES);
      work(near, far);
    }
    said.add("buffers " + Buffers.kind());
    Files.write(Path.of(args[0]), said);
  }

  private static Icbmsg open(final RegionPair regions) {
    return Icbmsg.open(
        IcbmsgConfig.regions(regions).txBlocks(BLOCKS).rxBlocks(BLOCKS).alignment(64));
  }

  private static void work(final Icbmsg near, final Icbmsg far) {
    int idle = 0;
    while (idle < 2) {
      idle = near.doWork() + far.doWork() == 0 ? idle + 1 : 0;
    }
  }
}
