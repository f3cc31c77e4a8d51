package org.intercore.examples.zephyrpeer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icbmsg.IcbmsgConfig;
import org.intercore.icmsg.region.RegionPair;
import org.intercore.icmsg.region.SharedMemory;
import org.intercore.icmsg.time.Timeout;
import org.intercore.zerocopy.BlockHandler;
import org.intercore.zerocopy.RxBlock;
import org.intercore.zerocopy.TxBlock;
import org.intercore.zerocopy.ZeroCopyEndpoint;

/** Stands in for the Zephyr core: the same wire, and the other view of the same devicetree. */
public final class Core implements BlockHandler {
  private static final Path DEVICE = Path.of("ivshmem.shm");
  private static final int DEVICE_SIZE = 0x10000;
  private static final int MESSAGES = 3;
  private static final long PATIENCE_NS = 10_000_000_000L;

  private final ZeroCopyEndpoint endpoint;
  private int received;

  private Core(final Icbmsg link) {
    this.endpoint = ZeroCopyEndpoint.register(link, "ep0", this);
  }

  /**
   * Runs the program.
   *
   * @param args none
   * @throws IOException if the file cannot be removed at the end
   */
  public static void main(final String[] args) throws IOException {
    try (SharedMemory device = openDevice()) {
      final RegionPair regions =
          RegionPair.of(device.region(0x0000, 0x8000), device.region(0x8000, 0x8000));
      final IcbmsgConfig config =
          IcbmsgConfig.regions(regions).txBlocks(16).rxBlocks(32).alignment(32).wordSize(32);
      try (Icbmsg link = Icbmsg.open(config)) {
        run(link, new Core(link));
      }
    } finally {
      Files.deleteIfExists(DEVICE);
    }
  }

  private static SharedMemory openDevice() {
    try {
      return SharedMemory.createFile(DEVICE, DEVICE_SIZE);
    } catch (final UncheckedIOException isThere) {
      return SharedMemory.mapFile(DEVICE);
    }
  }

  private static void run(final Icbmsg link, final Core core) {
    if (link.awaitBound(Timeout.of(Duration.ofSeconds(30))) < 0) {
      throw new IllegalStateException("no host has come within 30 s");
    }
    // Zephyr's instances do not notice that the other side goes, so the core counts.
    final long startNs = System.nanoTime();
    while (core.received < MESSAGES) {
      if (System.nanoTime() - startNs > PATIENCE_NS) {
        throw new IllegalStateException("the host has been silent for 10 s");
      }
      if (link.doWork() == 0) {
        link.awaitWork(Timeout.ofMillis(100));
      }
    }
  }

  @Override
  public void onBlock(final RxBlock block) {
    received++;
    final int value = block.buffer().getInt(0);
    System.out.println("the host says " + value);
    try (TxBlock answer = endpoint.claim(Integer.BYTES, Duration.ofSeconds(5))) {
      answer.buffer().putInt(0, 10 * value);
      answer.send(Integer.BYTES);
    }
  }
}
