package org.intercore.jmh.bench.subject;

import java.time.Duration;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icbmsg.IcbmsgConfig;
import org.intercore.icbmsg.endpoint.Endpoint;
import org.intercore.icbmsg.layout.LinkFormat;
import org.intercore.icmsg.doorbell.Doorbell;
import org.intercore.icmsg.status.Status;
import org.intercore.icmsg.time.Timeout;
import org.intercore.jmh.bench.spi.Holding;
import org.intercore.jmh.bench.spi.Payload;
import org.intercore.jmh.bench.spi.Port;
import org.intercore.jmh.bench.spi.Receiver;
import org.intercore.jmh.bench.spi.Sender;
import org.intercore.jmh.bench.spi.Setup;
import org.intercore.jmh.bench.spi.Side;
import org.intercore.jmh.bench.spi.Sink;
import org.intercore.jmh.bench.spi.Subject;

/**
 * This library through its public interface: a named channel between the two sides, one {@link
 * Endpoint}, every message claimed, written in place in the region, sent, and read in place in the
 * handler, as the rivals' messages are by an offset; in either of the two formats that the two sides can
 * speak; but what travels in lines of its own, and so is copied once in any case, is sent from a
 * buffer, as the documentation says. Polling, since both sides are busy anyway. Confined, if it may
 * be, to the one thread that each side has, as the rivals' variants for one thread are. Blocks are as
 * long as the longest message needs, small ones included.
 */
final class IcbmsgSubject implements Subject {
  private static final int BLOCKS = 64;
  private static final int CACHE_LINE = 64;
  private static final String CHANNEL = "bench";
  static final String ENDPOINT = "bench";
  static final Timeout PATIENCE = Timeout.of(Duration.ofSeconds(20));

  private final String name;
  private final LinkFormat format;
  private final boolean mayBeConfined;

  IcbmsgSubject(final String name, final LinkFormat format, final boolean mayBeConfined) {
    this.name = name;
    this.format = format;
    this.mayBeConfined = mayBeConfined;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean supports(final Setup setup) {
    return true;
  }

  @Override
  public Port open(final Setup setup, final Side side) {
    final Icbmsg link = instance(setup, format, mayBeConfined && setup.producers() == 1);
    return new Instance(link, setup.producers());
  }

  static Icbmsg instance(final Setup setup, final LinkFormat format, final boolean confined) {
    final int payloadAndSize = setup.maxSize() + Long.BYTES;
    final int blockSize = (payloadAndSize + CACHE_LINE - 1) / CACHE_LINE * CACHE_LINE;
    return Icbmsg.open(IcbmsgConfig.named(CHANNEL)
        .format(format)
        .confined(confined)
        .directory(setup.directory().resolve("channels"))
        .txBlocks(BLOCKS)
        .rxBlocks(BLOCKS)
        .blockSize(blockSize)
        .doorbell(Doorbell.polling()));
  }

  static void requirePeer(final int status) {
    if (status < 0) {
      throw new IllegalStateException("no peer: " + Status.describe(status));
    }
  }

  static void requireRoomLater(final long status) {
    if (status != Status.NO_MEMORY) {
      throw new IllegalStateException("no block: " + Status.describe((int) status));
    }
  }

  static void requireSent(final int status) {
    if (status < 0) {
      throw new IllegalStateException("not sent: " + Status.describe(status));
    }
  }

  private static final class Instance implements Port, Receiver, Holding {
    private static final long NONE = -1;

    private final Icbmsg link;
    private final Endpoint endpoint;
    private final int producers;
    private final long[] held = new long[BLOCKS];
    private Sink sink;
    private int holdInto = BLOCKS;

    Instance(final Icbmsg link, final int producers) {
      this.link = link;
      this.producers = producers;
      Arrays.fill(held, NONE);
      this.endpoint = link.register(ENDPOINT, this::onMessage);
    }

    private void onMessage(
        final Endpoint from,
        final DirectBuffer buffer,
        final int offset,
        final int length,
        final long rxToken) {
      sink.onMessage(buffer, offset, length);
      if (holdInto < BLOCKS) {
        held[holdInto] = from.hold(rxToken);
        holdInto = BLOCKS;
      }
    }

    @Override
    public void connect() {
      requirePeer(endpoint.awaitBound(PATIENCE));
    }

    @Override
    public Sender sender() {
      // Several threads cannot all do the instance's work: a claim that waits does it in turns.
      return producers == 1 ? new Alone() : new OneOfMany();
    }

    @Override
    public Receiver receiver() {
      return this;
    }

    @Override
    public int poll(final Sink to) {
      sink = to;
      return link.doWork();
    }

    @Override
    public Holding holding() {
      return this;
    }

    @Override
    public int messages() {
      return BLOCKS;
    }

    @Override
    public boolean pollInto(final int slot, final Sink to) {
      sink = to;
      holdInto = slot;
      link.doWork();
      holdInto = BLOCKS;
      return held[slot] != NONE;
    }

    @Override
    public void release(final int slot) {
      if (held[slot] != NONE) {
        endpoint.release(held[slot]);
        held[slot] = NONE;
      }
    }

    @Override
    public void close() {
      for (int slot = 0; slot < BLOCKS; slot++) {
        release(slot);
      }
      link.close();
    }

    private abstract class InstanceSender implements Sender {
      private final MutableDirectBuffer region = endpoint.txRegion().buffer();
      private final UnsafeBuffer small =
          new UnsafeBuffer(new byte[Math.max(0, endpoint.maxInline())]);

      @Override
      public final boolean trySend(final Payload payload, final long value) {
        return payload.size() <= small.capacity()
            ? trySendSmall(payload, value)
            : trySendInPlace(payload, value);
      }

      private boolean trySendSmall(final Payload payload, final long value) {
        payload.write(small, 0, value);
        final int status = endpoint.send(small, 0, payload.size());
        if (status < 0) {
          requireRoomLater(status);
          noRoom();
          return false;
        }
        return true;
      }

      private boolean trySendInPlace(final Payload payload, final long value) {
        final long token = endpoint.claim(payload.size(), patienceNs());
        if (token < 0) {
          requireRoomLater(token);
          noRoom();
          return false;
        }
        payload.write(region, endpoint.txPayloadOffset(token), value);
        requireSent(endpoint.send(token, payload.size()));
        return true;
      }

      /** How long to wait for a block. */
      abstract long patienceNs();

      /** Nothing was sent, and the message is tried again. */
      abstract void noRoom();
    }

    private final class Alone extends InstanceSender {
      @Override
      long patienceNs() {
        return Timeout.NO_WAIT.nanos();
      }

      @Override
      void noRoom() {
        link.doWork();
      }
    }

    /** One that must not do the instance's work: for a block it waits, and for a slot needs no work. */
    private final class OneOfMany extends InstanceSender {
      @Override
      long patienceNs() {
        return Timeout.FOREVER.nanos();
      }

      @Override
      void noRoom() {}
    }
  }
}
