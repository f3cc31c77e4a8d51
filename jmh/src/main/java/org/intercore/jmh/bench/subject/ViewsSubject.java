package org.intercore.jmh.bench.subject;

import org.agrona.concurrent.UnsafeBuffer;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icbmsg.layout.LinkFormat;
import org.intercore.icmsg.time.Timeout;
import org.intercore.jmh.bench.spi.Payload;
import org.intercore.jmh.bench.spi.Port;
import org.intercore.jmh.bench.spi.Receiver;
import org.intercore.jmh.bench.spi.Sender;
import org.intercore.jmh.bench.spi.Setup;
import org.intercore.jmh.bench.spi.Side;
import org.intercore.jmh.bench.spi.Sink;
import org.intercore.jmh.bench.spi.Subject;
import org.intercore.zerocopy.RxBlock;
import org.intercore.zerocopy.TxBlock;
import org.intercore.zerocopy.ZeroCopyEndpoint;

/**
 * As {@link IcbmsgSubject} in the native format and confined, but blocks are reached through the views
 * of {@code zerocopy-api}, which know their bounds and end with what they show: what those cost.
 */
final class ViewsSubject implements Subject {
  @Override
  public String name() {
    return "icbmsg-views";
  }

  @Override
  public boolean supports(final Setup setup) {
    return setup.producers() == 1 && !setup.holding();
  }

  @Override
  public Port open(final Setup setup, final Side side) {
    return new Instance(IcbmsgSubject.instance(setup, LinkFormat.NATIVE, true));
  }

  private static final class Instance implements Port, Receiver, Sender {
    private final Icbmsg link;
    private final ZeroCopyEndpoint endpoint;
    private final TxBlock block = new TxBlock();
    private final UnsafeBuffer small;
    private Sink sink;

    Instance(final Icbmsg link) {
      this.link = link;
      this.endpoint = ZeroCopyEndpoint.register(link, IcbmsgSubject.ENDPOINT, this::onBlock);
      this.small = new UnsafeBuffer(new byte[endpoint.maxInline()]);
    }

    private void onBlock(final RxBlock received) {
      sink.onMessage(received.buffer(), 0, received.length());
    }

    @Override
    public void connect() {
      IcbmsgSubject.requirePeer(endpoint.awaitBound(IcbmsgSubject.PATIENCE));
    }

    @Override
    public Sender sender() {
      return this;
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
    public boolean trySend(final Payload payload, final long value) {
      final int status = payload.size() <= small.capacity()
          ? sendSmall(payload, value)
          : sendInPlace(payload, value);
      if (status < 0) {
        IcbmsgSubject.requireRoomLater(status);
        link.doWork();
      }
      return status >= 0;
    }

    private int sendSmall(final Payload payload, final long value) {
      payload.write(small, 0, value);
      return endpoint.send(small, 0, payload.size());
    }

    private int sendInPlace(final Payload payload, final long value) {
      if (endpoint.claim(block, payload.size(), Timeout.NO_WAIT) < 0) {
        return block.status();
      }
      payload.write(block.buffer(), 0, value);
      final int status = block.send(payload.size());
      IcbmsgSubject.requireSent(status);
      return status;
    }

    @Override
    public void close() {
      link.close();
    }
  }
}
