package org.intercore.jmh.bench.subject;

import java.time.Duration;
import org.agrona.concurrent.UnsafeBuffer;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icbmsg.IcbmsgConfig;
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
import org.intercore.zerocopy.HeldBlock;
import org.intercore.zerocopy.RxBlock;
import org.intercore.zerocopy.TxBlock;
import org.intercore.zerocopy.ZeroCopyEndpoint;

/**
 * This library through its public interface: a named channel between the two sides, one endpoint,
 * every message claimed, written in place, sent, and read in place in the handler; in either of the
 * two formats that the two sides can speak; but what travels in a line of its own, and so is copied
 * once in any case, is sent from a buffer, as the documentation says. Polling, since both sides are busy anyway. Confined, if
 * it may be, to the one thread that each side has, as the rivals' variants for one thread are. Blocks
 * are as long as the longest message needs, small ones included.
 */
final class IcbmsgSubject implements Subject {
  private static final int BLOCKS = 64;
  private static final int CACHE_LINE = 64;
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String CHANNEL = "bench";

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
    final int payloadAndSize = setup.maxSize() + Long.BYTES;
    final int blockSize = (payloadAndSize + CACHE_LINE - 1) / CACHE_LINE * CACHE_LINE;
    return new Instance(
        Icbmsg.open(IcbmsgConfig.named(CHANNEL)
            .format(format)
            .confined(mayBeConfined && setup.producers() == 1)
            .directory(setup.directory().resolve("channels"))
            .txBlocks(BLOCKS)
            .rxBlocks(BLOCKS)
            .blockSize(blockSize)
            .doorbell(Doorbell.polling())),
        setup.producers());
  }

  private static final class Instance implements Port, Receiver, Holding {
    private final Icbmsg link;
    private final ZeroCopyEndpoint endpoint;
    private final int producers;
    private final HeldBlock[] held = new HeldBlock[BLOCKS];
    private Sink sink;
    private HeldBlock holdInto;

    Instance(final Icbmsg link, final int producers) {
      this.link = link;
      this.producers = producers;
      for (int i = 0; i < held.length; i++) {
        held[i] = new HeldBlock();
      }
      this.endpoint = ZeroCopyEndpoint.register(link, "bench", this::onBlock);
    }

    private void onBlock(final RxBlock block) {
      sink.onMessage(block.buffer(), 0, block.length());
      if (holdInto != null) {
        block.hold(holdInto);
        holdInto = null;
      }
    }

    @Override
    public void connect() {
      final int status = endpoint.awaitBound(PATIENCE);
      if (status < 0) {
        throw new IllegalStateException("no peer: " + Status.describe(status));
      }
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
      holdInto = held[slot];
      link.doWork();
      holdInto = null;
      return held[slot].isHeld();
    }

    @Override
    public void release(final int slot) {
      held[slot].close();
    }

    @Override
    public void close() {
      for (final HeldBlock block : held) {
        block.close();
      }
      link.close();
    }

    private abstract class InstanceSender implements Sender {
      private final TxBlock block = new TxBlock();
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
        if (endpoint.claim(block, payload.size(), patience()) < 0) {
          requireRoomLater(block.status());
          noRoom();
          return false;
        }
        payload.write(block.buffer(), 0, value);
        requireSent(block.send(payload.size()));
        return true;
      }

      /** How long to wait for a block. */
      abstract Timeout patience();

      /** Nothing was sent, and the message is tried again. */
      abstract void noRoom();
    }

    private final class Alone extends InstanceSender {
      @Override
      Timeout patience() {
        return Timeout.NO_WAIT;
      }

      @Override
      void noRoom() {
        link.doWork();
      }
    }

    /** One that must not do the instance's work: for a block it waits, and for a slot needs no work. */
    private final class OneOfMany extends InstanceSender {
      @Override
      Timeout patience() {
        return Timeout.FOREVER;
      }

      @Override
      void noRoom() {}
    }

    private static void requireRoomLater(final int status) {
      if (status != Status.NO_MEMORY) {
        throw new IllegalStateException("no block: " + Status.describe(status));
      }
    }

    private static void requireSent(final int status) {
      if (status < 0) {
        throw new IllegalStateException("not sent: " + Status.describe(status));
      }
    }
  }
}
