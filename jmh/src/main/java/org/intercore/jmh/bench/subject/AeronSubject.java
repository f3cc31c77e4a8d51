package org.intercore.jmh.bench.subject;

import io.aeron.Aeron;
import io.aeron.ChannelUriStringBuilder;
import io.aeron.CommonContext;
import io.aeron.Image;
import io.aeron.Publication;
import io.aeron.Subscription;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.logbuffer.BufferClaim;
import io.aeron.logbuffer.FragmentHandler;
import io.aeron.protocol.DataHeaderFlyweight;
import java.util.concurrent.TimeUnit;
import org.agrona.CloseHelper;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.intercore.jmh.bench.spi.Port;
import org.intercore.jmh.bench.spi.Receiver;
import org.intercore.jmh.bench.spi.Sender;
import org.intercore.jmh.bench.spi.Setup;
import org.intercore.jmh.bench.spi.Side;
import org.intercore.jmh.bench.spi.Sink;
import org.intercore.jmh.bench.spi.Subject;

/**
 * Aeron IPC. Claimed and written in place, read in place from the one image, exclusive publications
 * where one thread sends. Terms of 64 MiB, whole files and touched before, because shorter ones
 * collapse; the MTU as long as the messages need, so that each can be claimed in one piece. The media
 * driver is embedded at the active side; its threads back off to sleep, since there are two cores for
 * the two measured threads. What is longer than the largest MTU cannot be claimed at all.
 */
final class AeronSubject implements Subject {
  private static final int TERM = 64 << 20;
  private static final int DEFAULT_MTU = 1408;
  private static final int MAX_MTU = 65_504;
  private static final int FRAGMENTS = 256;
  private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(20);
  private static final int SPINS = 10;
  private static final int YIELDS = 10;
  private static final long MIN_PARK_NS = TimeUnit.MICROSECONDS.toNanos(100);
  private static final long MAX_PARK_NS = TimeUnit.MILLISECONDS.toNanos(1);

  private final String name;
  private final boolean concurrent;

  AeronSubject(final String name, final boolean concurrent) {
    this.name = name;
    this.concurrent = concurrent;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean supports(final Setup setup) {
    return (concurrent || setup.producers() == 1) && mtu(setup) <= MAX_MTU;
  }

  private static int mtu(final Setup setup) {
    final int needed = setup.maxSize() + DataHeaderFlyweight.HEADER_LENGTH;
    return Math.max(DEFAULT_MTU, (needed + 31) / 32 * 32);
  }

  @Override
  public Port open(final Setup setup, final Side side) {
    final String directory = setup.directory().resolve("aeron").toString();
    final MediaDriver driver = side == Side.ACTIVE ? driver(setup, directory) : null;
    final Aeron aeron =
        Aeron.connect(new Aeron.Context().aeronDirectoryName(directory).preTouchMappedMemory(true));
    return new Streams(setup, side, driver, aeron);
  }

  private static MediaDriver driver(final Setup setup, final String directory) {
    return MediaDriver.launchEmbedded(new MediaDriver.Context()
        .aeronDirectoryName(directory)
        .dirDeleteOnShutdown(true)
        .threadingMode(ThreadingMode.SHARED_NETWORK)
        .sharedNetworkIdleStrategy(idle())
        .conductorIdleStrategy(idle())
        .termBufferSparseFile(false)
        .ipcTermBufferLength(TERM)
        .ipcMtuLength(mtu(setup)));
  }

  private static BackoffIdleStrategy idle() {
    return new BackoffIdleStrategy(SPINS, YIELDS, MIN_PARK_NS, MAX_PARK_NS);
  }

  private final class Streams implements Port {
    private final MediaDriver driver;
    private final Aeron aeron;
    private final Publication out;
    private final Subscription in;
    private final long deadlineNs = System.nanoTime() + PATIENCE_NS;

    Streams(final Setup setup, final Side side, final MediaDriver driver, final Aeron aeron) {
      this.driver = driver;
      this.aeron = aeron;
      final String channel = new ChannelUriStringBuilder()
          .media(CommonContext.IPC_MEDIA)
          .termLength(TERM)
          .mtu(mtu(setup))
          .build();
      this.in = Lane.isUsed(setup, Lane.in(side))
          ? aeron.addSubscription(channel, stream(Lane.in(side)))
          : null;
      this.out =
          Lane.isUsed(setup, Lane.out(side)) ? publication(channel, stream(Lane.out(side))) : null;
    }

    private Publication publication(final String channel, final int stream) {
      return concurrent
          ? aeron.addPublication(channel, stream)
          : aeron.addExclusivePublication(channel, stream);
    }

    private static int stream(final String lane) {
      return lane.equals(Lane.THERE) ? 1 : 2;
    }

    @Override
    public void connect() {
      while (out != null && !out.isConnected() || in != null && in.imageCount() == 0) {
        if (System.nanoTime() - deadlineNs > 0) {
          throw new IllegalStateException("no peer");
        }
        Thread.yield();
      }
    }

    @Override
    public Sender sender() {
      final Publication to = out;
      final BufferClaim claim = new BufferClaim();
      return (payload, value) -> {
        final long position = to.tryClaim(payload.size(), claim);
        if (position < 0) {
          requireRoomLater(position);
          return false;
        }
        payload.write(claim.buffer(), claim.offset(), value);
        claim.commit();
        return true;
      };
    }

    private static void requireRoomLater(final long position) {
      if (position != Publication.BACK_PRESSURED && position != Publication.ADMIN_ACTION) {
        throw new IllegalStateException("not sent: " + Publication.errorString(position));
      }
    }

    @Override
    public Receiver receiver() {
      return new Poller(in.imageAtIndex(0));
    }

    @Override
    public void close() {
      CloseHelper.closeAll(aeron, driver);
    }
  }

  private static final class Poller implements Receiver {
    private final Image image;
    private Sink sink;
    private final FragmentHandler handler =
        (buffer, offset, length, header) -> sink.onMessage(buffer, offset, length);

    Poller(final Image image) {
      this.image = image;
    }

    @Override
    public int poll(final Sink to) {
      sink = to;
      final int count = image.poll(handler, FRAGMENTS);
      if (count == 0 && image.isClosed()) {
        // The driver gives up a side that it has not heard of for some seconds.
        throw new IllegalStateException("the image was closed");
      }
      return count;
    }
  }
}
