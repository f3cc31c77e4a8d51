package org.intercore.jmh.bench.subject;

import java.util.List;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.queue.rollcycles.LargeRollCycles;
import net.openhft.chronicle.wire.DocumentContext;
import org.agrona.concurrent.UnsafeBuffer;
import org.intercore.jmh.bench.spi.Port;
import org.intercore.jmh.bench.spi.Receiver;
import org.intercore.jmh.bench.spi.Sender;
import org.intercore.jmh.bench.spi.Setup;
import org.intercore.jmh.bench.spi.Side;
import org.intercore.jmh.bench.spi.Subject;

/**
 * Chronicle Queue in shared memory: documents written and read in place at their address, which skips
 * its checked accessors; large blocks, so that mapping is rare, and a sparse index. It keeps all it is
 * given, so at every message it also pays for fresh pages; its pre-toucher is left out, because a
 * third busy thread on two cores costs more than it brings. Messages above 1 KiB would fill the
 * memory of the machine within a run.
 */
final class ChronicleSubject implements Subject {
  private static final int MAX_SIZE = 1 << 10;
  private static final long BLOCK = 256L << 20;

  @Override
  public String name() {
    return "chronicle-queue";
  }

  @Override
  public boolean supports(final Setup setup) {
    return setup.touched() && !setup.holding() && setup.maxSize() <= MAX_SIZE;
  }

  /** As its documentation lists them for JDK 17 and later; and it shall not phone home. */
  @Override
  public List<String> jvmArguments() {
    return List.of(
        "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
        "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
        "--add-exports=jdk.unsupported/sun.misc=ALL-UNNAMED",
        "--add-opens=java.base/java.lang=ALL-UNNAMED",
        "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
        "--add-opens=java.base/java.io=ALL-UNNAMED",
        "--add-opens=java.base/java.nio=ALL-UNNAMED",
        "--add-opens=java.base/java.util=ALL-UNNAMED",
        "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
        "-Dchronicle.analytics.disable=true");
  }

  @Override
  public Port open(final Setup setup, final Side side) {
    return new Queues(queue(setup, Lane.out(side)), queue(setup, Lane.in(side)));
  }

  private static ChronicleQueue queue(final Setup setup, final String lane) {
    return Lane.isUsed(setup, lane)
        ? SingleChronicleQueueBuilder.binary(setup.directory().resolve(lane))
            .rollCycle(LargeRollCycles.LARGE_DAILY)
            .blockSize(BLOCK)
            .build()
        : null;
  }

  private static final class Queues implements Port {
    private final ChronicleQueue out;
    private final ChronicleQueue in;

    Queues(final ChronicleQueue out, final ChronicleQueue in) {
      this.out = out;
      this.in = in;
    }

    @Override
    public Sender sender() {
      final ExcerptAppender appender = out.createAppender();
      final UnsafeBuffer view = new UnsafeBuffer(0, 0);
      return (payload, value) -> {
        try (DocumentContext document = appender.writingDocument()) {
          final Bytes<?> bytes = document.wire().bytes();
          view.wrap(bytes.addressForWrite(bytes.writePosition()), payload.size());
          payload.write(view, 0, value);
          bytes.writeSkip(payload.size());
        }
        return true;
      };
    }

    @Override
    public Receiver receiver() {
      final ExcerptTailer tailer = in.createTailer();
      final UnsafeBuffer view = new UnsafeBuffer(0, 0);
      return sink -> {
        try (DocumentContext document = tailer.readingDocument()) {
          if (!document.isPresent()) {
            return 0;
          }
          final Bytes<?> bytes = document.wire().bytes();
          final int length = (int) bytes.readRemaining();
          view.wrap(bytes.addressForRead(bytes.readPosition()), length);
          sink.onMessage(view, 0, length);
          return 1;
        }
      };
    }

    @Override
    public void close() {
      if (out != null) {
        out.close();
      }
      if (in != null) {
        in.close();
      }
    }
  }
}
