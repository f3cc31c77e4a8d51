package org.intercore.examples.hellolink;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.intercore.icmsg.IcmsgConfig;
import org.intercore.icmsg.IcmsgLink;
import org.intercore.icmsg.LinkHandler;
import org.intercore.icmsg.UnboundMode;
import org.intercore.icmsg.buffer.Buffers;
import org.intercore.icmsg.region.RegionPair;
import org.intercore.icmsg.region.SharedMemory;
import org.intercore.icmsg.status.UnboundReason;
import org.intercore.icmsg.time.Timeout;

/** Answers whatever arrives over a link, until the other side goes. */
public final class Answerer implements LinkHandler {
  private static final Path FILE = Path.of("hello-link.shm");
  private static final int REGION_SIZE = 4096;
  private static final long PATIENCE_NS = 10_000_000_000L;

  private final IcmsgLink link;
  private long lastHeardNs;

  private Answerer(final RegionPair regions) {
    link = IcmsgLink.create(IcmsgConfig.regions(regions).unbound(UnboundMode.ENABLE), this);
  }

  /**
   * Runs the program.
   *
   * @param args none
   * @throws IOException if the file cannot be removed at the end
   */
  public static void main(final String[] args) throws IOException {
    try (SharedMemory memory = openMemory()) {
      final RegionPair caller =
          RegionPair.of(memory.region(0, REGION_SIZE), memory.region(REGION_SIZE, REGION_SIZE));
      // Where the caller writes is where we read, and the other way round.
      new Answerer(caller.swapped()).run();
    } finally {
      Files.deleteIfExists(FILE);
    }
  }

  /** Whoever comes first makes the file, whole or not at all; the other one finds it. */
  private static SharedMemory openMemory() {
    try {
      return SharedMemory.createFile(FILE, 2 * REGION_SIZE);
    } catch (final UncheckedIOException isThere) {
      return SharedMemory.mapFile(FILE);
    }
  }

  private void run() {
    try (link) {
      link.open();
      if (link.awaitBound(Timeout.ofMillis(30_000)) < 0) {
        throw new IllegalStateException("nobody has called within 30 s");
      }
      lastHeardNs = System.nanoTime();
      while (link.isBound()) {
        if (link.poll(1) == 0) {
          // One who closes is noticed; one who is killed is not, since here is nothing but memory.
          if (System.nanoTime() - lastHeardNs > PATIENCE_NS) {
            throw new IllegalStateException("the caller has been silent for 10 s");
          }
          Thread.onSpinWait();
        }
      }
    }
  }

  @Override
  public void onBound() {
    System.out.println("bound");
  }

  @Override
  public void onMessage(final DirectBuffer buffer, final int offset, final int length) {
    final String text = buffer.getStringWithoutLengthAscii(offset, length);
    System.out.println("received: " + text);
    lastHeardNs = System.nanoTime();
    final String answer = "welcome, " + text;
    final MutableDirectBuffer message = Buffers.allocate(answer.length());
    message.putStringWithoutLengthAscii(0, answer);
    link.send(message, 0, answer.length());
  }

  @Override
  public void onUnbound(final UnboundReason reason) {
    System.out.println("the caller has gone: " + reason);
  }
}
