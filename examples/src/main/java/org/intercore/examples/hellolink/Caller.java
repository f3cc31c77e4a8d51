package org.intercore.examples.hellolink;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.intercore.icmsg.IcmsgConfig;
import org.intercore.icmsg.IcmsgLink;
import org.intercore.icmsg.UnboundMode;
import org.intercore.icmsg.buffer.Buffers;
import org.intercore.icmsg.region.RegionPair;
import org.intercore.icmsg.region.SharedMemory;
import org.intercore.icmsg.status.Status;
import org.intercore.icmsg.time.Timeout;

/** Says hello three times over a link, and waits for each answer. */
public final class Caller {
  private static final Path FILE = Path.of("hello-link.shm");
  private static final int REGION_SIZE = 4096;
  private static final long PATIENCE_NS = 10_000_000_000L;

  private static boolean answered;

  private Caller() {}

  /**
   * Runs the program.
   *
   * @param args none
   */
  public static void main(final String[] args) {
    try (SharedMemory memory = openMemory()) {
      final RegionPair regions =
          RegionPair.of(memory.region(0, REGION_SIZE), memory.region(REGION_SIZE, REGION_SIZE));
      final IcmsgConfig config = IcmsgConfig.regions(regions).unbound(UnboundMode.ENABLE);
      try (IcmsgLink link = IcmsgLink.create(config, Caller::onAnswer)) {
        link.open();
        if (link.awaitBound(Timeout.ofMillis(30_000)) < 0) {
          throw new IllegalStateException("nobody has answered within 30 s");
        }
        for (int i = 1; i <= 3; i++) {
          call(link, "hello " + i);
        }
      }
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

  private static void call(final IcmsgLink link, final String text) {
    final MutableDirectBuffer message = Buffers.allocate(text.length());
    message.putStringWithoutLengthAscii(0, text);
    final int sent = link.send(message, 0, text.length());
    if (sent < 0) {
      throw new IllegalStateException("cannot send: " + Status.describe(sent));
    }
    answered = false;
    final long startNs = System.nanoTime();
    while (!answered) {
      // A link has no thread of its own: what has arrived is delivered in here.
      if (link.poll(1) == 0) {
        // One who closes is noticed; one who is killed is not, since here is nothing but memory.
        if (!link.isBound() || System.nanoTime() - startNs > PATIENCE_NS) {
          throw new IllegalStateException("the other side has gone, or has been silent for 10 s");
        }
        Thread.onSpinWait();
      }
    }
  }

  private static void onAnswer(final DirectBuffer buffer, final int offset, final int length) {
    System.out.println("received: " + buffer.getStringWithoutLengthAscii(offset, length));
    answered = true;
  }
}
