package org.intercore.cli.peer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.intercore.icbmsg.Icbmsg;
import org.intercore.icbmsg.IcbmsgConfig;
import org.intercore.icmsg.status.UnboundReason;
import org.intercore.icmsg.time.Timeout;
import org.intercore.zerocopy.BlockHandler;
import org.intercore.zerocopy.RxBlock;
import org.intercore.zerocopy.TxBlock;
import org.intercore.zerocopy.ZeroCopyEndpoint;

/** An instance with blocks and named endpoints. */
final class IcbmsgSide implements PeerSide {
  private final List<ZeroCopyEndpoint> endpoints = new ArrayList<>();
  private final TxBlock block = new TxBlock();
  private final List<String> names;
  private final Icbmsg link;
  private MessageSink sink;
  private long boundCallbacks;
  private long unboundCallbacks;

  /** Opens the instance; nothing is received before {@link #open}. */
  IcbmsgSide(final IcbmsgConfig config, final List<String> names) {
    this.names = names;
    link = Icbmsg.open(config);
  }

  @Override
  public void open(final MessageSink messageSink) {
    sink = messageSink;
    for (int i = 0; i < names.size(); i++) {
      endpoints.add(ZeroCopyEndpoint.register(link, names.get(i), new Handler(i)));
    }
  }

  /** Passes an endpoint's messages on under its number. */
  private final class Handler implements BlockHandler {
    private final int endpoint;

    Handler(final int endpoint) {
      this.endpoint = endpoint;
    }

    @Override
    public void onBlock(final RxBlock received) {
      sink.onMessage(endpoint, received.buffer(), 0, received.length());
    }

    @Override
    public void onBound(final ZeroCopyEndpoint bound) {
      boundCallbacks++;
    }

    @Override
    public void onUnbound(final ZeroCopyEndpoint unbound, final UnboundReason reason) {
      unboundCallbacks++;
    }
  }

  @Override
  public int doWork() {
    return link.doWork();
  }

  @Override
  public int send(
      final int endpoint, final int length, final Filler content, final Timeout timeout) {
    final int capacity = endpoints.get(endpoint).claim(block, length, timeout);
    if (capacity < 0) {
      return capacity;
    }
    content.fill(block.buffer(), 0, length);
    return block.send(length);
  }

  @Override
  public boolean isLinked() {
    return link.isBound();
  }

  @Override
  public boolean isBound() {
    for (int i = 0; i < endpoints.size(); i++) {
      if (!endpoints.get(i).isBound()) {
        return false;
      }
    }
    return true;
  }

  @Override
  public List<String> endpoints() {
    return names;
  }

  @Override
  public int maxSend() {
    return link.txGeometry().maxPayload();
  }

  @Override
  public int maxReceive() {
    return link.rxGeometry().maxPayload();
  }

  @Override
  public void settle(final Timeout timeout) {
    link.drain(timeout);
  }

  @Override
  public int txBlocksInUse() {
    return link.txBlocksInUse();
  }

  @Override
  public int rxRunsInUse() {
    return link.rxRunsInUse();
  }

  @Override
  public long boundCallbacks() {
    return boundCallbacks;
  }

  @Override
  public long unboundCallbacks() {
    return unboundCallbacks;
  }

  @Override
  public Map<String, Long> faults() {
    return link.faults().snapshot();
  }

  @Override
  public void close() {
    link.close();
  }
}
