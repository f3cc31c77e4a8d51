package org.intercore.examples.zephyrpeer;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icbmsg.IcbmsgConfig;
import org.intercore.icbmsg.layout.BlockGeometry;
import org.intercore.icmsg.region.RegionPair;
import org.intercore.icmsg.region.SharedMemory;
import org.intercore.icmsg.time.Timeout;
import org.intercore.zerocopy.RxBlock;
import org.intercore.zerocopy.TxBlock;
import org.intercore.zerocopy.ZeroCopyEndpoint;

/** The Linux side of a {@code zephyr,ipc-icbmsg} instance, with the numbers of its devicetree. */
public final class Host {
  private static final Path DEVICE = Path.of("ivshmem.shm");
  private static final int DEVICE_SIZE = 0x10000;
  // Where the device's memory begins in the core's address space.
  private static final int BASE = 0x20070000;

  private static final long PATIENCE_NS = 10_000_000_000L;

  private static int received;

  private Host() {}

  /**
   * Runs the program.
   *
   * @param args none
   */
  public static void main(final String[] args) {
    try (SharedMemory device = openDevice()) {
      // The devicetree is the core's: its rx-region is where the host writes.
      final RegionPair regions = RegionPair.of(
          device.region(0x20078000 - BASE, 0x8000), device.region(0x20070000 - BASE, 0x8000));
      final IcbmsgConfig config =
          IcbmsgConfig.regions(regions).txBlocks(32).rxBlocks(16).alignment(32).wordSize(32);
      try (Icbmsg link = Icbmsg.open(config)) {
        talk(link);
      }
    }
  }

  /** A real device is there already: then {@code mapFile} is all that is needed. */
  private static SharedMemory openDevice() {
    try {
      return SharedMemory.createFile(DEVICE, DEVICE_SIZE);
    } catch (final UncheckedIOException isThere) {
      return SharedMemory.mapFile(DEVICE);
    }
  }

  private static void talk(final Icbmsg link) {
    System.out.println("the host is the " + link.role());
    print("to the core", link.txGeometry());
    print("from the core", link.rxGeometry());
    final ZeroCopyEndpoint endpoint = ZeroCopyEndpoint.register(link, "ep0", Host::onMessage);
    if (endpoint.awaitBound(Duration.ofSeconds(30)) < 0) {
      throw new IllegalStateException("no core has come within 30 s");
    }
    for (int i = 1; i <= 3; i++) {
      try (TxBlock block = endpoint.claim(Integer.BYTES, Duration.ofSeconds(5))) {
        block.buffer().putInt(0, i);
        block.send(Integer.BYTES);
      }
      final long startNs = System.nanoTime();
      while (received < i) {
        if (System.nanoTime() - startNs > PATIENCE_NS) {
          throw new IllegalStateException("the core has been silent for 10 s");
        }
        if (link.doWork() == 0) {
          link.awaitWork(Timeout.ofMillis(100));
        }
      }
    }
  }

  private static void print(final String direction, final BlockGeometry geometry) {
    System.out.println(
        direction + ": " + geometry.blockCount() + " blocks of " + geometry.blockSize() + " bytes");
  }

  private static void onMessage(final RxBlock block) {
    received++;
    System.out.println("the core says " + block.buffer().getInt(0));
  }
}
