package org.intercore.icbmsg;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32C;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.intercore.icbmsg.endpoint.Endpoint;
import org.intercore.icbmsg.layout.LinkFormat;
import org.intercore.icmsg.buffer.Buffers;
import org.intercore.icmsg.doorbell.Doorbell;

/** Both sides of a channel whose file somebody cuts: DIRECTORY READY-FILE FORMAT HOW. */
final class CutFileChild {
  /** The exit code of one who goes on with another channel. */
  static final int SURVIVED = 7;

  private static final int LENGTH = 1000;
  /** So many that the compilers have been at work. */
  private static final int MANY = 12_000;

  /** Through what it touches the memory that has gone. */
  enum How {
    /** The library's own accesses, and those of a handler through its buffer. */
    BUFFER,
    /** The JDK's checksum, which works on addresses. */
    CHECKSUM
  }

  private final AtomicBuffer source = Buffers.allocate(LENGTH);
  private final AtomicLong received = new AtomicLong();
  private final Icbmsg first;
  private final Icbmsg second;
  private final Endpoint sender;

  private CutFileChild(
      final Path directory, final String name, final LinkFormat format, final How how) {
    final IcbmsgConfig config =
        IcbmsgConfig.named(name).directory(directory).format(format).doorbell(Doorbell.polling());
    first = Icbmsg.open(config);
    second = Icbmsg.open(config);
    sender = first.register("endpoint", new Inbox());
    second.register("endpoint", new Inbox() {
      @Override
      public void onMessage(
          final Endpoint endpoint,
          final DirectBuffer buffer,
          final int offset,
          final int length,
          final long rxToken) {
        if (how == How.CHECKSUM && received.get() > MANY) {
          awaitCut();
          checksum(buffer, offset, length);
        }
        received.addAndGet(buffer.getByte(offset + length - 1));
      }
    });
    source.setMemory(0, LENGTH, (byte) 1);
  }

  public static void main(final String[] arguments) throws IOException {
    final Path directory = Path.of(arguments[0]);
    final Path ready = Path.of(arguments[1]);
    final LinkFormat format = LinkFormat.valueOf(arguments[2]);
    final CutFileChild broken =
        new CutFileChild(directory, "prices", format, How.valueOf(arguments[3]));
    try {
      broken.talk(MANY);
      ChildJvm.say(ready, "ready");
      broken.talk(Long.MAX_VALUE);
    } catch (final InternalError error) {
      ChildJvm.say(ready.resolveSibling("error"), error.toString());
    }
    new CutFileChild(directory, "other", format, How.BUFFER).talk(MANY);
    // Without closing the broken one, which would touch its memory again.
    Runtime.getRuntime().halt(SURVIVED);
  }

  private void talk(final long messages) {
    while (received.get() < messages) {
      sender.send(source, 0, LENGTH);
      first.doWork();
      second.doWork();
    }
  }

  private static void awaitCut() {
    try {
      System.in.read();
    } catch (final IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void checksum(final DirectBuffer buffer, final int offset, final int length) {
    new CRC32C()
        .update(buffer.byteBuffer().duplicate().clear().position(offset).limit(offset + length));
  }
}
